import Quantities

/// When pages that cost the same are in the socket, from an instant on.
///
/// The sender takes `processing` for each page. While the socket has room, that is all. When it is full, the
/// sender sleeps until the wire has carried enough of it, and goes on with a burst:
///
///     time(n) = n x processing + sleeps(n) x sleep
///
/// A sender that is never seen to sleep is held up by each page alike.
struct SocketPace {
  private let run: TurnClock.Run
  private let buffer: SendBuffer
  private let speed: Double
  /// By how much a page that finds room leaves more in the socket.
  private let growth: Double
  /// How many pages find room at once; infinitely many where the wire is faster than the sender.
  private var first = 0.0
  /// How many pages go in each burst after them; 0 for a sender that does not go in bursts.
  private let burst: Double
  /// How long the sender sleeps before the first burst, and how long before each of the others.
  private var firstSleep = 0.0
  private let sleep: Double

  init(of run: TurnClock.Run, into buffer: SendBuffer, at speed: BytesPerSecond) {
    self.run = run
    self.buffer = buffer
    self.speed = speed.value
    growth = run.bytes - run.processing * speed.value
    burst =
      growth > 0 && buffer.burst >= run.bytes ? Self.whole(buffer.burst / growth) : 0
    sleep = burst * growth / speed.value
  }

  /// From now on.
  ///
  /// - Parameters:
  ///   - held: what the socket holds.
  ///   - isAsleep: whether its sender waits to be woken.
  mutating func begin(holding held: Double, isAsleep: Bool) {
    guard growth > 0 else { return first = .infinity }
    first = isAsleep && burst > 0 ? 0 : Self.whole(max(0, buffer.full - held) / growth)
    firstSleep = burst > 0 ? max(0, held + first * growth - buffer.wake) / speed : 0
  }

  /// As many whole pages, up to rounding.
  private static func whole(_ pages: Double) -> Double { (pages + trace).rounded(.down) }

  /// How long so many pages take.
  func time(of count: Double) -> Double {
    let alone = count * run.processing
    guard count > first + Self.trace else { return alone }
    guard burst > 0 else { return first * run.processing + (count - first) * run.bytes / speed }
    let bursts = ((count - first - Self.trace) / burst).rounded(.up)
    return alone + firstSleep + (bursts - 1) * sleep
  }

  /// The fewest pages, whole or not, that take so long.
  func pages(lasting time: Double) -> Double {
    guard time > 0 else { return 0 }
    guard first.isFinite, time.isFinite else { return time / run.processing }
    let filled = first * run.processing
    if filled >= time { return time / run.processing }
    guard burst > 0 else { return first + (time - filled) * speed / run.bytes }
    guard time > filled + firstSleep else { return first + 2 * Self.trace }
    let (bursts, rest) = cycles(in: time - filled - firstSleep)
    let awake = burst * run.processing
    if rest <= awake {
      return first + bursts * burst + (rest > 0 ? rest / run.processing : 2 * Self.trace)
    }
    return first + (bursts + 1) * burst + 2 * Self.trace
  }

  /// The most whole pages that are in the socket after so long.
  func pages(within time: Double) -> Double {
    let filled = first * run.processing
    guard first.isFinite, filled <= time else { return (time / run.processing).rounded(.down) }
    guard burst > 0 else {
      return (first + (time - filled) * speed / run.bytes).rounded(.down)
    }
    guard time >= filled + firstSleep else { return first.rounded(.down) }
    let (bursts, rest) = cycles(in: time - filled - firstSleep)
    let awake = run.processing > 0 ? min(burst, rest / run.processing) : burst
    return (first + bursts * burst + awake).rounded(.down)
  }

  /// Whether the sender sleeps after so long.
  func isAsleep(after time: Double) -> Bool {
    guard burst > 0 else { return false }
    let filled = first * run.processing
    guard time >= filled + firstSleep else { return time > filled }
    return cycles(in: time - filled - firstSleep).rest > burst * run.processing
  }

  /// What the socket holds more of when so many pages are in it, after so long.
  func growth(of count: Double, after time: Double) -> Double { count * run.bytes - speed * time }

  /// Whole bursts with the sleep behind each, and what is left of the time.
  private func cycles(in time: Double) -> (whole: Double, rest: Double) {
    let cycle = burst * run.processing + sleep
    let whole = (time / cycle).rounded(.down)
    return (whole, time - whole * cycle)
  }

  /// What rounding may leave of a page.
  private static let trace = 1e-7
}
