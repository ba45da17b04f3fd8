import Quantities

extension Preset {
  /// OpenStack Watcher, which has nova migrate.
  public static let watcher = Preset(
    "watcher", "OpenStack Watcher's zone migration: nova migrates, and the plan waits 900 s for each VM",
    source: "watcher ec06744b, zone_migration and the migrate action; nova as the preset nova",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 6), Counter(.host, 2), Counter(.hostOut, 1)]
      $0.placement = .upFront
    },
    rules: with(novaRules) { $0.patience = Seconds(900) },
    notes: [
      "900 s are below nova's least time-out of 1600 s: a plan may say that a migration failed while nova goes on",
      "the limits are counted while VMs move; Watcher counts them per plan, and leaves the rest to the next audit",
    ])
}
