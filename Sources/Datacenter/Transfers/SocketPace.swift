import Quantities

/// How a sender gets on whose pages go through a socket with a buffer.
///
/// The socket takes pages as fast as the sender hands them over until it is full. Then the sender sleeps,
/// and is woken when the wire has drained it to a quarter (Linux, `unix_writable`). So it works in bursts
/// of three quarters of the buffer: what it measures over 100 ms varies by a burst, and turns of 50 ms end
/// where a burst does. A page, once handed over, counts as sent.
///
///     burst = 3/4 buffer;  pages a burst = burst / (bytes - processing * speed);  sleep = burst / speed
struct SocketPace {
  /// How long a page takes the sender while it is awake, and by how much what the socket holds grows.
  private let awake: Double
  private let growth: Double
  private let held: Double
  /// How long a page takes on average, where the wire decides.
  let meanTime: Double?
  /// Pages until the first sleep, how long that is, and pages and sleep of each burst after it; no pages a
  /// burst for a sender that never sleeps.
  private let first: Double
  private let firstSleep: Double
  private let burst: Double
  private let sleep: Double
  /// At what it holds the socket wakes the sender.
  private let low: Double

  /// - Parameters:
  ///   - held: what the socket holds.
  ///   - isAsleep: whether the sender waits for it to drain.
  init(
    of run: TurnClock.Run, at speed: BytesPerSecond, buffer: Bytes, held: Double, isAsleep: Bool
  ) {
    self.held = held
    low = buffer.value / 4
    let growth = run.bytes - run.processing * speed.value
    let burst = growth > 0 ? ((buffer.value - low) / growth).rounded(.down) : 0
    meanTime = growth > 0 ? run.bytes / speed.value : nil
    guard burst >= 1 else {
      // Slower than the wire: what the socket holds runs out. Or nothing to speak of is held, and each
      // page waits for the wire.
      awake = growth > 0 ? run.bytes / speed.value : run.processing
      self.growth = min(growth, 0)
      (first, firstSleep, self.burst, sleep) = (0, 0, 0, 0)
      return
    }
    awake = run.processing
    self.growth = growth
    self.burst = burst
    first = isAsleep ? 0 : max(0, ((buffer.value - held) / growth).rounded(.down))
    firstSleep = max(0, held + first * growth - low) / speed.value
    sleep = burst * growth / speed.value
  }

  /// How long so many pages take.
  func time(for pages: Double) -> Double {
    guard burst > 0, pages > first else { return pages * awake }
    return firstSleep + (bursts(of: pages) - 1) * sleep + pages * awake
  }

  /// What the socket holds when so many pages have been handed over.
  func held(after pages: Double) -> Double {
    guard burst > 0, pages > first else { return max(0, held + pages * growth) }
    return low + (pages - first - (bursts(of: pages) - 1) * burst) * growth
  }

  /// Whether the socket takes no further page then.
  func isFull(after pages: Double) -> Bool {
    guard burst > 0, pages >= first else { return false }
    return (pages - first).truncatingRemainder(dividingBy: burst) == 0
  }

  /// The pages that have been handed over after a time.
  func pages(within time: Double) -> Double {
    guard burst > 0 else { return awake > 0 ? (time / awake).rounded(.down) : .infinity }
    if time < first * awake + firstSleep {
      return awake > 0 ? min(first, (time / awake).rounded(.down)) : first
    }
    let (cycles, rest) = cycle(at: time)
    return first + cycles * burst + (awake > 0 ? min(burst, (rest / awake).rounded(.down)) : burst)
  }

  /// The fewest pages that take at least so long.
  func pages(lasting time: Double) -> Double {
    guard burst > 0 else { return awake > 0 ? time / awake : .infinity }
    if time <= first * awake { return time / awake }
    if time <= first * awake + firstSleep { return first + 1 }
    let (cycles, rest) = cycle(at: time)
    let before = first + cycles * burst
    if rest <= 0 { return before + 1 }
    // Later than the burst's last page: the next one is handed over after a sleep.
    return rest > burst * awake ? before + burst + 1 : before + max(1, (rest / awake).rounded(.up))
  }

  private func bursts(of pages: Double) -> Double { ((pages - first) / burst).rounded(.up) }

  /// The whole bursts that have gone by after a time, sleeps included, and the time since then.
  private func cycle(at time: Double) -> (cycles: Double, rest: Double) {
    let since = time - first * awake - firstSleep
    let length = burst * awake + sleep
    let cycles = (since / length).rounded(.down)
    return (cycles, since - cycles * length)
  }
}
