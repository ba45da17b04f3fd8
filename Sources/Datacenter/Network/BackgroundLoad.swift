public import Kernel
public import Quantities

/// What uses a link beside the migrations.
///
/// The rate is taken off the link before migrations share the rest, as traffic does that does not give
/// way. Bulk flows do give way: each competes like one more transfer that never ends.
public struct BackgroundLoad: Sendable {
  /// The link.
  public var link: LinkID
  /// In which directions: from its first end, from its second end.
  public var directions: (Bool, Bool)
  /// The rate over time, in order: each holds until the next. Before the first there is none.
  public var steps: [Step]
  /// After this time the steps begin again; `nil` for never.
  public var period: Seconds?
  /// Competing transfers in each of these directions.
  public var bulkFlows: Int

  /// A rate, from some time on.
  public struct Step: Hashable, Sendable {
    /// Since the start of the run, or of the period.
    public var at: Seconds
    /// The rate from then on.
    public var rate: BytesPerSecond

    public init(at: Seconds, rate: BytesPerSecond) {
      self.at = at
      self.rate = rate
    }
  }

  /// - Precondition: the steps are in order, start at 0 or later, and lie within the period.
  public init(
    on link: LinkID, directions: (Bool, Bool) = (true, true), steps: [Step] = [],
    period: Seconds? = nil, bulkFlows: Int = 0
  ) {
    let order = zip(steps, steps.dropFirst()).allSatisfy { $0.at < $1.at }
    precondition(order && (steps.first?.at ?? .zero) >= .zero, "the steps of a load are in order")
    if let period {
      precondition(period > (steps.last?.at ?? .zero), "a load's steps lie within its period")
    }
    self.link = link
    self.directions = directions
    self.steps = steps
    self.period = period
    self.bulkFlows = bulkFlows
  }

  /// Always the same rate.
  public static func constant(
    _ rate: BytesPerSecond, on link: LinkID, directions: (Bool, Bool) = (true, true)
  ) -> BackgroundLoad {
    BackgroundLoad(on: link, directions: directions, steps: [Step(at: .zero, rate: rate)])
  }
}

/// Background load as the world lives it.
extension World {
  /// Opens the world for business: background load sets in.
  public mutating func start(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    for (number, load) in loads.enumerated() {
      for capacity in capacities(of: load) {
        for _ in 0..<load.bulkFlows {
          let flow = network.open(
            [capacity], bytes: Bytes(.infinity), at: now, &calendar)
          while flowOwners.count <= flow.index { flowOwners.append(nil) }
        }
      }
      guard let first = load.steps.first else { continue }
      if first.at == .zero {
        takeStep(0, of: number, at: now, &calendar)
      } else {
        calendar.schedule(.loadStep(load: number, step: 0), at: now + first.at)
      }
    }
  }

  /// A load has a new rate; the next step is scheduled.
  mutating func takeStep(
    _ step: Int, of number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let load = loads[number]
    loadRates[number] = load.steps[step].rate
    for capacity in capacities(of: load) {
      network.setCapacity(capacity, rateLeft(of: load.link, capacity), at: now, &calendar)
    }
    let next = step + 1
    if next < load.steps.count {
      let pause = load.steps[next].at - load.steps[step].at
      calendar.schedule(.loadStep(load: number, step: next), at: now + pause)
    } else if let period = load.period {
      let pause = period - load.steps[step].at + load.steps[0].at
      calendar.schedule(.loadStep(load: number, step: 0), at: now + pause)
    }
  }

  private func capacities(of load: BackgroundLoad) -> [CapacityID] {
    let (first, second) = links[load.link.index].directions
    return (load.directions.0 ? [first] : []) + (load.directions.1 ? [second] : [])
  }

  /// What all loads on one direction of a link leave for migrations.
  private func rateLeft(of link: LinkID, _ capacity: CapacityID) -> BytesPerSecond {
    var taken = BytesPerSecond.zero
    for (load, rate) in zip(loads, loadRates)
    where load.link == link && capacities(of: load).contains(capacity) {
      taken += rate
    }
    return max(.zero, links[link.index].bandwidth * transport.efficiency - taken)
  }

  /// What tells a migration's transfers from others at the forks of the network: as real ones by
  /// their addresses and ports, and drawn anew for each replication.
  func transferKey(of vm: VMID, from source: HostID, to destination: HostID) -> UInt64 {
    [
      randomness.seed, randomness.replication, UInt64(vm.index), UInt64(source.index),
      UInt64(destination.index),
    ].reduce(0) { Router.mixed($0 ^ $1) }
  }
}
