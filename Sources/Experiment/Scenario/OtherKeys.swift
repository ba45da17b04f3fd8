import Quantities
import Strategies
import StrictJSON

/// The parameters of Cloud Hypervisor's and the VMware-like engine, as keys of a scenario.
struct OtherKeys {
  /// The keys that the scenario gives.
  let given: [String]
  private let timeout: Seconds?
  private let onTimeout: CloudHypervisor.TimeoutAction?
  private let connections: Int?
  private let perConnection: BytesPerSecond?
  private let slowsDown: Bool?
  private let dirtyTarget: Double?
  private let leastShare: Double?
  private let smallResidue: Bytes?
  private let leastProgress: Bytes?

  static let ofCloudHypervisor = [
    "downtimeLimit", "timeout", "onTimeout", "connections", "perConnection", "bitmapTimePerGiB",
  ]
  static let ofVMware = [
    "downtimeLimit", "slowsDown", "dirtyTarget", "leastShare", "smallResidue", "leastProgress",
  ]

  init(reading o: inout ObjectReader) {
    timeout = o.optional(
      "timeout", .quantity(.span), "How long passes may go on (cloud-hypervisor: 3600 s).")
    onTimeout = o.optional(
      "onTimeout", .word("\"cancel\" or \"ignore\""),
      "What happens then: the migration is given up, or the VM is moved all the same (cloud-hypervisor: cancel)."
    )
    connections = o.optional(
      "connections", .count(1...128),
      "Over how many connections pages go (cloud-hypervisor: 1).")
    perConnection = o.optional(
      "perConnection", .quantity(.bandwidth),
      "What one connection moves at most; without it, as much as the link.")
    slowsDown = o.optional(
      "slowsDown", .flag,
      "Whether a guest that dirties too much is slowed down while pages are sent (vmware-like: true; vMotion's first generation: false)."
    )
    dirtyTarget = o.optional(
      "dirtyTarget", .number(.above(0, upTo: 1)),
      "What the guest may dirty, as a share of what is sent meanwhile (vmware-like: 0.8).")
    leastShare = o.optional(
      "leastShare", .number(.above(0, upTo: 1)),
      "The guest is never slowed down below this share of its speed (vmware-like: 0.01).")
    smallResidue = o.optional(
      "smallResidue", .quantity(.amount),
      "With \"slowsDown\": false, less than this is little enough (vmware-like: 16 MiB).")
    leastProgress = o.optional(
      "leastProgress", .quantity(.amount),
      "With \"slowsDown\": false, a pass that leaves not so much less is the last (vmware-like: 1 MiB)."
    )
    let keys: [(String, Bool)] = [
      ("timeout", timeout != nil), ("onTimeout", onTimeout != nil),
      ("connections", connections != nil), ("perConnection", perConnection != nil),
      ("slowsDown", slowsDown != nil), ("dirtyTarget", dirtyTarget != nil),
      ("leastShare", leastShare != nil), ("smallResidue", smallResidue != nil),
      ("leastProgress", leastProgress != nil),
    ]
    given = keys.filter(\.1).map(\.0)
    o.check(
      "connections", restsOn: ["perConnection"], holds: connections == nil || perConnection != nil,
      "connections change nothing while each may take the whole link",
      "add \"perConnection\": what one of them moves at most")
    let isSlowing = slowsDown ?? true
    o.check(
      "dirtyTarget", "leastShare", restsOn: ["slowsDown"],
      holds: isSlowing || (dirtyTarget == nil && leastShare == nil),
      "the guest is not slowed down here", "remove it, or \"slowsDown\": false")
    o.check(
      "smallResidue", "leastProgress", restsOn: ["slowsDown"],
      holds: !isSlowing || (smallResidue == nil && leastProgress == nil),
      "it belongs to the first generation, which does not slow the guest down",
      "add \"slowsDown\": false, or remove it")
  }

  func cloudHypervisor(downtimeLimit: Seconds?, bitmapTime: Seconds?) -> CloudHypervisor {
    let defaults = CloudHypervisor()
    return CloudHypervisor(
      downtimeLimit: downtimeLimit ?? defaults.downtimeLimit,
      timeout: timeout ?? defaults.timeout,
      timeoutAction: onTimeout ?? defaults.timeoutAction,
      rateCap: perConnection.map { $0 * Double(connections ?? 1) } ?? .unlimited,
      readingPerPage: bitmapTime.map { $0 / 262_144 } ?? defaults.readingPerPage)
  }

  func vmware(downtimeLimit: Seconds?) -> VMwareLike {
    let (defaults, stun) = (VMwareLike(), VMwareLike.Stun())
    return VMwareLike(
      switchOver: downtimeLimit ?? defaults.switchOver,
      stun: slowsDown ?? true
        ? .init(
          target: dirtyTarget ?? stun.target, leastShare: leastShare ?? stun.leastShare) : nil,
      smallResidue: smallResidue ?? defaults.smallResidue,
      leastProgress: leastProgress ?? defaults.leastProgress)
  }
}
