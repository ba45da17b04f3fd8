import Foundation
import Testing

@testable import Evidence
@testable import Prediction

@Suite(
  "The measured QEMU migrations, as an inventory, are predicted as well as by the engine itself")
struct PredictedMigrationTests {
  /// A row of the answer: the measured case, and what was predicted for it.
  struct Row {
    let cells: [String: String]

    func number(_ column: String) -> Double? { cells[column].flatMap(Double.init) }
    var measured: MeasuredCase { MeasuredCase(columns: cells) }
    /// Milliseconds by which the predicted median of the total time is off, and its share of that.
    var totalError: Double {
      abs((number("predicted_total_time_ms_p50") ?? .infinity) - measured.number("total_time_ms"))
    }
    var relativeError: Double { totalError / measured.number("total_time_ms") }
    var outageError: Double {
      abs((number("predicted_downtime_ms_p50") ?? .infinity) - measured.number("outage_ms"))
    }
  }

  static func rows(_ fidelity: String, replications: Int) throws -> [Row] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Data/qemu-migrations.csv")
    var predictor = Predictor()
    predictor.replications = replications
    predictor.fidelity = fidelity
    predictor.jobs = 2
    predictor.devices = "bench"
    var answer = Data()
    let tally = try predictor.predict(
      Array(try Data(contentsOf: file)), file: "qemu-migrations.csv",
      to: .init(answer: { answer += $0 }, complaint: { Issue.record("\($0)") }))
    #expect(tally.predicted == 42)
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map { Row(cells: Dictionary(uniqueKeysWithValues: zip(lines[0], $0))) }
  }

  @Test(
    "as numbers and page by page: total times, outages, and whether they end at all",
    arguments: [("statistical", 101, 0.003, 0.025), ("pages", 31, 0.005, 0.021)])
  func predictions(fidelity: String, replications: Int, median: Double, p95: Double) throws {
    let rows = try Self.rows(fidelity, replications: replications)
    for row in rows {
      let converges = try #require(row.number("predicted_converged")) >= 0.5
      #expect(converges == row.measured.hasConverged, "\(row.measured.name)")
    }
    let plain = rows.filter(\.measured.isPlain)
    #expect(quantile(plain.map(\.relativeError), 0.5) <= median)
    let far = plain.filter { $0.relativeError > p95 && $0.totalError > 10 }
    #expect(far.count <= 1, "\(far.map(\.measured.name))")
    let links = plain.filter(\.measured.isOverLink).map(\.outageError)
    #expect(quantile(links, 0.5) <= 5)
    #expect(quantile(links, 0.95) <= 25)
    let caps = plain.filter { !$0.measured.isOverLink }.map(\.outageError)
    #expect(quantile(caps, 0.5) <= 3)
    #expect(quantile(caps, 0.95) <= 10)
    for row in rows {
      let measured = row.measured
      let most =
        measured.count("auto_converge") > 0
        ? 0.06
        : measured.count("xbzrle_cache_mib") > 0
          ? 0.02
          : measured.count("multifd_channels") > 0
            ? 0.015 : measured.text("post_copy") != "0" ? 0.04 : 1
      #expect(!measured.hasConverged || row.relativeError <= most, "\(measured.name)")
      if measured.text("post_copy") != "0" { #expect(row.outageError <= 12) }
    }
  }
}
