/// The one thread of a source that both pushes and answers requests, where answers have a channel of
/// their own (QEMU 7.1).
///
/// It writes faster than the push's socket drains. Once the socket's buffer is full, the thread stands
/// still until a third of it has drained (Linux wakes a writer no sooner: `sk_stream_is_writeable`), and
/// reads no request meanwhile. So most requests are answered at once, and the first one after every filling
/// of the buffer waits for that third.
struct SendingThread {
  /// What the socket's buffer holds.
  private let buffer: Double
  /// What of it has to drain before a writer is woken.
  private let third: Double
  /// Bytes per second that the thread writes.
  private let speed: Double
  /// What the buffer has room for.
  private var room: Double
  /// Whether the thread waits for room.
  private var isBlocked = false
  /// Bytes that have drained since the thread was last followed; below zero while it is ahead.
  private var unseen = 0.0

  init(buffer: Double, speed: Double) {
    self.buffer = buffer
    self.speed = speed
    third = buffer / 3
    room = third
  }

  /// So many bytes of the push drain.
  @inline(__always)
  mutating func drain(_ bytes: Double) { unseen += bytes }

  /// A request for a page leaves the destination, and its answer is written as soon as the thread can.
  ///
  /// - Parameters:
  ///   - trip: what drains before the request arrives.
  ///   - rate: bytes per second that drain.
  /// - Returns: what drains between the request's arrival and the answer.
  mutating func answer(_ page: Double, behind trip: Double, at rate: Double) -> Double {
    guard third > 0, rate < speed else { return 0 }
    follow(unseen + trip, at: rate)
    let wait = isBlocked ? third - room : 0
    let meanwhile = page * rate / speed
    room = min(buffer, (isBlocked ? third : room) + meanwhile)
    isBlocked = false
    unseen = -(trip + wait + meanwhile)
    return wait
  }

  /// So many bytes drain, and nothing is asked for.
  private mutating func follow(_ bytes: Double, at rate: Double) {
    // While the thread writes, the room shrinks by so much for every byte that drains.
    let shrinking = speed / rate - 1
    var left = max(0, bytes)
    while true {
      if isBlocked {
        guard left >= third - room else {
          room += left
          return
        }
        left -= third - room
        (room, isBlocked) = (third, false)
      } else {
        guard left * shrinking >= room else {
          room -= left * shrinking
          return
        }
        // From a full buffer on, all rounds are alike.
        left = (left - room / shrinking).truncatingRemainder(
          dividingBy: third + third / shrinking)
        (room, isBlocked) = (0, true)
      }
    }
  }
}
