#if INTERNAL_CHECKS
  public import Quantities
#endif

extension EventCalendar {
  /// Stops the program if heap, index and slots disagree.
  ///
  /// Compiled to nothing without `-D INTERNAL_CHECKS`; promises of speed hold only then.
  ///
  /// - Complexity: O(`count`).
  @inlinable public func checkInvariants() {
    #if INTERNAL_CHECKS
      let keys = heap.keys
      for index in keys.indices.dropFirst() {
        precondition(keys[(index - 1) / 4] < keys[index], "the heap is out of order")
      }
      for index in keys.indices.dropFirst(heap.rootIsVacant ? 1 : 0) {
        let key = keys[index]
        precondition(Int(heap.positions[key.slot]) == index, "the index has lost an event")
        precondition(slots[key.slot].event != nil, "a slot has lost its event")
        precondition(
          EventKey.slot(of: slots[key.slot].id) == key.slot && slots[key.slot].id <= key.id,
          "a handle points elsewhere")
        precondition(key.bits >= present.secondsSinceStart.bitPattern, "an event was passed over")
      }
      precondition(slots.count { $0.id != 0 } == count, "a slot is kept without an event")
    #endif
  }
}
