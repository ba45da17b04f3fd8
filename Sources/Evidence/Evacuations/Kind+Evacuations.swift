extension Kind {
  /// Hosts that nova empties.
  static let evacuations = Kind(
    title: "Evacuations with OpenStack", file: EvacuatedSize.file,
    told: """
      Six VMs of 4, 8 or 16 GiB leave a host one after the other, with nova and QEMU of 2017 over 10 GbE \
      (osic/benchmarking_live-migration). The scenario is `Scenarios/six-vms-one-by-one.json`. One fixed time, \
      one rate of the stream and one law of the guests' writes are fitted to all three sizes together.
      """, isListed: true
  ) { folder, _ in
    let measured = try EvacuatedSize.measured(in: folder)
    let simulated = try EvacuatedSize.simulated(EvacuatedSize.scenario(for: folder))
    return zip(measured, simulated).flatMap { measured, simulated in
      func finding(_ quantity: String, _ value: KeyPath<EvacuatedSize, Double>) -> Finding {
        Finding(
          name: "VMs of \(Int(measured.memory)) GiB", quantity: quantity,
          value: .numbers(
            measured: measured[keyPath: value], predicted: simulated[keyPath: value], unit: "s"),
          standing: .fit("fixed time, rate of the stream and writes"))
      }
      return [
        finding("one VM", \.median), finding("all six", \.whole),
        finding("from 5 % to 95 % of the VMs", \.spread),
      ]
    }
  }
}
