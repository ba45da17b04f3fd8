package import Quantities

/// How busy one VM was over time, from a published trace.
package struct LoadTrace: Equatable, Sendable {
  /// The VM's name in the trace; its file's where each VM has a file.
  package let vm: String
  /// Seconds between two samples.
  package let step: Double
  /// The share of its processors that was busy, from 0 to 1, sample by sample.
  package private(set) var cpu: [Double]
  /// Memory in use, where the trace has it.
  package var memory: [Bytes] = []
  /// Data written to disks per second, where the trace has it.
  package var diskWrites: [BytesPerSecond] = []
  /// Samples that the trace lacks, for each of which the one before stands.
  package private(set) var missing = 0

  /// A CSV file that the key `trace` of a scenario's `activity` takes.
  ///
  /// Its `share` is the load relative to the trace's mean, so that a measured dirty rate stays what it is
  /// on average; that memory is written as processors are busy is an assumption. Further columns say
  /// what the trace says.
  package var csv: String {
    let mean = cpu.reduce(0, +) / Double(max(1, cpu.count))
    var columns = ["time_s", "share", "cpu_share"]
    if !memory.isEmpty { columns.append("memory_used_mib") }
    if !diskWrites.isEmpty { columns.append("disk_writes_bytes_per_s") }
    var lines = [columns.joined(separator: ",")]
    for (place, share) in cpu.enumerated() {
      var cells = [Double(place) * step, mean > 0 ? share / mean : 0, share]
      if !memory.isEmpty { cells.append(memory[place].value / 0x1p20) }
      if !diskWrites.isEmpty { cells.append(diskWrites[place].value) }
      lines.append(cells.map(Self.number).joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Shares to six digits: more would only be rounding.
  private static func number(_ value: Double) -> String {
    let text = ((value * 1e6).rounded() / 1e6).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  init(vm: String, step: Double, cpu: [Double]) {
    self.vm = vm
    self.step = step
    self.cpu = cpu
  }

  /// Puts samples at these moments on a grid of the trace's steps: of two in one step the first counts, and
  /// where one is missing the one before holds on.
  ///
  /// - Precondition: the moments are in order, one for each sample.
  /// - Throws: if they are so far apart that most of the trace would be made up.
  mutating func align(to times: [Double], file: String) throws(ImportError) {
    let steps = (times[times.count - 1] - times[0]) / step
    guard steps.isFinite, steps <= 10 * Double(times.count) + 1000 else {
      throw ImportError(
        file, nil, "has most samples of \(vm) missing, as its times stand",
        "check the column of times, or name a whole file of the trace")
    }
    var sources: [Int] = []
    for (place, time) in times.enumerated() {
      let wanted = Int(((time - times[0]) / step).rounded())
      while sources.count < wanted {
        sources.append(place - 1)
        missing += 1
      }
      if sources.count == wanted { sources.append(place) }
    }
    cpu = sources.map { cpu[$0] }
    if !memory.isEmpty { memory = sources.map { memory[$0] } }
    if !diskWrites.isEmpty { diskWrites = sources.map { diskWrites[$0] } }
  }

  /// Whether a text begins like a trace of Bitbrains.
  static func fits(_ first: Substring) -> Bool { first.contains("CPU usage [%]") }

  /// Whether a text with this first line is load over time rather than an inventory.
  static func isOne(_ first: Substring) -> Bool { fits(first) || isReading(first) }

  /// Whether a line is one of Azure's readings, whose files have no line of names.
  static func isReading(_ line: Substring) -> Bool {
    let cells = line.split(separator: ",", omittingEmptySubsequences: false)
    return cells.count == 5 && Double(decimal: cells[0]) != nil
      && cells[2...].allSatisfy { Double(decimal: $0) != nil }
  }

  /// Reads the traces of a file, whatever kind it is.
  ///
  /// - Parameter vm: which VM of a file of several is wanted; `nil` for all.
  package static func all(
    _ bytes: [UInt8], file: String, vm: String? = nil
  ) throws(ImportError) -> [LoadTrace] {
    let text = PlainText.utf8(bytes)
    let first = String(decoding: text.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    if fits(first[...]) { return [try bitbrains(text, file: file)] }
    if first.split(separator: ",", omittingEmptySubsequences: false).count == 5 {
      return try azure(text, file: file, vm: vm)
    }
    if AzureMachines.fits(first[...]) {
      throw ImportError(
        file, nil, "is the table of Azure's VMs, which has no load over time",
        "leave out --trace to import the VMs, or name a file of readings")
    }
    if Int(first.trimmed) != nil { return [try planetLab(text, file: file)] }
    throw ImportError(
      file, nil, "is no trace of a known kind",
      "name a file of PlanetLab's, of Bitbrains' GWA-T-12, or readings of Azure's VM traces")
  }

  /// The name of a file without folder and ending.
  static func name(of file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return last.hasSuffix(".csv") ? String(last.dropLast(4)) : last
  }
}
