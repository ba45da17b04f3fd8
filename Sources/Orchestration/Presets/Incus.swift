import Quantities

extension Preset {
  /// Incus.
  public static let incus = Preset(
    "incus",
    "Incus: one VM at a time for each started 16 CPUs; the first error ends the evacuation",
    source: "incus be7afc5d, cmd/incusd/api_cluster_evacuation.go",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 1)]
      $0.onFailure = .abort
      $0.stranded = .stop
    },
    notes: [
      "Incus moves max(CPUs / 16, 1) VMs at a time: write \"limits\": {\"cluster\": ...} in \"admission\"",
      "live only with migration.stateful",
    ])

  /// LXD.
  public static let lxd = Preset(
    "lxd", "LXD: one VM after the other; a VM for which no host has room is skipped",
    source: "LXD a83edf2a, lxd/api_cluster.go",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 1)]
      $0.stranded = .skip
    },
    notes: ["live only with migration.stateful"])
}
