internal import Quantities

extension Libvirt.HostTexts {
  /// `virsh nodeinfo`. Sockets are counted per NUMA cell.
  mutating func readNodeInfo(_ text: [UInt8], file: String) throws(ImportError) {
    let lines = Lines(text, file: file, separator: ":")
    guard let memory = lines["Memory size"] else {
      throw ImportError(
        file, nil, "has no line \"Memory size:\"", "write it anew: virsh nodeinfo > nodeinfo.txt")
    }
    let kibibytes = try lines.number("Memory size", memory, unit: "KiB")
    if let problem = Limit.memory.problem(with: kibibytes * 1024, written: memory) {
      throw lines.error("Memory size", problem)
    }
    host.memory = Known(.kibibytes(kibibytes), .read, "nodeinfo Memory size")
    func number(_ name: String) throws(ImportError) -> Int? {
      guard let value = lines[name] else { return nil }
      let number = try lines.number(name, value)
      if let problem = Limit.problem(withProcessors: number, written: value, most: Limit.threads) {
        throw lines.error(name, problem)
      }
      return number.whole
    }
    if let threads = try number("CPU(s)") {
      host.threads = Known(threads, .read, "nodeinfo CPU(s)")
    }
    if let sockets = try number("CPU socket(s)"), let cores = try number("Core(s) per socket") {
      let cells = try number("NUMA cell(s)") ?? 1
      let count = product(sockets, cores, cells) ?? cores
      // Where the sockets are not alike, libvirt reports one socket with every thread as a core.
      let threads = host.threads?.value ?? count
      let isAsymmetric = sockets == 1 && cells == 1 && cores == threads
      if !isAsymmetric || host.cores == nil {
        host.cores = Known(min(count, threads), .read, "nodeinfo Core(s) per socket")
      }
    }
  }

  /// `virsh capabilities`, of which the host's part counts.
  mutating func readCapabilities(_ text: [UInt8], file: String) throws(ImportError) {
    let root = try XMLElement(text, file: file)
    guard let cpu = root.child("host", "cpu") else {
      throw ImportError(
        file, nil, "has no host/cpu",
        "write it anew: virsh capabilities > capabilities.xml")
    }
    host.cpuModel = cpu.child("model")?.text
    host.cpuVendor = cpu.child("vendor")?.text
    host.extraFeatures = cpu.all("feature").compactMap { $0.attributes["name"] }
    let cells = root.child("host", "topology", "cells")?.all("cell") ?? []
    let memory = cells.compactMap { $0.child("memory").flatMap(Libvirt.bytes) }
    if host.memory == nil, !memory.isEmpty {
      let whole = memory.reduce(.zero, +)
      if let problem = Limit.memory.problem(with: whole.value, written: "\(whole)") {
        throw ImportError(file, "element cells", problem, Limit.remedy)
      }
      host.memory = Known(whole, .read, "capabilities cell memory")
    }
    if let topology = cpu.child("topology")?.attributes,
      let sockets = topology["sockets"].flatMap({ Int($0) }),
      let cores = topology["cores"].flatMap({ Int($0) })
    {
      let dies = topology["dies"].flatMap { Int($0) } ?? 1
      let clusters = topology["clusters"].flatMap { Int($0) } ?? 1
      // As in nodeinfo, the sockets are those of one NUMA cell.
      let count = product(sockets, dies, clusters, cores, max(1, cells.count)) ?? cores
      host.cores = Known(count, .read, "capabilities topology")
      if host.threads == nil, let threads = topology["threads"].flatMap({ Int($0) }) {
        host.threads = product(count, threads).map { Known($0, .read, "capabilities topology") }
      }
    }
  }
}

extension Libvirt {
  /// An amount with the unit of an attribute, KiB without one.
  static func bytes(_ element: XMLElement) -> Bytes? {
    guard let number = Double(element.text) else { return nil }
    return scale(element.attributes["unit"]).map { Bytes(number * $0) }
  }

  /// What a unit of libvirt's stands for, in bytes (docs/formatdomain.rst: KB is 1000, K is 1024).
  static func scale(_ unit: String?) -> Double? {
    switch unit ?? "KiB" {
    case "b", "bytes", "byte", "B": 1
    case "KB": 1e3
    case "k", "K", "KiB": 0x1p10
    case "MB": 1e6
    case "M", "MiB": 0x1p20
    case "GB": 1e9
    case "G", "GiB": 0x1p30
    case "TB": 1e12
    case "T", "TiB": 0x1p40
    default: nil
    }
  }
}

/// A text of lines "name: value", as commands print them.
struct Lines {
  let file: String
  private var values: [String: (line: Int, value: String)] = [:]

  init(_ text: [UInt8], file: String, separator: Character) {
    self.file = file
    let lines = String(decoding: text, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0.isNewline }
    for (place, line) in lines.enumerated() {
      guard let mark = line.firstIndex(of: separator) else { continue }
      let name = line[..<mark].trimmed
      if values[name] == nil {
        values[name] = (place + 1, line[line.index(after: mark)...].trimmed)
      }
    }
  }

  subscript(name: String) -> String? { values[name]?.value }

  /// What is wrong with a value.
  func error(_ name: String, _ problem: String) -> ImportError {
    ImportError(
      file, "line \(values[name]?.line ?? 0)", "\(name): \(problem)",
      "write the output of the command anew")
  }

  /// A number before a unit, which must be the one that is expected.
  func number(
    _ name: String, _ value: String, unit: String? = nil
  ) throws(ImportError) -> Double {
    let words = value.split(separator: " ")
    guard let number = words.first.flatMap({ Double(decimal: $0) }) else {
      throw error(name, "\"\(value)\" is not a number")
    }
    if let unit, words.count > 1, words[1] != unit {
      throw error(name, "\"\(value)\" is not in \(unit)")
    }
    return number
  }
}
