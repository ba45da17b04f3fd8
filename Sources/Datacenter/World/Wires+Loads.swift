import Kernel
import Quantities

/// What uses links beside the migrations.
extension Wires {
  /// Transfers that never end begin, beside which migrations have their share.
  mutating func startLoads(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    for number in loads.indices {
      for capacity in loads.capacities(of: number, on: links) {
        for _ in 0..<loads.bulkFlows(of: number) {
          _ = open(
            Bytes(.infinity), along: [capacity], cap: .unlimited, weight: 1, for: nil, at: now,
            &calendar)
        }
      }
    }
  }

  /// Something is about to be sent along a path: the loads there have the rates of this instant, and
  /// are followed as they change.
  mutating func followLoads(
    along path: [CapacityID], at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard !loads.indices.isEmpty else { return }
    for capacity in path {
      let own = Link.of(capacity)
      for link in own.index < links.count ? [own] : bundles.links(behind: capacity) {
        for number in loads.notFollowed(on: link) {
          let coming = loads.follow(number, at: now)
          adopt(coming, of: number, at: now, &calendar)
        }
      }
    }
  }

  /// A load has a new rate; its next step is awaited as long as something is sent over its link.
  mutating func takeStep(
    _ step: Int, of number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let (first, second) = links[loads.link(of: number).index].directions
    let beside = bundles.bundle(of: loads.link(of: number))?.directions
    guard
      network.isUsed(first) || network.isUsed(second)
        || beside.map({ network.isUsed($0.0) || network.isUsed($0.1) }) == true
    else { return loads.unfollow(number) }
    let coming = loads.take(step, of: number, at: now)
    adopt(coming, of: number, at: now, &calendar)
  }

  private mutating func adopt(
    _ coming: LinkLoads.Coming?, of number: Int, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    followCapacity(of: loads.link(of: number), at: now, &calendar)
    guard let coming else { return }
    calendar.schedule(.loadStep(load: number, step: coming.step), at: max(now, coming.at))
  }
}
