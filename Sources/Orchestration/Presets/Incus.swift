import Quantities

extension Preset {
  /// Incus.
  public static let incus = Preset(
    "incus",
    "Incus: moves one VM after the other, as Incus does on hosts with fewer than 32 CPUs; after a failure, moves no further VM",
    source: "incus be7afc5d, cmd/incusd/api_cluster_evacuation.go",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 1)]
      $0.onFailure = .abort
      $0.stranded = .stop
    },
    notes: [
      "from larger hosts, Incus moves several VMs at the same time, one for every 16 CPUs: for four, write \"limits\": {\"cluster\": 4} in \"admission\"",
      "a VM moves live only if its migration.stateful is set: for another VM, choose the strategy \"cold\"",
    ])

  /// LXD.
  public static let lxd = Preset(
    "lxd", "LXD: one VM after the other; a VM for which no host has room is skipped",
    source: "LXD a83edf2a, lxd/api_cluster.go",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 1)]
      $0.stranded = .skip
    },
    notes: [
      "a VM moves live only if its migration.stateful is set: for another VM, choose the strategy \"cold\""
    ])
}
