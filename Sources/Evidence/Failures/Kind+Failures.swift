import Parallel

extension Kind {
  /// Hosts killed and links cut in every stage.
  static let failures = Kind(
    title: "Failures in every stage", file: FailureCase.file,
    told: """
      QEMU 7.2 with a host killed or a link cut in each stage of a migration: with closed connections and \
      with silence, over a relay, TCP and a router. The first question is who runs the VM afterwards. No \
      constant is taken from these rows: how long TCP waits follows from the rules of Linux. The guest gave a \
      sign of life every 50 ms, so that stalls of 53 ms are none.
      """, isListed: false
  ) { folder, jobs in
    let cases = try FailureCase.cases(in: folder)
    let endings = parallel(cases.count, jobs: jobs) { place in
      Result { try FailureEnding(of: cases[place]) }
    }
    return try zip(cases, endings).flatMap { row, ending in row.findings(try ending.get()) }
  }
}

extension FailureCase {
  fileprivate func findings(_ ending: FailureEnding) -> [Finding] {
    func finding(_ quantity: String, _ column: String, _ predicted: Double?) -> Finding? {
      number(column).map {
        Finding(
          name: name, quantity: quantity,
          value: .numbers(measured: $0, predicted: predicted, unit: "ms"), standing: .forecast)
      }
    }
    return [
      Finding(
        name: name, quantity: "who runs the VM",
        value: .words(measured: text("runs_on"), predicted: ending.runsOn), standing: .forecast),
      finding("downtime", "outage_ms", ending.outage),
      ending.runsOn == "destination"
        ? finding("longest stall of the guest", "guest_stall_dst_ms", ending.stall) : nil,
      text("completed") == "1" ? finding("total time", "total_ms", ending.total) : nil,
    ].compactMap(\.self)
  }
}
