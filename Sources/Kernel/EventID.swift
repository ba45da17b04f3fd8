/// A handle to one scheduled event, good only for the calendar that gave it.
///
/// It is never given twice: after the event was delivered or cancelled it refers to nothing, however
/// often its place is used again.
@frozen
public struct EventID: Hashable, Sendable {
  @usableFromInline internal let word: UInt64

  @inlinable internal init(word: UInt64) { self.word = word }

  /// No event at all.
  @inlinable public static var none: EventID { EventID(word: .max) }
}
