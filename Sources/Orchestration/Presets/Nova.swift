import Quantities

extension Preset {
  /// OpenStack Compute.
  public static let nova = Preset(
    "nova", "OpenStack Compute: the downtime limit rises in steps, then the migration is aborted",
    source: "nova 00a0304, conf/libvirt.py, virt/libvirt/migration.py",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.hostOut, 1)]
      $0.placement = .upFront
    },
    rules: novaRules,
    notes: [
      "live_migration_timeout_action: force_complete is \"timeOutAction\": \"force-complete\"",
      "live_migration_bandwidth 0: nothing but the network limits the transfer",
    ])

  /// What nova does during a migration, whoever has asked for it.
  static let novaRules = with(ManagerRules()) {
    $0.interval = .milliseconds(500)
    $0.counting = .leastTwo
    $0.rateCap = .rate(.unlimited)
    $0.ramp = Ramp(to: .milliseconds(500), steps: 10, every: .perGiB(Seconds(75)))
    $0.timeOut = TimeOut(.perGiB(Seconds(800)), .cancel)
  }
}
