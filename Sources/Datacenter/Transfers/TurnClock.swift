import Quantities

/// Where a sender stands that works in windows and turns, as QEMU's migration thread does.
///
/// A *turn* sends pages until the window's budget is overspent, or until it has lasted `busy`,
/// looked at every `glance` pages. Only between turns is anything decided. A *window* of at least
/// 100 ms closes at the first turn end after that time, or when a sender that has overspent its
/// budget wakes up; what it has moved, over its length in whole milliseconds, is the bandwidth.
///
/// A page counts as sent when the socket has taken it, which takes bytes in bursts once it is full
/// (`SocketPace`); it drains while the sender does something else. So the sender is ahead of the wire by what
/// the socket holds (`buffered`), a pause of the sender leaves no gap on the wire, and turns that carry alike
/// are not alike in length, so that the bandwidth of a window differs from the wire's by some per cent.
///
/// The clock knows nothing of the network: it is told a speed, and goes on until the order ends
/// or until a deadline, at which the speed changes. Two windows that begin alike are alike, so that
/// of a long run of pages only the windows are followed until one begins like an earlier one, and the last:
/// O(runs).
struct TurnClock {
  /// Pages that the scan meets one after another and that cost the same.
  struct Run {
    /// How many.
    var pages: Double
    /// What each puts on the wire.
    var bytes: Double
    /// Time of the sending thread that each takes, while the wire goes on.
    var processing: Double
  }

  /// What the sender is up against, between two changes.
  struct Conditions {
    /// How fast the channel takes bytes while the sender is awake.
    var speed: BytesPerSecond
    /// What may be spent in a window.
    var budget: Bytes
    /// What the socket may hold.
    var buffer = SendBuffer.even(.zero)
    /// Pages that leave, and are charged to the budget, together.
    var batch: Double
    var turns: Order.Turns
    /// The end of the first turn after this instant ends the order.
    var latestTurn: Instant
    /// Whether the speed has changed since the order began: which windows bursts would then make is left open.
    var hasChanged = false

    /// What a page takes on average.
    func pace(of run: Run) -> Seconds { Bytes(run.bytes) / speed }
  }

  /// Where the sender stood when a window closed.
  private struct Mark {
    let index: Int
    let left: Double
    let now: Instant
    let held: Double
    /// How many windows have closed since.
    var windows = 0
    /// After how many the next mark is set, as this one may be of a state that does not come again.
    var reach = 1

    /// Even senders begin anew with each window, bursts of 48 pages after 8, 16 or 24, and from the second
    /// window on in nine of ten cases, from the eighth at the latest. Windows that have not begun again after
    /// the last mark are taken to do so.
    var next: Int? { reach == 1 ? 24 : reach == 24 ? 48 : nil }
  }

  /// What has been sent.
  struct Progress {
    var pages = 0.0
    var bytes = 0.0
    /// Whether the order has ended; otherwise the deadline was reached.
    var hasEnded = false
    /// Whether it ended only because of its time: something is left, and too much.
    var isCut = false
  }

  /// Until when the sender has been followed.
  private(set) var now: Instant
  /// The bandwidth of the last window; zero until the first has passed.
  private(set) var bandwidth = BytesPerSecond.zero
  /// What was little enough to be left when the last window closed, as QEMU's `threshold_size`: a limit
  /// that is set meanwhile counts from the end of the window on.
  private(set) var threshold = Bytes.zero
  private var windowStarted: Instant
  private var windowBytes = 0.0
  private var turnStarted: Instant
  private var turnPages = 0.0
  private var wakesAt: Instant?
  /// What the socket holds, and whether its sender waits to be woken.
  private var held = 0.0
  private var isAsleep = false

  /// What counts as sent and has not been carried yet.
  var buffered: Bytes { Bytes(held) }

  /// A sender that starts its first window.
  init(startingAt now: Instant) {
    self.now = now
    windowStarted = now
    turnStarted = now
  }

  /// A new turn begins at an instant; the window goes on, whatever the sender did meanwhile. What the
  /// socket held has been carried on at a speed.
  mutating func beginTurn(at instant: Instant, drainingAt speed: BytesPerSecond) {
    rest(until: instant, at: speed)
    isAsleep = false
    turnStarted = instant
    turnPages = 0
    wakesAt = nil
  }

