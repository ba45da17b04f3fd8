import Quantities

extension Preset {
  /// VMware vSphere.
  public static let vsphere = Preset(
    "vsphere",
    "VMware vSphere: each move counts towards limits of its hosts, their networks and its datastores",
    source:
      "vSphere 5.0-6.7 documentation (limits on simultaneous migrations); KB 323379 (streams)",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.host, 8), Counter(.nic, 8), Counter(.datastore, 128)]
      $0.costs = [
        .storage: [.host: 4, .nic: 0, .datastore: 16],
        .sharedNothing: [.host: 4, .nic: 1, .datastore: 16],
        .cold: [.host: 1, .nic: 0, .datastore: 1],
      ]
    },
    rules: with(ManagerRules()) { $0.rateCap = .rate(.gigabitsPerSecond(15)) },
    notes: [
      "one stream keeps one core busy and carries about 15 Gbit/s: for two streams, write \"rateCap\": \"30 Gbit/s\"",
      "before vSphere 7.0 U2 each network interface for vMotion has one stream; since then, the number of streams grows with the speed of the link",
      "over 1 GbE vSphere lets 4 VMs move at a time: write \"limits\": {\"nic\": 4} in \"admission\"",
      "the engine vmware-like decides when the VM switches over (\"downtimeLimit\"), and whether a guest that writes too fast is slowed down, which VMware calls stun during page send (\"slowsDown\")",
    ])
}
