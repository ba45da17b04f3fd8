import Randomness

/// A random stream as a value: it may be part of what is copied, and a copy draws the same numbers as
/// its original without disturbing it.
///
/// The stream itself is copied when one of two holders draws from it.
struct RandomSource: Sendable {
  private final class Box: @unchecked Sendable {
    // Only a value that holds the box alone draws from it, so that no two threads ever do.
    var stream: RandomStream
    init(_ stream: consuming RandomStream) { self.stream = stream }
  }

  private var box: Box

  init(_ stream: consuming RandomStream) { box = Box(stream) }

  /// The stream, to draw from.
  var stream: RandomStream {
    @inline(__always) _read { yield box.stream }
    @inline(__always) _modify {
      if !isKnownUniquelyReferenced(&box) { box = Box(box.stream.copy()) }
      yield &box.stream
    }
  }
}
