package import Quantities

/// How busy one VM was over time, from a published trace.
package struct LoadTrace: Equatable, Sendable {
  /// The VM's name in the trace; its file's where each VM has a file.
  package let vm: String
  /// Seconds between two samples.
  package let step: Double
  /// The share of its processors that was busy, from 0 to 1, sample by sample.
  package let cpu: [Double]
  /// Memory in use, where the trace has it.
  package var memory: [Bytes] = []
  /// Data written to disks per second, where the trace has it.
  package var diskWrites: [BytesPerSecond] = []

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

  /// Reads the traces of a file, whatever kind it is.
  ///
  /// - Parameter vm: which VM of a file of several is wanted; `nil` for all.
  package static func all(
    _ bytes: [UInt8], file: String, vm: String? = nil
  ) throws(ImportError) -> [LoadTrace] {
    let text = PlainText.utf8(bytes)
    let first = String(decoding: text.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    if first.contains("CPU usage [%]") { return [try bitbrains(text, file: file)] }
    if first.split(separator: ",", omittingEmptySubsequences: false).count == 5 {
      return try azure(text, file: file, vm: vm)
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
