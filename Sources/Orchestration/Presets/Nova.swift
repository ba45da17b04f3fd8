import Quantities

extension Preset {
  /// OpenStack Compute.
  public static let nova = Preset(
    "nova",
    "OpenStack Compute: raises the downtime limit in steps, then cancels a migration that has not ended",
    source: "nova 00a0304, conf/libvirt.py, virt/libvirt/migration.py",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.hostOut, 1)]
      $0.placement = .upFront
    },
    rules: novaRules,
    notes: [
      "for nova's live_migration_timeout_action = force_complete, write \"timeOutAction\": \"force-complete\"",
      "nova's live_migration_bandwidth is 0 by default: only the network limits the rate",
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
