public import Quantities

extension DemandTrace {
  /// Reads a day of many VMs: a row for each VM, on it percentages from 0 to 100 between commas. The text
  /// may be packed by gzip.
  ///
  /// - Throws: what is wrong with the first bad line.
  public init(reading bytes: [UInt8], step: Seconds = Seconds(300)) throws(DemandTraceError) {
    var text = bytes
    if Gzip.isPacked(bytes) {
      guard let unpacked = Gzip.unpacked(bytes, atMost: Self.maximumSize) else {
        throw DemandTraceError(
          line: nil, problem: "does not unpack", remedy: "copy the file again")
      }
      text = unpacked
    }
    var rows: [[Double]] = []
    for (place, line) in text.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
      let line = line.last == 13 ? line.dropLast() : line
      if line.isEmpty { continue }
      let row = try Self.row(line, place + 1)
      if let first = rows.first, first.count != row.count {
        throw DemandTraceError(
          line: place + 1, problem: "has \(row.count) samples instead of \(first.count)",
          remedy: "write as many for each VM")
      }
      rows.append(row)
    }
    guard let first = rows.first, first.count > 1 else {
      throw DemandTraceError(
        line: nil, problem: "has no two samples of a VM",
        remedy: "write a row for each VM: percentages between commas")
    }
    self.init(rows, step: step)
  }

  /// The largest text that is read: 64 MiB.
  static let maximumSize = 64 << 20

  private static func row(
    _ line: ArraySlice<UInt8>, _ number: Int
  ) throws(DemandTraceError) -> [Double] {
    var row: [Double] = []
    for cell in line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
      let text = String(decoding: cell, as: UTF8.self)
      guard let percent = Double(decimal: text), (0...100).contains(percent) else {
        throw DemandTraceError(
          line: number,
          // The text is not quoted: the file may be some other one.
          problem: text.isEmpty
            ? "has a gap at sample \(row.count + 1)"
            : "has no percentage as sample \(row.count + 1)",
          remedy: "write a number from 0 to 100")
      }
      row.append(percent / 100)
    }
    return row
  }
}

/// What is wrong with a trace.
public struct DemandTraceError: Error, Equatable {
  /// The line, from 1; `nil` for the whole of it.
  public let line: Int?
  public let problem: String
  public let remedy: String
}
