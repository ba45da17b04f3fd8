import Quantities

extension Preset {
  /// Hyper-V, a host by itself.
  public static let hyperV = Preset(
    "hyper-v", "Hyper-V without a cluster: two migrations of each host at a time",
    source: "Microsoft's documentation of Set-VMHost",
    admission: with(AdmissionRules()) { $0.counters = [Counter(.host, 2)] },
    notes: [
      "the engine hyper-v-like ends after at most 10 passes (\"maximumRounds\"); Hyper-V compresses by default since 2012 R2, the engine only if the strategy sets \"compression\""
    ])

  /// Hyper-V in a cluster.
  public static let hyperVCluster = Preset(
    "hyper-v-cluster",
    "Hyper-V in a cluster since September 2022: one migration of each host at a time",
    source: "Microsoft, techcommunity 3709680 (MaximumParallelMigrations)",
    admission: with(AdmissionRules()) { $0.counters = [Counter(.host, 1)] },
    notes: [
      "for MaximumParallelMigrations, which overrides each node's limit, write \"limits\": {\"host\": ...} in \"admission\"",
      "SMBBandwidthLimitFactor (25 %) is not modelled: sources contradict each other on what it is a share of",
    ])
}
