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
      let keys = UnsafeBufferPointer(start: store.heap.keys, count: keyCount)
      for index in keys.indices.dropFirst() {
        precondition(keys[(index - 1) / 4] < keys[index], "the heap is out of order")
      }
      for index in keys.indices.dropFirst(rootIsVacant ? 1 : 0) {
        let key = keys[index]
        precondition(
          Int(store.heap.positions[key.slot]) == index, "the index has lost an event")
        let id = store.ids[key.slot]
        precondition(id != 0, "a slot has lost its event")
        precondition(
          EventKey.slot(of: id) == key.slot && id <= key.id, "a handle points elsewhere")
        precondition(key.bits >= present.secondsSinceStart.bitPattern, "an event was passed over")
      }
      let occupied = (0..<store.slotCount).count { store.ids[$0] != 0 }
      precondition(occupied == count, "a slot is kept without an event")
    #endif
  }
}
