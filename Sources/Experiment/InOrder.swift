import Dispatch
import Parallel

/// Hands on what several threads make, in the order of their slots, whoever is done first.
///
/// Threads wait before they begin a slot that is too far ahead of what was handed on, so that little
/// waits in memory. The first slot that was not handed on is always being worked on: nobody waits for
/// ever.
final class InOrder<Piece: Sendable>: Sendable {
  private let take: @Sendable (Piece) -> Bool
  private let room: DispatchSemaphore
  private let state = Locked(State())

  private struct State {
    var next = 0
    var waiting: [Int: Piece] = [:]
    var isStopped = false
  }

  /// - Parameters:
  ///   - ahead: how many slots may be begun and not handed on.
  ///   - take: given the pieces, one at a time; false once it can take no more.
  init(ahead: Int, _ take: @escaping @Sendable (Piece) -> Bool) {
    self.take = take
    room = DispatchSemaphore(value: ahead)
  }

  /// Pieces behind a slot that was given up wait for ever: their room is given back, which a semaphore
  /// asks for before it goes.
  deinit {
    for _ in 0..<state.withLock({ $0.waiting.count }) { room.signal() }
  }

  /// Waits until a slot may be begun; false if there is no point in it any more.
  func waitForRoom() -> Bool {
    room.wait()
    guard state.withLock({ $0.isStopped }) else { return true }
    leave()
    return false
  }

  /// Gives room back that is not needed.
  func leave() { room.signal() }

  /// Hands on a slot's piece, and those that had waited for it.
  func deliver(_ piece: Piece, at slot: Int) {
    let handedOn = state.withLock { state in
      state.waiting[slot] = piece
      let first = state.next
      while let piece = state.waiting.removeValue(forKey: state.next) {
        if !state.isStopped, !take(piece) { state.isStopped = true }
        state.next += 1
      }
      return state.next - first
    }
    for _ in 0..<handedOn { room.signal() }
  }
}
