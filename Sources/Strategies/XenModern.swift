public import Quantities
public import Seam

/// Xen's live migration since stream version 2, as `xen-modern` (Xen 4.7 and later; read at 4.23-dev,
/// tools/libs/guest/xg_sr_save.c).
///
/// The policy is asked twice a round: before sending, with the dirty count just read, and after
/// sending, when only the number of rounds is known. Two consequences can be seen from outside:
/// a residue below the target is still sent *while the VM runs*, and after the last round the
/// bitmap is not read until the VM is suspended, so what that round dirtied adds to the downtime.
public struct XenModern: PreCopyEngine {
  /// `SPP_MAX_ITERATIONS`: live rounds at most.
  public var maximumRounds: Int
  /// `SPP_TARGET_DIRTY_COUNT`: fewer dirty pages than this are few enough.
  public var targetDirty: Pages
  private var round = 0
  /// What the policy has said before the round under way: to stop after it.
  private var decided: StopReason?

  /// Xen's own numbers: 5 rounds, 50 pages.
  public init(maximumRounds: Int = 5, targetDirty: Pages = Pages(50)) {
    self.maximumRounds = maximumRounds
    self.targetDirty = targetDirty
  }

  public var name: String { "xen-modern" }

  public mutating func begin(_ report: Report) -> PreCopyStep {
    sendLive(.all, dirty: report.memory, header: XenStream.headers)
  }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    if let reason = decided ?? stopReason(dirty: nil) { return .stopAndCopy(because: reason) }
    return .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    sendLive(.pending, dirty: report.remaining, header: .zero)
  }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(
      .pending, scan: .fromStart, wire: XenStream.wire, state: deviceState + XenStream.end)
  }

  /// Asks the policy, and whatever it says, sends what is dirty while the VM runs.
  private mutating func sendLive(
    _ selection: Order.Selection, dirty: Pages, header: Bytes
  ) -> PreCopyStep {
    let reason = stopReason(dirty: dirty)
    if let reason, dirty == .zero { return .stopAndCopy(because: reason) }
    round += 1
    decided = reason
    return .send(
      Order(selection, scan: .fromStart, wire: XenStream.wire, state: header), round: round)
  }

  /// `simple_precopy_policy`: a pure function of the rounds sent and the dirty count, if known.
  private func stopReason(dirty: Pages?) -> StopReason? {
    if let dirty, dirty < targetDirty { return .fewDirtyPages }
    return round >= maximumRounds ? .roundLimit : nil
  }
}

extension XenModern {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "Xen 4.7 and later: at most \(usual.maximumRounds) live rounds, or fewer than \(usual.targetDirty.count) dirty pages; the residue is still sent live",
      source: "Xen 4.23-dev, tools/libs/guest/xg_sr_save.c", costs: XenStream.costs,
      parameters: [
        .maximumRounds(\.maximumRounds),
        Parameter(
          "targetDirty", \.targetDirty, .pages,
          "The live rounds end when fewer pages than this are dirty."),
      ])
  }
}

extension StopReason {
  /// Fewer pages were dirty than the engine's target.
  public static let fewDirtyPages = StopReason(
    "few-dirty-pages", "few enough pages were dirty")
  /// The engine has sent as many rounds as it may.
  public static let roundLimit = StopReason(
    "round-limit", "the engine had sent as many rounds as it may")
}
