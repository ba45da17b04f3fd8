internal import Quantities

/// What `virsh domjobinfo --completed` says of a migration, with `--rawstats` or without.
struct JobInformation {
  let migration: Estate.PastMigration

  init(_ text: [UInt8], file: String) throws(ImportError) {
    let lines = Lines(text, file: file, separator: ":")
    let kind = lines["Job type"] ?? "Completed"
    let outcome: Estate.PastMigration.Outcome =
      switch kind.lowercased() {
      case "completed": .finished
      case "failed", "cancelled": .failed
      default: .running
      }
    var past = Estate.PastMigration(Self.vm(of: file), outcome, status: kind)
    func number(_ name: String, unit: String? = nil) throws(ImportError) -> Double? {
      guard let value = lines[name] else { return nil }
      return try lines.number(name, value, unit: unit)
    }
    func amount(_ name: String) throws(ImportError) -> Bytes? {
      guard let value = lines[name] else { return nil }
      let number = try lines.number(name, value)
      let unit = value.split(separator: " ").dropFirst().first.map(String.init) ?? "B"
      let scales = ["B": 1.0, "KiB": 0x1p10, "MiB": 0x1p20, "GiB": 0x1p30, "TiB": 0x1p40]
      guard let scale = scales[unit.hasSuffix("/s") ? String(unit.dropLast(2)) : unit] else {
        throw ImportError(
          file, nil, "\(name): \"\(value)\" has no unit of data",
          "write the output of the command anew")
      }
      return Bytes(number * scale)
    }
    past.running = try number("Time elapsed", unit: "ms").map(Seconds.milliseconds)
    past.downtime = try number("Total downtime", unit: "ms").map(Seconds.milliseconds)
    past.sent = try amount("Data processed")
    if let memory = try amount("Memory processed") { past.sent = memory }
    past.memory = try amount("Memory total")
    past.bandwidth = try amount("Memory bandwidth").map { BytesPerSecond($0.value) }
    past.iterations = try number("Iteration").map { Int($0) }
    past.normalPages = try number("Normal pages").map { Pages(Int($0)) }
    past.zeroPages = try number("Constant pages").map { Pages(Int($0)) }
    let page = (try number("Page size") ?? 4096) / 4096
    past.dirtyRate = try number("Dirty rate").map { PagesPerSecond($0 * page) }
    past.isPostCopy = try number("Postcopy requests").map { $0 > 0 } ?? false
    migration = past
  }

  /// The domain is named by the file only: `domjobinfo-completed-web.txt` is about web.
  private static func vm(of file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let stem = name.split(separator: ".").first.map(String.init) ?? name
    let rest = stem.split(separator: "-", omittingEmptySubsequences: true)
      .drop { ["domjobinfo", "completed", "rawstats"].contains($0.lowercased()) }
    return rest.isEmpty ? stem : rest.joined(separator: "-")
  }
}
