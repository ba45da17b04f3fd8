import Quantities

/// What a socket holds of a sender's bytes: it takes bytes at once until it is full, and its sender then sleeps
/// until the wire has carried all but `wake` of them.
struct SendBuffer: Hashable, Sendable {
  /// What it holds when the sender goes to sleep.
  var full: Double
  /// What it holds when the sender is woken; what it holds at most where the sender is never seen to sleep.
  var wake: Double

  /// A socket that takes bytes as fast as the wire carries them, and holds so many.
  static func even(_ held: Bytes) -> SendBuffer { SendBuffer(full: held.value, wake: held.value) }

  /// How much its sender puts in each time that it is woken.
  var burst: Double { full - wake }
  /// A socket that holds as much as this one on average, with what its reader has in hand.
  var inTheMean: SendBuffer { .even(Bytes((full + wake + Self.piece) / 2)) }
  /// The socket with what its reader has in hand: up to 32 KiB that it has taken and not passed on, any part of
  /// them when the sender is woken.
  func ahead(by part: Double) -> SendBuffer {
    SendBuffer(full: full + part * Self.piece, wake: wake + part * Self.piece)
  }

  /// A socket of the host (Linux, net/unix/af_unix.c).
  ///
  /// A write is cut into pieces of one page and 32 KiB at most. Another piece is taken while less than the
  /// limit is held; the sender is woken when a quarter or less is (`unix_writable`). QEMU writes 32 pages with
  /// their headers at a time, which are four pieces of 32,832 bytes on average, and each takes 33,536 bytes of
  /// the limit. With Linux's 212,992 bytes the socket holds seven pieces at most and one when its sender wakes,
  /// so that 48 pages go in one burst.
  static func ofHost(_ limit: Bytes) -> SendBuffer {
    let pieces = (limit.value / pieceInMemory).rounded(.up)
    let left = (limit.value / 4 / pieceInMemory).rounded(.down)
    return SendBuffer(full: pieces * piece, wake: left * piece)
  }
  private static let piece = 32.0 * 4104 / 4
  private static let pieceInMemory = (3 * 37_120.0 + 22_784) / 4

  /// As many sockets, of which one sender makes one.
  static func * (one: SendBuffer, count: Double) -> SendBuffer {
    SendBuffer(full: one.full * count, wake: one.wake * count)
  }
}
