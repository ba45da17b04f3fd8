import Foundation
import Testing

/// The recorded outcome of the accuracy study, `Results/accuracy`.
@Suite("The accuracy that is published")
struct PublishedAccuracyTests {
  /// The numbers of one row of `accuracy.csv`, by their columns.
  static func row(_ standing: String, _ technique: String, _ quantity: String) throws -> [String:
    Double]
  {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Results/accuracy/accuracy.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let found = try #require(
      lines.first { $0.prefix(4) == [standing, technique, "all", quantity] })
    return Dictionary(
      uniqueKeysWithValues: zip(lines[0], found).compactMap { name, cell in
        Double(cell).map { (name, $0) }
      })
  }

  /// Bounds of the median and mean relative error of the total time, and of the median of the downtime.
  static let bounds: [(String, String, median: Double, mean: Double, downtime: Double)] = [
    ("known", "pre-copy", 0.035, 0.095, 0.18), ("unknown", "pre-copy", 0.055, 0.125, 0.20),
    ("known", "auto-converge", 0.035, 0.085, 0.13), ("unknown", "auto-converge", 0.06, 0.12, 0.15),
    ("known", "xbzrle", 0.03, 0.075, 0.35),
  ]

  @Test("errors of total times and of downtimes are within their bounds", arguments: 0..<5)
  func errors(number: Int) throws {
    let bound = Self.bounds[number]
    let time = try Self.row(bound.0, bound.1, "total_time")
    #expect(try #require(time["median_rel_error"]) <= bound.median)
    #expect(try #require(time["mean_rel_error"]) <= bound.mean)
    let dark = try Self.row(bound.0, bound.1, "downtime")
    #expect(try #require(dark["median_rel_error"]) <= bound.downtime)
  }

  @Test("post-copy is predicted within 1.1 % and 10 ms")
  func postCopy() throws {
    let time = try Self.row("unknown", "post-copy", "total_time")
    #expect(try #require(time["median_rel_error"]) <= 0.011)
    #expect(try #require(time["mean_rel_error"]) <= 0.016)
    let dark = try Self.row("unknown", "post-copy", "downtime")
    #expect(try #require(dark["p90_abs_error_ms"]) <= 10)
  }

  @Test(
    "90 % intervals of pre-copy, auto-converge and XBZRLE hold 85 to 95 % of what was measured",
    arguments: ["known", "unknown"], ["pre-copy", "auto-converge", "xbzrle"])
  func coverage(standing: String, technique: String) throws {
    let coverage = try #require(try Self.row(standing, technique, "total_time")["coverage_90"])
    #expect(coverage >= 0.85 && coverage <= 0.95)
  }
}
