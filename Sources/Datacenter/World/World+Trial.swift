public import Kernel
public import Quantities

/// What a migration would cost, found by carrying it out in a copy of the world.
extension World {
  /// What a migration would take.
  public struct Trial: Hashable, Sendable {
    /// From its start to its end.
    public let time: Seconds
    /// Work that its guest could not do because of it, and what others lacked of their cores because it
    /// took some, in core-seconds.
    public let cost: Double
  }

  /// Tries a migration, as things stand: what guests want of the cores stays as it is, nothing fails,
  /// and nothing else begins.
  ///
  /// - Returns: `nil` if it would fail, or would not end within `limit`.
  /// - Complexity: that of the migration, twice.
  public func trial(
    of vm: VMID, to destination: HostID, with strategy: any Strategy,
    fidelity: MemoryFidelity? = nil, within limit: Seconds, at now: Instant,
    _ calendar: borrowing EventCalendar<WorldEvent>
  ) -> Trial? {
    var moved = self
    var future = calendar.copy()
    let id = moved.migrate(
      vm, to: destination, with: strategy, fidelity: fidelity, requestedAt: now, at: now, &future)
    while moved.migrations.isUnderWay(id), moved.step(until: now + limit, &future) {}
    let record = moved.record(of: id)
    guard record.outcome == .migrated, let end = record.ended else { return nil }
    var unmoved = self
    var other = calendar.copy()
    while unmoved.step(until: end, &other) {}
    let wanted = ground.guests[vm].wantedCores
    let lost = record.guest.lost - record.guest.contended
    return Trial(
      time: end - now,
      cost: lost.value * wanted + moved.cpuShortage(at: end) - unmoved.cpuShortage(at: end))
  }

  /// The next event up to an instant happens, unless nobody could know of it.
  ///
  /// - Returns: whether there was one.
  private mutating func step(
    until limit: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    guard endless == nil, let (instant, event) = calendar.next(until: limit) else {
      return false
    }
    switch event {
    case .appointment, .fault, .failure, .demandStep: break
    default:
      handle(event, at: instant, &calendar)
      _ = takeNotices()
    }
    return true
  }
}
