import Quantities

/// Where a sender stands that works in windows and turns, as QEMU's migration thread does.
///
/// A *turn* sends pages until the window's budget is overspent, or until it has lasted `busy`,
/// looked at every `glance` pages. Only between turns is anything decided. A *window* of at least
/// 100 ms closes at the first turn end after that time, or when a sender that has overspent its
/// budget wakes up; what it has moved, over its length in whole milliseconds, is the bandwidth.
///
/// A page counts as sent when the socket has taken it. The socket's buffer takes bytes at once while it
/// has room, and as fast as the wire carries them once it is full; it drains while the sender does
/// something else. So the sender is ahead of the wire by what the buffer holds (`buffered`), and a pause
/// of the sender leaves no gap on the wire.
///
/// The clock knows nothing of the network: it is told a speed, and goes on until the order ends
/// or until a deadline, at which the speed changes. Two windows that begin alike are alike, so that
/// of a long run of pages only the first windows and the last are followed: O(runs).
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
    /// By how much the sender may be ahead of the wire.
    var buffer = Bytes.zero
    /// Pages that leave, and are charged to the budget, together.
    var batch: Double
    var turns: Order.Turns
    /// The end of the first turn after this instant ends the order.
    var latestTurn: Instant
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
  /// What the socket holds.
  private var held = 0.0

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
    /// Where the sender stood when the last window closed.
    var mark: (index: Int, left: Double, now: Instant)?
    var hasClosed = false
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
        let skipped = skipWindows(since: mark, at: index, left, pending, conditions, deadline)
        progress.pages += skipped
        progress.bytes += skipped * run.bytes
        pending -= skipped
        left -= skipped
        mark = (index, left, now)
      }

      // The rest of the turn, as far as the pages of this run go.
      let (time, growth, most) = pace(of: run, under: conditions)
      var count = min(left, most)
      var turnIsOver = false
      let room = (conditions.budget.value - windowBytes) / (run.bytes * conditions.batch)
      let affordable = (room.rounded(.down) + 1) * conditions.batch
      if affordable <= count {
        count = max(1, affordable)
        turnIsOver = true
      }
      let untilGlance = pagesUntilGlance(time, conditions.turns)
      if untilGlance <= count {
        count = untilGlance
        turnIsOver = true
      }
      count = min(count, left)
      let end = now + Seconds(count * time)
      guard end <= deadline else {
        let part = min(count, ((deadline - now).value / time).rounded(.down))
        spend(part, of: run, on: &progress)
        held = max(0, held + part * growth)
        now = now + Seconds(part * time)
        rest(until: deadline, at: conditions.speed)
        return progress
      }
      spend(count, of: run, on: &progress)
      held = max(0, held + count * growth)
      now = end
      pending -= count
      left -= count
      if left <= 0 {
        index += 1
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

  /// How long a page of a run takes the sender, by how much what the socket holds grows with it, and for
  /// how many pages that holds: until the buffer is full, or for ever.
  private func pace(
    of run: Run, under conditions: Conditions
  ) -> (time: Double, growth: Double, most: Double) {
    let carried = run.processing * conditions.speed.value
    let growth = run.bytes - carried
    guard growth > 0 else { return (run.processing, growth, .infinity) }
    let room = ((conditions.buffer.value - held) / growth).rounded(.down)
    if room >= 1 { return (run.processing, growth, room) }
    return (run.bytes / conditions.speed.value, 0, .infinity)
  }

  /// The sender does nothing until an instant, while the wire carries what the socket holds.
  private mutating func rest(until instant: Instant, at speed: BytesPerSecond) {
    if held > 0, instant > now { held = max(0, held - (speed * (instant - now)).value) }
    now = instant
  }

  /// A window has closed. If the one before it closed within the same run, all windows until near the
  /// end of the run, of the order, or of the time are like the last: they are passed at once.
  ///
  /// - Returns: the pages that they send.
  private mutating func skipWindows(
    since mark: (index: Int, left: Double, now: Instant)?, at index: Int, _ left: Double,
    _ pending: Double, _ conditions: Conditions, _ deadline: Instant
  ) -> Double {
    guard let mark, mark.index == index, mark.left > left else { return 0 }
    let pages = mark.left - left
    let time = now - mark.now
    var toGo = left
    if case .remainingWithin = conditions.turns.until {
      toGo = min(toGo, pending - threshold.value / Pages.size.value)
    }
    let until = min(deadline, conditions.latestTurn)
    let windows = (min(toGo / pages, (until - now) / time) - 1).rounded(.down)
    guard windows > 0, windows.isFinite else { return 0 }
    now = now + time * windows
    windowStarted = now
    turnStarted = now
    return windows * pages
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
  private func pagesUntilGlance(_ time: Double, _ turns: Order.Turns) -> Double {
    let missing = max(0, (turns.busy - (now - turnStarted)).value)
    let rest = missing > 0 ? missing / time : 0
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
