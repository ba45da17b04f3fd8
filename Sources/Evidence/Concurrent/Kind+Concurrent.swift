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
  ) { folder, jobs in try findings(in: folder, over: .relay, .forecast, jobs) }

  /// The same over Linux TCP, whose shares are not equal.
  static let overTCP = Kind(
    title: "Several migrations at a time over TCP", file: FleetCase.file,
    told: """
      The same VMs over Linux TCP behind a shaper, at the sending host (T) or at a router (S). Real shares were \
      not equal: up to 3 : 1 for seconds. The predictions draw a weight for each connection \
      (`transport.sharing`), whose four constants are fits to these rows. Chance decides which VM is favoured, \
      so the median of a VM may be far off; its 90 % range is what counts. Bytes that lie in socket buffers \
      count as sent, so downtimes are above QEMU's limit.
      """, isListed: false
  ) { folder, jobs in
    try findings(
      in: folder, over: .tcp, .fit("advantage, head start and spreads of uneven shares"), jobs)
  }

  private static func findings(
    in folder: MeasuredFolder, over transport: FleetCase.Transport,
    _ standing: Finding.Standing, _ jobs: Int
  ) throws -> [Finding] {
    let cases = try FleetCase.cases(in: folder, over: transport)
    let compared = parallel(cases.count, jobs: jobs) { place in
      Result { try FleetComparison(cases[place]) }
    }
    return try compared.flatMap { try $0.get().findings(standing) }
  }
}

extension FleetComparison {
  /// Every number of the case.
  fileprivate func findings(_ standing: Finding.Standing) -> [Finding] {
    func finding(_ vm: Int, _ quantity: String, _ pair: Pair, _ unit: String) -> Finding {
      Finding(
        name: "\(measured.name), VM \(vm)", quantity: quantity,
        value: .numbers(
          measured: pair.measured, predicted: pair.predicted.isNaN ? nil : pair.predicted,
          unit: unit), standing: standing)
    }
    let makespan = Finding(
      name: measured.name, quantity: "makespan",
      value: .numbers(
        measured: measured.makespan, predicted: makespan.isNaN ? nil : makespan, unit: "ms"),
      standing: standing)
    return [makespan]
      + vms.enumerated().flatMap { number, vm in
        [
          finding(number, "total time", vm.total, "ms"), finding(number, "bytes", vm.bytes, "B"),
          finding(number, "downtime", vm.outage, "ms"),
        ]
      }
  }
}
