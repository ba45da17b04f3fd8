public import Quantities
public import Seam

/// Pre-copy as published about VMware's vMotion, as `vmware-like`. From literature, not from source.
///
/// Whole passes, until what is left could be sent within the switch-over time. A guest that dirties
/// more than is transmitted would never get there: its vCPUs are stunned while pages are sent, for
/// milliseconds at a time, until it dirties less (SDPS, since vSphere 5.0).
///
///     share(k+1) = share(k) * target * transmitted(k) / dirtied(k),  where dirtied > target * transmitted
///
/// Without SDPS it is the first generation: it stops when little is left, or when a pass no longer
/// makes it less (Nelson et al., USENIX ATC 2005).
public struct VMwareLike: PreCopyEngine {
  /// What is left may take this long to send: about a second.
  public var switchOver: Seconds
  /// How the guest is slowed down; `nil` for not at all.
  public var stun: Stun?
  /// The first generation: less than this is little enough.
  public var smallResidue: Bytes
  /// The first generation: a pass that leaves no more than this less is the last.
  public var leastProgress: Bytes
  /// What the network may be used for: how many streams there are, and what each carries.
  public private(set) var rateCap = BytesPerSecond.unlimited
  private var pass = 1
  /// What the pass before sent, and how fast.
  private var sent = Bytes.zero
  private var bandwidth = BytesPerSecond.zero
  private var left = Bytes(.infinity)
  /// The share of the time for which the guest runs.
  public private(set) var share = 1.0

  /// How the guest is slowed down (SDPS).
  public struct Stun: Hashable, Sendable {
    /// What the guest may dirty, as a share of what is transmitted meanwhile.
    public var target: Double
    /// It is never slowed down below this share of its speed.
    public var leastShare: Double

    public init(target: Double = 0.8, leastShare: Double = 0.01) {
      self.target = target
      self.leastShare = leastShare
    }
  }

  public init(
    switchOver: Seconds = Seconds(1), stun: Stun? = Stun(), smallResidue: Bytes = .mebibytes(16),
    leastProgress: Bytes = .mebibytes(1)
  ) {
    self.switchOver = switchOver
    self.stun = stun
    self.smallResidue = smallResidue
    self.leastProgress = leastProgress
  }

  public var name: String { "vmware-like" }
  /// Every vMotion NIC has a stream of its own (multi-NIC vMotion).
  public var usesLinksTogether: Bool { true }

  public mutating func begin(_ report: Report) -> PreCopyStep { send(.all) }

  public var allowedDowntime: Seconds? { stun == nil ? nil : switchOver }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    sent = report.sent.bytes
    if report.elapsed > .zero { bandwidth = sent / report.elapsed }
    return .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    if let reason = reasonToStop(report) { return .stopAndCopy(because: reason) }
    left = report.remaining.bytes
    pass += 1
    if let share = slowerShare(report) {
      self.share = share
      return .throttle(share)
    }
    return send(.pending)
  }

  public mutating func afterThrottling(_ report: Report) -> PreCopyStep { send(.pending) }

  public mutating func hear(_ command: Command) -> CommandAnswer {
    guard case .setRateCap(let cap) = command else { return .notUnderstood }
    rateCap = cap
    return .heard
  }

  public mutating func afterCommand(_ report: Report) -> PreCopyStep { send(.pending) }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(.pending, scan: .fromStart, wire: Self.wire, state: deviceState)
  }

  private func reasonToStop(_ report: Report) -> StopReason? {
    let remaining = report.remaining.bytes
    if remaining <= bandwidth * switchOver { return .withinDowntimeLimit }
    guard stun == nil else { return nil }
    if remaining < smallResidue { return .fewDirtyPages }
    return left - remaining < leastProgress ? .noProgress : nil
  }

  /// The share that lets the guest dirty no more than it may, if it dirties more.
  private func slowerShare(_ report: Report) -> Double? {
    guard let stun, share > stun.leastShare else { return nil }
    let allowed = sent * stun.target
    guard report.dirtied.bytes > allowed else { return nil }
    return max(stun.leastShare, share * (allowed / report.dirtied.bytes))
  }

  private mutating func send(_ selection: Order.Selection) -> PreCopyStep {
    .send(Order(selection, scan: .fromStart, rateCap: rateCap, wire: Self.wire), round: pass)
  }

  /// An address before each page; pages of zeroes are left out.
  static let wire = WireFormat(pageHeader: Bytes(8), zeroPage: .zero)
}

extension StopReason {
  /// A pass left no less than the one before.
  public static let noProgress = StopReason(
    "no-progress", "a pass left no less than the one before")
}
