import Quantities

extension Preset {
  /// OpenStack Watcher, which has nova migrate.
  public static let watcher = Preset(
    "watcher",
    "OpenStack Watcher's zone migration: as nova, but waits at most 900 s for each VM",
    source: "watcher ec06744b, zone_migration and the migrate action; nova as the preset nova",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 6), Counter(.host, 2), Counter(.hostOut, 1)]
      $0.placement = .upFront
    },
    rules: with(novaRules) { $0.patience = Seconds(900) },
    notes: [
      "nova's own time-out is 1600 s or more, longer than the 15 min: Watcher may report a failure while nova still migrates the VM",
      "in the real Watcher, the limits say how many VMs one plan may move; in Apus, they say how many migrations may run at the same time",
    ])
}
