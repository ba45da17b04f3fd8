public import Quantities
public import Seam

/// Xen 4.6's live migration, the first with stream version 2, as `xen-4.6`
/// (tools/libxc/xc_sr_save.c).
///
/// A plain loop: while rounds are left and more pages are dirty than the threshold, send them. What is
/// found at or below the threshold is not sent any more while the VM runs; it belongs to the last
/// round, unlike in `XenModern`. (The code's loop looks at the count only after sending it;
/// `sendsResidueLive` follows it to the letter.)
public struct Xen46: PreCopyEngine {
  /// Live rounds at most.
  public var maximumRounds: Int
  /// Up to this many dirty pages are few enough.
  public var dirtyThreshold: Pages
  /// Whether a residue at or below the threshold is still sent while the VM runs.
  public var sendsResidueLive: Bool
  private var round = 0
  private var isLast = false

  /// Xen's own numbers: 5 rounds, 50 pages.
  public init(
    maximumRounds: Int = 5, dirtyThreshold: Pages = Pages(50), sendsResidueLive: Bool = false
  ) {
    self.maximumRounds = maximumRounds
    self.dirtyThreshold = dirtyThreshold
    self.sendsResidueLive = sendsResidueLive
  }

  public var name: String { "xen-4.6" }

  public mutating func begin(_ report: Report) -> PreCopyStep {
    send(.all, header: XenStream.headers)
  }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    if isLast { return .stopAndCopy(because: .fewDirtyPages) }
    return round >= maximumRounds ? .stopAndCopy(because: .roundLimit) : .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    isLast = report.remaining <= dirtyThreshold
    if isLast, !sendsResidueLive || report.remaining == .zero {
      return .stopAndCopy(because: .fewDirtyPages)
    }
    return send(.pending, header: .zero)
  }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(
      .pending, scan: .fromStart, wire: XenStream.wire, state: deviceState + XenStream.end)
  }

  private mutating func send(_ selection: Order.Selection, header: Bytes) -> PreCopyStep {
    round += 1
    return .send(
      Order(selection, scan: .fromStart, wire: XenStream.wire, state: header), round: round)
  }
}

extension Xen46 {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "Xen 4.6: at most \(usual.maximumRounds) live rounds, or at most \(usual.dirtyThreshold.count) dirty pages, which go in the last round",
      source: "Xen 4.6, tools/libxc/xc_sr_save.c", costs: XenStream.costs,
      parameters: [
        .maximumRounds(\.maximumRounds),
        Parameter(
          "dirtyThreshold", \.dirtyThreshold, .pages,
          "The live rounds end when at most so many pages are dirty."),
        Parameter(
          "sendsResidueLive", \.sendsResidueLive, .flag,
          "Whether the last pages, once few enough, are still sent while the VM runs."),
      ])
  }
}
