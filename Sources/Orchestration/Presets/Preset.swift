/// A manager as it is shipped: how many migrations it has go on at a time, and what it does during each.
///
/// A preset is data. Each of its constants is a parameter that a scenario may set otherwise.
public struct Preset: Sendable {
  /// How scenarios call it.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// Where its constants come from.
  public let source: String
  /// Who may start.
  public let admission: AdmissionRules
  /// When it intervenes.
  public let rules: ManagerRules
  /// What the user should know beside the rules: what it leaves to others, and what is not modelled.
  public let notes: [String]

  init(
    _ name: String, _ summary: String, source: String, admission: AdmissionRules = AdmissionRules(),
    rules: ManagerRules = ManagerRules(), notes: [String] = []
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.admission = admission
    self.rules = rules
    self.notes = notes
  }

  /// A part of data, filled in.
  static func with<Part>(_ part: Part, _ fill: (inout Part) -> Void) -> Part {
    var part = part
    fill(&part)
    return part
  }
}

extension Preset {
  /// Every preset that there is.
  public static let all: [Preset] = [
    .none, .nova, .watcher, .kubevirt, .openshiftVirtualization, .harvester, .ovirtLegacy,
    .ovirtMinimalDowntime, .ovirtSuspend, .ovirtPostCopy, .ovirtVeryLarge, .proxmoxBulk, .proxmoxHA,
    .xapi, .xoRollingUpdate, .vsphere, .hyperV, .hyperVCluster, .incus, .lxd,
  ]

  /// The preset of a name.
  public static func named(_ name: String) -> Preset? { all.first { $0.name == name } }

  /// Nobody counts, and nobody intervenes.
  public static let none = Preset(
    "none", "No manager: all migrations run at the same time, each until its strategy ends it",
    source: "QEMU's and Xen's own tools")
}
