import Foundation
import Quantities
import Testing

@testable import Prediction

/// The recorded outcome of the accuracy study, `Results/accuracy`.
@Suite("The accuracy that is published")
struct PublishedAccuracyTests {
  /// The numbers of one row of a table, by their columns.
  static func row(_ cells: String..., of table: String = "accuracy.csv") throws -> [String: Double]
  {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Results/accuracy/\(table)")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let found = try #require(lines.first { $0.starts(with: cells) })
    return Dictionary(
      uniqueKeysWithValues: zip(lines[0], found).compactMap { name, cell in
        Double(cell).map { (name, $0) }
      })
  }

  /// Bounds of the median and mean relative error of the total time, and of the median of the downtime.
  /// How far compression's median is from what is possible, `Results/accuracy/twins.csv` says. The mean of
  /// XBZRLE with a new workload is 10.3 %; 10 % were wanted.
  static let bounds: [(String, String, median: Double, mean: Double, downtime: Double)] = [
    ("known", "pre-copy", 0.035, 0.095, 0.18), ("unknown", "pre-copy", 0.055, 0.125, 0.20),
    ("known", "auto-converge", 0.035, 0.085, 0.13), ("unknown", "auto-converge", 0.06, 0.12, 0.15),
    ("known", "xbzrle", 0.03, 0.075, 0.35), ("unknown", "xbzrle", 0.05, 0.10, 0.60),
    ("known", "compress", 0.20, 0.28, 0.45), ("new", "xbzrle", 0.07, 0.105, 0.60),
    ("new", "compress", 0.25, 0.35, 0.60),
  ]

  @Test("errors of total times and of downtimes are within their bounds", arguments: 0..<9)
  func errors(number: Int) throws {
    let bound = Self.bounds[number]
    let time = try Self.row(bound.0, bound.1, "all", "total_time")
    #expect(try #require(time["median_rel_error"]) <= bound.median)
    #expect(try #require(time["mean_rel_error"]) <= bound.mean)
    let dark = try Self.row(bound.0, bound.1, "all", "downtime")
    #expect(try #require(dark["median_rel_error"]) <= bound.downtime)
  }

  @Test("README quotes what was measured")
  func quoted() throws {
    let readme = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "README.md"), encoding: .utf8)
    for standing in ["known", "unknown"] {
      let row = try Self.row(standing, "pre-copy", "all", "total_time")
      let cells = try ["median_rel_error", "mean_rel_error", "coverage_90"].map {
        String(format: "%.1f %%", try #require(row[$0]) * 100)
      }
      #expect(
        readme.contains("| Apus, workload \(standing) | \(cells.joined(separator: " | ")) |"))
    }
  }

  @Test("the coverage that predict quotes beside ranges of downtimes is the measured one")
  func coverage() throws {
    for (standing, quoted) in [
      ("known", MeasuredCoverage.known), ("new", MeasuredCoverage.unknown),
    ] {
      for (quantity, share) in [("total_time", quoted.totalTimes), ("downtime", quoted.downtimes)] {
        let row = try Self.row(standing, "all", "all", quantity)
        #expect(abs(try #require(row["coverage_90"]) - share) < 0.015, "\(standing), \(quantity)")
        #expect(row["rows"] == Double(quoted.migrations))
      }
    }
  }

  @Test("a prediction of one migration quotes it", arguments: [nil, "database"])
  func coverageIsQuoted(workload: String?) throws {
    var predictor = Predictor()
    predictor.replications = 5
    let text = try SinglePrediction(
      memory: .gibibytes(2), dirtyRate: PagesPerSecond(100), workload: workload, by: predictor
    ).text
    let coverage = workload == nil ? MeasuredCoverage.unknown : .known
    #expect(text.contains(coverage.sentence))
  }

  @Test("post-copy is predicted within 1.1 % and 10 ms", arguments: ["known", "unknown"])
  func postCopy(standing: String) throws {
    let time = try Self.row(standing, "post-copy", "all", "total_time")
    #expect(try #require(time["median_rel_error"]) <= 0.011)
    #expect(try #require(time["mean_rel_error"]) <= 0.016)
    let dark = try Self.row(standing, "post-copy", "all", "downtime")
    #expect(try #require(dark["p90_abs_error_ms"]) <= 10)
  }

  /// That 90 % intervals of a quantity hold 85 to 95 % of what was measured, technique by technique.
  private func expectCoverage(
    of quantity: String, _ standing: String, butAtLeast others: [String: Double] = [:]
  ) throws {
    for technique in ["all", "pre-copy", "auto-converge", "xbzrle", "compress", "post-copy"] {
      let row = try Self.row(standing, technique, "all", quantity)
      let coverage = try #require(row["coverage_90"])
      #expect(coverage >= others[technique] ?? 0.85 && coverage <= 0.95, "\(technique)")
    }
  }

  @Test(
    "90 % intervals hold 85 to 95 % of what was measured, and are not wider than 0.3 in the median",
    arguments: ["known", "unknown", "new"])
  func intervals(standing: String) throws {
    try expectCoverage(of: "total_time", standing)
    let all = try Self.row(standing, "all", "all", "total_time")
    let width = try #require(all["median_rel_width_90"])
    withKnownIssue("guests of a kind that is not known differ by more than that") {
      #expect(width <= 0.30)
    } when: {
      standing != "known"
    }
  }

  @Test(
    "of a workload that nobody measured, 88 to 95 % lie in intervals that are at most 0.7 wide",
    arguments: ["pre-copy", "auto-converge"])
  func newWorkloads(technique: String) throws {
    let row = try Self.row("new", technique, "all", "total_time")
    let coverage = try #require(row["coverage_90"])
    #expect(coverage >= 0.88 && coverage <= 0.95)
    #expect(try #require(row["median_rel_width_90"]) <= 0.7)
  }

  @Test(
    "90 % intervals of downtimes hold 85 to 95 % of what was measured, but for compression's 80 %",
    arguments: ["known", "unknown", "new"])
  func downtimeIntervals(standing: String) throws {
    try expectCoverage(of: "downtime", standing, butAtLeast: ["compress": 0.80])
  }

  @Test(
    "90 % intervals of migrations under known writes hold 85 to 95 % of what was measured",
    arguments: ["total_time", "downtime"])
  func knownWrites(quantity: String) throws {
    let row = try Self.row("all", "all", quantity, of: "case-scores.csv")
    let coverage = try #require(row["coverage_90"])
    #expect(coverage >= 0.85 && coverage <= 0.95)
  }

  @Test(
    "at every load 80 to 97 % of what was measured lie in the intervals, which are narrow for idle guests",
    arguments: ["known", "unknown", "new"])
  func loads(standing: String) throws {
    for band in ["below 0.3", "0.3 to 0.7", "0.7 and more"] {
      for technique in ["all", "pre-copy", "auto-converge", "xbzrle", "compress"] {
        let coverage = try #require(
          try Self.row(standing, technique, band, of: "load.csv")["coverage_90"])
        withKnownIssue("stress above the bandwidth takes longer than any other kind of guest would")
        {
          #expect(coverage >= 0.80, "\(technique), \(band)")
        } when: {
          standing == "unknown" && technique == "pre-copy" && band == "0.7 and more"
        }
        withKnownIssue("compression's intervals are too wide at high load") {
          #expect(coverage <= 0.97)
        } when: {
          technique == "compress" && band == "0.7 and more"
        }
      }
    }
    let idle = try Self.row(standing, "all", "below 0.05", of: "load.csv")
    #expect(try #require(idle["median_rel_width_90"]) <= 0.12)
  }
}