  /// Sends what `runs` hold until the order ends, at latest until `deadline`.
  mutating func advance(
    through runs: [Run], under conditions: Conditions, until deadline: Instant
  ) -> Progress {
    var progress = Progress()
    var pending = runs.reduce(0) { $0 + $1.pages }
    var index = 0
    var left = runs.first?.pages ?? 0
    var mark: Mark?
    var hasClosed = false
    var paceOfRun: SocketPace?
    while true {
      // Also while the wire carries nothing, a sender that sleeps wakes at its time.
      if let wakesAt {
        guard wakesAt <= deadline else {
          rest(until: deadline, at: conditions.speed)
          return progress
        }
        rest(until: wakesAt, at: conditions.speed)
        closeWindow(conditions.turns)
        beginTurn(at: now, drainingAt: conditions.speed)
        if ends(pending, conditions) { break }
        hasClosed = true
      }
      guard conditions.speed > .zero else {
        now = deadline
        return progress
      }
      guard index < runs.count else { break }
      let run = runs[index]
      if hasClosed {
        hasClosed = false
        let skipped = skipWindows(
          since: &mark, of: run, at: index, left, pending, conditions, deadline)
        progress.pages += skipped
        progress.bytes += skipped * run.bytes
        pending -= skipped
        left -= skipped
      }

      // The rest of the turn, as far as the pages of this run go.
      var pace = paceOfRun ?? SocketPace(of: run, into: conditions.buffer, at: conditions.speed)
      pace.begin(holding: held, isAsleep: isAsleep)
      paceOfRun = pace
      var count = left
      var turnIsOver = false
      let room = (conditions.budget.value - windowBytes) / (run.bytes * conditions.batch)
      let affordable = (room.rounded(.down) + 1) * conditions.batch
      if affordable <= count {
        count = max(1, affordable)
        turnIsOver = true
      }
      let untilGlance = pagesUntilGlance(pace, conditions.turns)
      if untilGlance <= count {
        count = untilGlance
        turnIsOver = true
      }
      count = min(count, left)
      let time = pace.time(of: count)
      let end = now + Seconds(time)
      guard end <= deadline else {
        let until = (deadline - now).value
        let part = min(count, pace.pages(within: until))
        spend(part, of: run, on: &progress)
        isAsleep = pace.isAsleep(after: until)
        held = max(0, held + pace.growth(of: part, after: until))
        now = deadline
        return progress
      }
      spend(count, of: run, on: &progress)
      held = max(0, held + pace.growth(of: count, after: time))
      isAsleep = false
      now = end
      pending -= count
      left -= count
      if left <= 0 {
        index += 1
        paceOfRun = nil
        if index < runs.count { left = runs[index].pages } else { turnIsOver = true }
      }
      guard turnIsOver else { continue }
      if now - windowStarted >= conditions.turns.window {
        closeWindow(conditions.turns)
        hasClosed = true
      } else if windowBytes > conditions.budget.value {
        wakesAt = windowStarted + conditions.turns.window
        continue
      }
      beginTurn(at: now, drainingAt: conditions.speed)
      if ends(pending, conditions) { break }
    }
    progress.hasEnded = true
    progress.isCut = pending > 0 && !isLittle(pending, conditions)
    return progress
  }

  /// The sender does nothing until an instant, while the wire carries what the socket holds.
  private mutating func rest(until instant: Instant, at speed: BytesPerSecond) {
    if held > 0, instant > now { held = max(0, held - (speed * (instant - now)).value) }
    now = instant
  }

  /// A window has closed. If the socket holds what it held when an earlier one closed within the same run, the
  /// windows since then come again until near the end of the run, of the order, or of the time: they are passed
  /// at once. Where no window is to be like an earlier one, they are passed at what the wire carries.
  ///
  /// - Returns: the pages that they send.
  private mutating func skipWindows(
    since earlier: inout Mark?, of run: Run, at index: Int, _ left: Double, _ pending: Double,
    _ conditions: Conditions, _ deadline: Instant
  ) -> Double {
    guard let mark = earlier, mark.index == index, mark.left > left else {
      earlier = Mark(index: index, left: left, now: now, held: held)
      return 0
    }
    let isOver = mark.windows + 1 == mark.reach
    let comesAgain = abs(mark.held - held) < 0.01
    guard comesAgain || conditions.hasChanged || isOver && mark.next == nil else {
      if isOver {
        earlier = Mark(index: index, left: left, now: now, held: held, reach: mark.next!)
      } else {
        earlier!.windows += 1
      }
      return 0
    }
    let pages = mark.left - left
    let time = comesAgain ? now - mark.now : conditions.pace(of: run) * pages
    defer { earlier = nil }
    var toGo = left
    if case .remainingWithin = conditions.turns.until {
      // Of windows that differ, one may measure more than the last by what a burst makes of 100 ms.
      let most = mark.windows == 0 ? threshold.value : 1.05 * threshold.value
      toGo = min(toGo, pending - most / Pages.size.value)
    }
    let until = min(deadline, conditions.latestTurn)
    // The last window is followed.
    let last = 1 / Double(mark.windows + 1)
    let cycles = (min(toGo / pages, (until - now) / time) - last).rounded(.down)
    guard cycles > 0, cycles.isFinite else { return 0 }
    now = now + time * cycles
    windowStarted = now
    turnStarted = now
    return cycles * pages
  }

  private mutating func spend(_ count: Double, of run: Run, on progress: inout Progress) {
    let bytes = count * run.bytes
    progress.pages += count
    progress.bytes += bytes
    windowBytes += bytes
    turnPages += count
  }

  /// Pages from here to the first glance at which the turn has lasted long enough. The first glance
  /// comes after the first page, so that a turn has one page more than a multiple of `glance`.
  private func pagesUntilGlance(_ pace: SocketPace, _ turns: Order.Turns) -> Double {
    let missing = max(0, (turns.busy - (now - turnStarted)).value)
    let rest = pace.pages(lasting: missing)
    guard rest.isFinite else { return .infinity }
    let glance = Double(turns.glance.count)
    let reached = ((turnPages + rest - 1) / glance).rounded(.up) * glance + 1
    return max(1, reached - turnPages)
  }

  private mutating func closeWindow(_ turns: Order.Turns) {
    let milliseconds = max(1, ((now - windowStarted).value * 1000).rounded())
    bandwidth = BytesPerSecond(windowBytes / milliseconds * 1000)
    if case .remainingWithin(let limit) = turns.until {
      threshold = bandwidth.threshold(within: limit)
    }
    windowStarted = now
    windowBytes = 0
  }

  private func ends(_ pending: Double, _ conditions: Conditions) -> Bool {
    pending <= 0 || now >= conditions.latestTurn || isLittle(pending, conditions)
  }

  private func isLittle(_ pending: Double, _ conditions: Conditions) -> Bool {
    guard case .remainingWithin = conditions.turns.until else { return false }
    return pending * Pages.size.value <= threshold.value
  }
}
