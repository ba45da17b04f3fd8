/// What the calendar sorts by: instant, then sequence number, with the event's slot riding along.
///
/// The bit patterns of non-negative `Double`s sort like their values, so the three parts make one
/// integer: 64 bits of instant, 40 of sequence, 24 of slot. Entries of 16 bytes, compared without a
/// branch, are what makes the heap quick.
@frozen @usableFromInline
struct EventKey: Comparable {
  @usableFromInline var word: UInt128

  /// The key of an event due at `bits` (of a non-negative `Double`) that bears `id`.
  @inlinable init(bits: UInt64, id: UInt64) {
    word = UInt128(truncatingIfNeeded: bits) << 64 | UInt128(truncatingIfNeeded: id)
  }
  @inlinable var bits: UInt64 { UInt64(truncatingIfNeeded: word >> 64) }
  /// Sequence and slot: no two keys of a calendar share them.
  @inlinable var id: UInt64 { UInt64(truncatingIfNeeded: word) }
  @inlinable var slot: Int { Self.slot(of: id) }

  @inlinable static func < (a: EventKey, b: EventKey) -> Bool { a.word < b.word }

  @inlinable static var slotBits: UInt64 { 24 }
  @inlinable static var slotLimit: Int { 1 << slotBits }
  @inlinable static var sequenceLimit: UInt64 { 1 << (64 - slotBits) - 1 }
  @inlinable static func id(sequence: UInt64, slot: Int) -> UInt64 {
    sequence << slotBits | UInt64(truncatingIfNeeded: slot)
  }
  @inlinable static func slot(of id: UInt64) -> Int {
    Int(truncatingIfNeeded: id & (1 << slotBits - 1))
  }
}
