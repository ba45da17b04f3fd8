import Foundation
import Testing

/// A row of measurements; of `Data/qemu-migrations.csv`: one of 42 migrations measured with QEMU 7.2 under
/// controlled writes, the median of 3 to 7 runs.
struct MeasuredCase: CustomTestStringConvertible, Sendable {
  let columns: [String: String]

  /// Every case, in the order of the file.
  static let all = rows(of: "qemu-migrations.csv")

  /// The rows of a file in `Data` that has no quotation marks.
  static func rows(of name: String) -> [MeasuredCase] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Data/\(name)")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let rows = text.split(whereSeparator: \.isNewline)
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    guard let header = rows.first else { return [] }
    return rows.dropFirst().map { row in
      MeasuredCase(columns: Dictionary(uniqueKeysWithValues: zip(header, row)))
    }
  }

  func text(_ column: String) -> String { columns[column] ?? "" }
  func number(_ column: String) -> Double { Double(text(column)) ?? 0 }
  func count(_ column: String) -> Int { Int(number(column)) }

  var name: String { text("case") }
  var testDescription: String { name }
  /// A relay limits the channel; otherwise only QEMU's own cap does.
  var isOverLink: Bool { name.hasPrefix("L-") }
  var hasConverged: Bool { text("converged") == "1" }
  var isPlain: Bool {
    hasConverged && text("stop_first") == "0" && text("auto_converge") == "0"
      && text("xbzrle_cache_mib") == "0" && text("post_copy") == "0"
      && text("multifd_channels") == "0"
  }
  var isSweep: Bool { text("stream0_pattern") == "sequential" }
}
