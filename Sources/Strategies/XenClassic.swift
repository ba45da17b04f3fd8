public import Quantities
public import Seam

/// Xen's live migration from 2005 to 4.5, as `xen-classic` (xc_linux_save.c, xc_domain_save.c).
///
/// Before each batch the dirty bitmap is *peeked*, read without resetting it: pages written again
/// since the round began are skipped, for the next read finds them anyway. The loop ends by rounds, by
/// residue or by volume, all known *before* the bitmap is read; the guest is suspended first, so
/// that what it writes until it stands still belongs to the last round. There is no rate limit:
/// the adaptive one was compiled out in November 2005 (see `Xen2005`).
public struct XenClassic: PreCopyEngine {
  /// When the loop ends.
  public var limits: ClassicLimits
  /// How many pages lie between two peeks; `nil` for an engine that does not look.
  public var peek: Pages?
  /// Whether the first round skips too. With superpages (Xen 4.2 and later) it does not.
  public var skipsInFirstRound: Bool
  /// The order in which pages are visited: bit-rotated in Xen 2 and 3, by address later.
  public var scan: Order.Scan
  private var rounds = ClassicRounds(memory: .zero)

  public init(
    limits: ClassicLimits = ClassicLimits(), peek: Pages? = Pages(1024),
    skipsInFirstRound: Bool = true, scan: Order.Scan = .fromStart
  ) {
    self.limits = limits
    self.peek = peek
    self.skipsInFirstRound = skipsInFirstRound
    self.scan = scan
  }

  public var name: String { "xen-classic" }

  public mutating func begin(_ report: Report) -> PreCopyStep {
    rounds = ClassicRounds(memory: report.memory)
    return send(.all, peek: skipsInFirstRound ? peek : nil)
  }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    if let reason = rounds.finish(report, within: limits) {
      return .stopAndCopy(because: reason)
    }
    return .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep { send(.pending, peek: peek) }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(
      .pending, scan: scan, wire: XenClassicStream.wire,
      state: XenClassicStream.end + deviceState)
  }

  private func send(_ selection: Order.Selection, peek: Pages?) -> PreCopyStep {
    .send(
      Order(
        selection, scan: scan, pacing: peek.map { .batches(peek: $0) } ?? .continuous,
        wire: XenClassicStream.wire), round: rounds.round)
  }
}

extension XenClassic {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "Xen 2 to 4.5: at most \(usual.limits.maximumRounds) live rounds or \(usual.limits.maximumFactor) times the memory; skips pages written again",
      source: "Xen 2 to 4.5, tools/libxc/xc_linux_save.c and xc_domain_save.c",
      costs: XenStream.costs,
      parameters: ClassicLimits.parameters.map { $0.of(\.limits) } + [
        .peek(\.peek),
        Parameter(
          "skipsInFirstRound", \.skipsInFirstRound, .flag,
          "Whether the first round skips such pages too. With superpages it does not since Xen 4.2."
        ),
        .scan(\.scan),
      ])
  }
}
