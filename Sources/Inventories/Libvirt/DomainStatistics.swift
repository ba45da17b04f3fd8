internal import Quantities

/// What `virsh domstats` says of one domain: lines of `key=value`.
struct DomainStatistics {
  let name: String
  private let file: String
  private let line: Int
  private var values: [String: (line: Int, text: String)] = [:]

  /// All domains of a text. A number that is none is reported with its line.
  static func all(
    in text: [UInt8], file: String, _ log: inout ImportLog
  ) throws(ImportError) -> [DomainStatistics] {
    var domains: [DomainStatistics] = []
    for (place, raw) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let line = Self.trimmed(raw)
      if line.hasPrefix("Domain: '"), line.hasSuffix("'") {
        domains.append(
          DomainStatistics(
            name: String(line.dropFirst(9).dropLast()), file: file, line: place + 1))
      } else if let mark = line.utf8.firstIndex(of: UInt8(ascii: "=")), !domains.isEmpty {
        domains[domains.count - 1].values[String(line[..<mark])] = (
          place + 1, String(line[line.utf8.index(after: mark)...])
        )
      } else if !line.isEmpty {
        throw ImportError(
          file, "line \(place + 1)", "\"\(line.prefix(40))\" is not of the form key=value",
          "write it anew: virsh domstats --dirtyrate > domstats.txt")
      }
    }
    for domain in domains {
      for (key, value) in domain.values.sorted(by: { $0.value.line < $1.value.line }) {
        guard let problem = domain.problem(key, value.text) else { continue }
        log.report(
          ImportError(
            file, "line \(value.line)", "\(key): \(problem)",
            "write it anew: virsh domstats --dirtyrate > domstats.txt"))
      }
    }
    return domains
  }

  /// A line without the blanks around it, which are of ASCII.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> String {
    var line = line
    while let first = line.first, first <= 0x20 { line = line.dropFirst() }
    while let last = line.last, last <= 0x20 { line = line.dropLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// What is wrong with a value; `nil` if nothing is, or if it is not read.
  private func problem(_ key: String, _ text: String) -> String? {
    if key == "vcpu.current" || key == "vcpu.maximum" {
      guard let number = Double(decimal: text) else { return "\"\(text)\" is not a number" }
      return Limit.problem(withProcessors: number, written: text, most: Limit.processors)
    }
    guard isNumber(key) else { return nil }
    guard let number = Double(decimal: text) else { return "\"\(text)\" is not a number" }
    if key.hasPrefix("balloon.") {
      if number < 0 { return "\(text) is negative" }
      // Beside sizes there are counts of faults and a time.
      return Self.amounts.contains(key)
        ? Limit.memory.problem(with: number * 1024, written: text) : nil
    }
    return key.hasPrefix("block.") ? Limit.data.problem(with: number, written: text) : nil
  }

  private static let amounts: Set<String> = [
    "balloon.maximum", "balloon.current", "balloon.rss", "balloon.unused", "balloon.usable",
  ]

  private init(name: String, file: String, line: Int) {
    self.name = name
    self.file = file
    self.line = line
  }

  private func isNumber(_ key: String) -> Bool {
    key.hasPrefix("balloon.") || key.hasPrefix("dirtyrate.calc_p")
      || key.hasPrefix("dirtyrate.mega") || key.hasSuffix(".capacity")
      || key.hasSuffix(".allocation")
  }

  func text(_ key: String) -> String? { values[key]?.text }
  func number(_ key: String) -> Double? { values[key].flatMap { Double(decimal: $0.text) } }
  private func kibibytes(_ key: String) -> Bytes? { number(key).map(Bytes.kibibytes) }

  /// The state's number and how libvirt calls it (virDomainState).
  var state: (number: Int, name: String) {
    let names = [
      "no state", "running", "blocked", "paused", "in shutdown", "shut off", "crashed",
      "suspended",
    ]
    let number = self.number("state.state").flatMap { Int(exactly: $0) } ?? 1
    return (number, names.indices.contains(number) ? names[number] : "state \(number)")
  }

  var maximum: Bytes? { kibibytes("balloon.maximum") }
  var current: Bytes? { kibibytes("balloon.current") }
  var resident: Bytes? { kibibytes("balloon.rss") }
  /// What the guest uses of what it has; needs its balloon driver and a period of statistics.
  var used: Bytes? {
    guard let current, let unused = kibibytes("balloon.unused") else { return nil }
    return max(current - unused, .zero)
  }
  /// The same without what the guest could give back at once, its caches.
  var usedWithoutCaches: Bytes? {
    guard let current, let usable = kibibytes("balloon.usable") else { return nil }
    return max(current - usable, .zero)
  }
  var vcpus: Int? {
    (number("vcpu.current") ?? number("vcpu.maximum")).flatMap { Int(exactly: $0) }
  }

  /// The dirty rate, if one was measured: status 2. It is reported in whole MiB/s.
  var dirtyRate: Estate.DirtyRate? {
    guard number("dirtyrate.calc_status") == 2, let rate = megabytesPerSecond, rate >= 0
    else { return nil }
    let field = "domstats dirtyrate.megabytes_per_second"
    return Estate.DirtyRate(
      rate: Known(PagesPerSecond(rate * 256), .measured, field),
      window: Seconds(number("dirtyrate.calc_period") ?? 1), step: PagesPerSecond(256))
  }

  /// The rate of all its processors: where they are measured one by one, it need not be there by itself.
  private var megabytesPerSecond: Double? {
    if let rate = number("dirtyrate.megabytes_per_second") { return rate }
    let each = values.keys.filter {
      $0.hasPrefix("dirtyrate.vcpu.") && $0.hasSuffix(".megabytes_per_second")
    }.compactMap(number)
    return each.isEmpty ? nil : each.reduce(0, +)
  }

  /// Its disks. Drives without a medium have no capacity.
  var disks: [Estate.Disk] {
    let count = number("block.count").flatMap { Int(exactly: $0) } ?? 0
    return (0..<count).compactMap { place in
      guard let capacity = number("block.\(place).capacity") else { return nil }
      var disk = Estate.Disk(
        text("block.\(place).name") ?? "disk \(place)",
        Known(Bytes(capacity), .read, "domstats block.capacity"))
      disk.path = text("block.\(place).path")
      if let allocation = number("block.\(place).allocation") {
        disk.allocated = Known(
          Bytes(min(allocation, capacity)), .read, "domstats block.allocation")
      }
      return disk
    }
  }
}
