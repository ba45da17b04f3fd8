import Quantities
import Seam
import Strategies

/// Talks with a pre-copy engine as the mechanism would, without a simulation: every round sends what
/// is pending, and the bitmap reads find what the script says.
struct Conversation<Engine: PreCopyEngine> {
  var engine: Engine
  let memory: Pages
  /// The pages that each live round sent, in order.
  private(set) var sent: [Int] = []
  /// The orders behind them.
  private(set) var orders: [Order] = []
  /// Why the live part ended.
  private(set) var reason: StopReason?
  /// Why the migration was given up.
  private(set) var failure: Failure?
  /// To which shares of its speed the guest was slowed down.
  private(set) var shares: [Double] = []
  /// What a last round would find before its own read.
  private(set) var pending: Int

  /// - Parameters:
  ///   - dirtied: what the read after round 1, 2, ... finds; the last number goes on.
  ///   - skipped: of what each round has to send, how many pages it skips.
  ///   - roundTime: how long each round takes.
  init(
    with engine: Engine, memory: Pages, dirtied: [Int], skipped: Int = 0,
    roundTime: Seconds = Seconds(1)
  ) {
    self.engine = engine
    self.memory = memory
    pending = memory.count
    var step = self.engine.begin(Report(.done, memory: memory))
    var reads = 0
    while reason == nil, sent.count < 1000 {
      switch step {
      case .send(let order, _):
        orders.append(order)
        let left = order.pacing == .continuous ? 0 : min(skipped, pending)
        sent.append(pending - left)
        let report = Report(
          .sent, elapsed: roundTime, sent: Pages(pending - left), skipped: Pages(left),
          memory: memory)
        pending = 0
        step = self.engine.next(after: report)
      case .readBitmap:
        pending = dirtied[min(reads, dirtied.count - 1)]
        reads += 1
        step = self.engine.next(
          after: Report(.read, remaining: Pages(pending), dirtied: Pages(pending), memory: memory))
      case .throttle(let share):
        shares.append(share)
        step = self.engine.next(after: Report(.done, remaining: Pages(pending), memory: memory))
      case .stopAndCopy(let because):
        reason = because
      case .giveUp(let because):
        failure = because
        return
      }
    }
  }
}
