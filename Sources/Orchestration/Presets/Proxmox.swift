import Datacenter
import Quantities
import Randomness

extension Preset {
  /// Proxmox VE, the cluster's bulk migration.
  public static let proxmoxBulk = Preset(
    "proxmox-bulk",
    "Proxmox VE's bulk migration: one VM after the other; doubles the downtime limit while too little progress is made",
    source: "qemu-server, PVE/QemuMigrate.pm; pve-manager 14a22df3, API2/Cluster/BulkAction",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 1)]
      $0.order = .number
    },
    rules: proxmoxRules,
    notes: [
      "for max_workers of datacenter.cfg, write \"limits\": {\"cluster\": ...} in \"admission\""
    ] + proxmoxNotes)

  /// Proxmox VE, high availability: maintenance mode and the shutdown policy migrate.
  public static let proxmoxHA = Preset(
    "proxmox-ha",
    "Proxmox VE's HA manager: four VMs of each node at a time; doubles the downtime limit while too little progress is made",
    source: "qemu-server, PVE/QemuMigrate.pm; pve-ha-manager b71218f2, LRM.pm",
    admission: with(AdmissionRules()) {
      $0.counters = [Counter(.hostOut, 4)]
      $0.order = .longestWaiting
    },
    rules: proxmoxRules, notes: proxmoxNotes)

  private static let proxmoxNotes = [
    "Proxmox VE sends with XBZRLE and a cache of a tenth of the VM's memory: in Apus, set \"xbzrle\" in the strategy",
    "the manager never cancels a migration",
  ]

  /// The monitor of QemuMigrate.pm: it sleeps a second, a tenth of one when little remains.
  static let proxmoxRules = with(ManagerRules()) {
    $0.interval = Seconds(1)
    $0.quickInterval = .milliseconds(100)
    $0.lateness = queryTime
    $0.downtimeLimit = .milliseconds(100)
    $0.rateCap = .rate(Bytes.gibibytes(16) / Seconds(1))
    $0.throttleStep = 10
    $0.doubling = Doubling(after: 6, upTo: Seconds(2000))
  }

  /// It sleeps between two queries, so that each takes its time on top: some milliseconds over QMP. (Looks
  /// of a program that did the same came 6 to 9 ms late.)
  private static let queryTime: RandomQuantity<Seconds> = {
    guard let law = try? Distribution(.uniform(low: 0.004, high: 0.012)) else {
      preconditionFailure("4 to 12 ms are a law")
    }
    return RandomQuantity(law)
  }()
}
