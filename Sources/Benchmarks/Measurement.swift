import Glibc

/// How long a stretch of a benchmark took, and how much happened in it.
struct Measurement {
  var nanoseconds = Double.infinity
  var events = 0

  var nanosecondsPerEvent: Double { nanoseconds / Double(events) }

  /// Times `work`, which answers how many events it simulated.
  ///
  /// The clock is this thread's CPU time, which stands still while others have the processor.
  static func of(_ work: () -> Int) -> Measurement {
    let start = threadTime()
    let events = work()
    return Measurement(nanoseconds: threadTime() - start, events: events)
  }

  /// Keeps the faster of two measurements: a busy machine can only make one slower.
  mutating func keepBest(_ other: Measurement) {
    if other.nanoseconds < nanoseconds { self = other }
  }

  static func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }
}
