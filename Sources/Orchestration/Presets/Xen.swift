import Quantities

extension Preset {
  /// XAPI's host.evacuate.
  public static let xapi = Preset(
    "xapi",
    "XAPI's host.evacuate: chooses all destinations first, then moves ten VMs at a time; the first failure ends it",
    source:
      "xen-api e2ee48d6, xapi_host.ml (evacuation-batch-size), xapi_ha_vm_failover, binpack.ml",
    admission: xapiAdmission(atOnce: 10),
    notes: [
      "the real XAPI places the largest VMs first: for that, write \"placement\": {\"policy\": \"biggest-fit-decreasing\"}",
      "XAPI starts migrations in the order of a hash table; Apus draws a random order",
    ])

  /// Xen Orchestra's rolling pool update.
  public static let xoRollingUpdate = Preset(
    "xo-rolling-update",
    "Xen Orchestra's rolling pool update: each host is emptied in turn, three VMs at a time; then its VMs move back one by one",
    source: "xen-orchestra 9ef53890, config.toml (vmEvacuationConcurrency), xapi/mixins/pool.mjs",
    admission: with(xapiAdmission(atOnce: 3)) { $0.counters.append(Counter(.back, 1)) },
    notes: [
      "Xen Orchestra updates the hosts one by one, the pool master first: for that, write a request \"maintain\" that names the hosts in this order",
      "Xen Orchestra waits at most 20 min for a host to restart",
    ])

  /// A plan up front; then a window of so many VMs.
  static func xapiAdmission(atOnce: Int) -> AdmissionRules {
    with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, atOnce)]
      $0.order = .shuffled
      $0.placement = .upFront
      $0.onFailure = .abort
    }
  }
}
