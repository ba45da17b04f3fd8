import Foundation
import Prediction

extension Kind {
  /// Single migrations whose every input is known.
  static let controlled = Kind(
    title: "Single migrations under controlled writes", file: "qemu-migrations.csv",
    told: """
      QEMU 7.2 with a guest that writes exactly what the row says: pre-copy, auto-converge, XBZRLE, \
      multifd, post-copy, and VMs that are stopped first. Times are medians of three to seven runs. The \
      rules are those of QEMU's sources. The times of QEMU's own work (2 ms of set-up, 2.5 ms from the stop \
      to the start, the search for zero pages) were read off these runs. They are small beside what is \
      predicted.
      """, isListed: false
  ) { folder, jobs in
    let file = "qemu-migrations.csv"
    var predictor = Predictor()
    predictor.replications = 101
    predictor.jobs = jobs
    predictor.devices = "bench"
    var answer = Data()
    _ = try predictor.predict(
      folder.bytes(of: file), file: file, to: .init(answer: { answer += $0 }, complaint: { _ in }))
    let lines = String(decoding: answer, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().flatMap { line -> [Finding] in
      let row = MeasuredCase(columns: Dictionary(uniqueKeysWithValues: zip(lines[0], line)))
      let converges = (row.value("predicted_converged") ?? 0) >= 0.5
      let verdict = Finding(
        name: row.name, quantity: "whether it ends",
        value: .words(
          measured: row.hasConverged ? "yes" : "no", predicted: converges ? "yes" : "no"),
        standing: .forecast)
      guard row.hasConverged else { return [verdict] }
      return [
        verdict,
        row.finding("total time", "total_time_ms", "predicted_total_time_ms_p50"),
        row.finding("downtime", "outage_ms", "predicted_downtime_ms_p50"),
      ]
    }
  }
}

extension MeasuredCase {
  /// Whether QEMU ended the migration by itself.
  var hasConverged: Bool { text("converged") == "1" }

  /// A time of this row beside another column's, in milliseconds.
  fileprivate func finding(_ quantity: String, _ measured: String, _ predicted: String) -> Finding {
    Finding(
      name: name, quantity: quantity,
      value: .numbers(measured: number(measured), predicted: value(predicted), unit: "ms"),
      standing: .forecast)
  }
}
