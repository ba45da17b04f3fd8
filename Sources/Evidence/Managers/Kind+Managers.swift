import Parallel

extension Kind {
  /// Managers that raise limits, change to post-copy, pause, cancel and try again.
  static let managers = Kind(
    title: "Managers that intervene", file: ManagerCase.file,
    told: """
      QEMU 7.2 under rules of managers: nova's and Proxmox's rising downtime limits, a change to post-copy, a \
      pause, a cancellation with a second attempt, and raised rate caps and throttles. Times are medians of \
      three runs, and of 25 simulated ones. No constant is taken from these rows. The program that acted \
      looked every 8 ms.
      """, isListed: true
  ) { folder, jobs in
    let cases = try ManagerCase.cases(in: folder)
    let endings = parallel(cases.count, jobs: jobs) { place in
      Result { try ManagerEnding.all(of: cases[place]) }
    }
    return try zip(cases, endings).flatMap { row, endings in try row.findings(try endings.get()) }
  }
}

extension ManagerCase {
  fileprivate func findings(_ endings: [ManagerEnding]) throws -> [Finding] {
    func finding(_ quantity: String, _ column: String, _ values: [Double]) -> Finding? {
      median(column).map {
        Finding(
          name: name, quantity: quantity,
          value: .numbers(
            measured: $0, predicted: values.isEmpty ? nil : quantile(values, 0.5), unit: "ms"),
          standing: .forecast)
      }
    }
    let limit = number("downtime_limit_end_ms").map {
      Finding(
        name: name, quantity: "downtime limit at the end",
        value: .numbers(measured: $0, predicted: endings.usualLimit, unit: "ms"),
        standing: .forecast)
    }
    return [
      finding("total time", "elapsed_ms", endings.map(\.elapsed)),
      finding("downtime", "outage_ms", endings.compactMap(\.outage)), limit,
    ].compactMap(\.self)
  }
}
