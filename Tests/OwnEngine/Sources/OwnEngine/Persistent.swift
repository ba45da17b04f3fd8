import Quantities
import Seam
import Strategies

/// Pre-copy that goes on as long as it pays: it stops when a round leaves more than a share of what the
/// round before left, or when what is left can be sent within 30 ms.
struct Persistent: PreCopyEngine {
  /// A round pays if it leaves less than this share of the remainder before it.
  var share = 0.9
  private var round = 0
  private var before = Bytes(.infinity)

  var name: String { "persistent" }

  mutating func begin(_ report: Report) -> PreCopyStep {
    .send(Order(.all, wire: .bare), round: 0)
  }

  mutating func afterSending(_ report: Report) -> PreCopyStep { .readBitmap }

  mutating func afterReading(_ report: Report) -> PreCopyStep {
    let remaining = report.remaining.bytes
    if remaining <= report.bandwidth * .milliseconds(30) {
      return .stopAndCopy(because: .withinDowntimeLimit)
    }
    if remaining > before * share { return .stopAndCopy(because: .noLongerPays) }
    before = remaining
    round += 1
    return .send(Order(.pending, wire: .bare), round: round)
  }

  func lastOrder(deviceState: Bytes) -> Order {
    Order(.pending, wire: .bare, state: deviceState)
  }
}

extension StopReason {
  /// The last round left almost as much as the one before it.
  static let noLongerPays = StopReason(
    "no-longer-pays", "the last round left almost as much as the one before it")
}
