public import Quantities

/// What a run records beside the migrations: how links were used, and what guests felt.
extension World {
  /// Begins to record how the links are used.
  public mutating func recordUsage(every interval: Seconds) {
    ground.wires.recordUsage(every: interval)
  }

  /// One direction of a link, and how it was used.
  public struct DirectionUsage: Sendable {
    /// The link's name and the direction: `"wire:a->b"`.
    public let name: String
    /// What the link can carry of transfers, background load not taken off.
    public let bandwidth: BytesPerSecond
    /// Interval by interval.
    public let spans: [LinkUsage.Span]

    /// The whole run.
    public var whole: LinkUsage.Span {
      spans.reduce(
        .init(started: .start, duration: .zero, busy: .zero, carried: .zero)
      ) { sum, span in
        .init(
          started: .start, duration: sum.duration + span.duration, busy: sum.busy + span.busy,
          carried: sum.carried + span.carried)
      }
    }
    /// The highest mean rate of an interval.
    public var peak: BytesPerSecond { spans.map(\.rate).max() ?? .zero }
  }

  /// How every link was used until `now`, and every datastore with limits, in the order of the scenario;
  /// empty if nothing was recorded.
  public mutating func usage(at now: Instant) -> [DirectionUsage] {
    ground.wires.usage(at: now)
  }

  /// For each link whether a transfer has used it.
  public func haveCarried(at now: Instant) -> [Bool] { ground.wires.haveCarried(at: now) }

  /// Begins to record what guests feel.
  public mutating func recordGuests(every interval: Seconds) {
    ground.guests.record(every: interval)
  }

  /// What every guest felt until `now`; empty if nothing was recorded.
  public mutating func guestViews(at now: Instant) -> [GuestView] {
    guard ground.guests.sampling != nil else { return [] }
    for index in ground.guests.vms.indices {
      // A migration that is over has closed its account.
      if let id = ground.guests[VMID(index)].migration, !migrations.isUnderWay(id) { continue }
      settleGuest(VMID(index), at: now)
    }
    return ground.guests.views
  }

  /// Brings any guest's account up to the present.
  mutating func settleGuest(_ vm: VMID, at now: Instant) {
    if let id = ground.guests[vm].migration {
      migrations[id].settleAll(on: &ground, at: now)
    } else {
      ground.guests.settle(vm, at: now)
    }
  }
}
