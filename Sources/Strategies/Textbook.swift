public import Quantities
public import Seam

/// Pre-copy as textbooks and SimGrid model it: a plain pipe and a fluid memory.
///
/// The whole memory, v(0) = V, is sent; then what was dirtied meanwhile, v(1); and so on, until what
/// is left can be sent within the downtime limit at the bandwidth just measured: the first k >= 1
/// with v(k) <= limit x bandwidth goes in stop-and-copy. With a constant dirty rate below the link's
/// this is the geometric series v(k+1) = r v(k). (SimGrid 4.1, `sg_vm_migrate`; Liu et al., HPDC 2011.)
///
/// Rounds are numbered from 0, as the series is. No headers, no zero pages, no cost but the bytes.
public struct Textbook: PreCopyEngine {
  /// What is left may take this long to send (SimGrid: 30 ms).
  public var downtimeLimit: Seconds
  /// Rounds after the first at most.
  public var maximumRounds: Int
  private var round = 0

  /// SimGrid's numbers: 30 ms, and as many rounds as there may be.
  public init(downtimeLimit: Seconds = .milliseconds(30), maximumRounds: Int = Engines.mostRounds) {
    self.downtimeLimit = downtimeLimit
    self.maximumRounds = maximumRounds
  }

  public var name: String { "textbook" }
  public var preferredFidelity: MemoryFidelity { .fluid }
  public var allowedDowntime: Seconds? { downtimeLimit }

  public mutating func begin(_ report: Report) -> PreCopyStep {
    .send(Order(.all, wire: .bare), round: 0)
  }

  public mutating func afterSending(_ report: Report) -> PreCopyStep { .readBitmap }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    if report.remaining.bytes <= report.bandwidth * downtimeLimit {
      return .stopAndCopy(because: .withinDowntimeLimit)
    }
    if round >= maximumRounds { return .stopAndCopy(because: .roundLimit) }
    round += 1
    return .send(Order(.pending, wire: .bare), round: round)
  }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(.pending, wire: .bare, state: deviceState)
  }
}

extension Textbook {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "the geometric series of textbooks and SimGrid: fluid memory, a plain pipe, a \(usual.downtimeLimit) downtime limit",
      source: "SimGrid 4.1, sg_vm_migrate; Liu et al., HPDC 2011",
      costs: .free,
      parameters: [
        .downtimeLimit(\.downtimeLimit),
        .maximumRounds(\.maximumRounds, "Rounds after the first at most."),
      ])
  }
}

extension StopReason {
  /// What is left can be sent within the downtime limit.
  public static let withinDowntimeLimit = StopReason(
    "within-downtime-limit", "what was left could be sent within the downtime limit")
}
