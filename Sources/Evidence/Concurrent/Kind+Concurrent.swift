import Parallel

extension Kind {
  /// Several migrations at a time, over links that are fair.
  static let concurrent = Kind(
    title: "Several migrations at a time", file: FleetCase.file,
    told: """
      Two to six VMs over one or two links of 64 and 125 MB/s: all at once, in a queue, one after the other, \
      with rate caps and with auto-converge. A relay takes chunks of all VMs by round robin, so that shares \
      are fair. No constant is taken from these rows: those of QEMU's own work come from single migrations.
      """, isListed: false
  ) { folder, jobs in try findings(in: folder, over: .relay, jobs) }

  /// The same over Linux TCP, whose shares are not equal.
  static let overTCP = Kind(
    title: "Several migrations at a time over TCP", file: FleetCase.file,
    told: """
      The same VMs over Linux TCP behind a shaper. Real shares were not equal: up to 3 : 1 for seconds. The \
      predictions take the links for fair ones. The makespan is therefore right, and the times of single \
      VMs are not. Bytes that lie in socket buffers count as sent, so measured downtimes are above QEMU's limit.
      """, isListed: false
  ) { folder, jobs in try findings(in: folder, over: .tcp, jobs) }

  private static func findings(
    in folder: MeasuredFolder, over transport: FleetCase.Transport, _ jobs: Int
  ) throws -> [Finding] {
    let cases = try FleetCase.cases(in: folder, over: transport)
    let compared = parallel(cases.count, jobs: jobs) { place in
      Result { try FleetComparison(cases[place]) }
    }
    return try compared.flatMap { try $0.get().findings }
  }
}

extension FleetComparison {
  /// Every number of the case.
  fileprivate var findings: [Finding] {
    func finding(_ vm: Int, _ quantity: String, _ pair: Pair, _ unit: String) -> Finding {
      Finding(
        name: "\(measured.name), VM \(vm)", quantity: quantity,
        value: .numbers(
          measured: pair.measured, predicted: pair.predicted.isNaN ? nil : pair.predicted,
          unit: unit), standing: .forecast)
    }
    let makespan = Finding(
      name: measured.name, quantity: "makespan",
      value: .numbers(
        measured: measured.makespan, predicted: makespan.isNaN ? nil : makespan, unit: "ms"),
      standing: .forecast)
    return [makespan]
      + vms.enumerated().flatMap { number, vm in
        [
          finding(number, "total time", vm.total, "ms"), finding(number, "bytes", vm.bytes, "B"),
          finding(number, "downtime", vm.outage, "ms"),
        ]
      }
  }
}
