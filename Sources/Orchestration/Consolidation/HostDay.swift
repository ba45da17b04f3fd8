internal import Consolidation
internal import Quantities

/// One host over a day: who was on it, and what came and went.
struct HostDay {
  /// Something that changes what the host does.
  struct Change {
    let at: Double
    let kind: Kind

    enum Kind {
      /// A VM runs here, or no longer does.
      case arrives(Int), leaves(Int)
      /// A migration from here or to here begins or ends.
      case sends(Int), sent(Int), receives(Int), received(Int)
      /// The host starts, and has started.
      case boots, booted
    }
  }

  let capacity: HostCapacity
  private(set) var residents: [Int]
  private var changes: [Change] = []
  private var sending: Set<Int> = []
  private var receiving = 0
  private var booting = 0

  /// What the day came to.
  private(set) var sums = Sums()

  struct Sums {
    /// Seconds in which the host was on.
    var on = 0.0
    /// Of these, seconds in which VMs asked for more than there was.
    var short = 0.0
    /// What they asked for and could not have been given, in millions of instructions.
    var missed = 0.0
    var joules = 0.0
    /// Joules while nothing was on the host but VMs on their way out.
    var held = 0.0
    /// Joules while it started.
    var starting = 0.0
    /// Seconds in which a migration used the NIC, out or in.
    var busyOut = 0.0
    var busyIn = 0.0
    var mostAtOnce = 0
    var shutdowns = 0
  }

  init(_ capacity: HostCapacity, residents: [Int]) {
    self.capacity = capacity
    self.residents = residents
  }

  mutating func note(_ kind: Change.Kind, at time: Double) {
    changes.append(Change(at: time, kind: kind))
  }

  private var isOn: Bool { !residents.isEmpty || !sending.isEmpty || receiving > 0 || booting > 0 }

  /// Lives through the day.
  mutating func pass(until end: Double, _ estate: Estate) {
    let sorted = changes.enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
    changes = []
    var now = 0.0
    for change in sorted where change.at <= end {
      stay(from: now, to: change.at, estate)
      now = max(now, change.at)
      let was = isOn
      take(change.kind)
      sums.mostAtOnce = max(sums.mostAtOnce, sending.count, receiving)
      if was, !isOn { sums.shutdowns += 1 }
    }
    stay(from: now, to: end, estate)
  }

  private mutating func take(_ kind: Change.Kind) {
    switch kind {
    case .arrives(let vm): residents.append(vm)
    case .leaves(let vm): residents.removeAll { $0 == vm }
    case .sends(let vm): sending.insert(vm)
    case .sent(let vm): sending.remove(vm)
    case .receives: receiving += 1
    case .received: receiving -= 1
    case .boots: booting += 1
    case .booted: booting -= 1
    }
  }

  /// Nothing changes for a while but what the VMs ask for, which is linear between the trace's samples.
  private mutating func stay(from start: Double, to end: Double, _ estate: Estate) {
    guard end > start, isOn else { return }
    sums.on += end - start
    if !sending.isEmpty { sums.busyOut += end - start }
    if receiving > 0 { sums.busyIn += end - start }
    let isHeld = receiving == 0 && !sending.isEmpty && residents.allSatisfy(sending.contains)
    let step = estate.trace.step.value
    var low = start
    var before = asked(at: low, estate)
    while low < end {
      let high = min(end, ((low / step).rounded(.down) + 1) * step)
      guard high > low else { break }
      let after = asked(at: high, estate)
      let joules = self.joules(before, after, over: high - low)
      sums.joules += joules
      if isHeld { sums.held += joules }
      if residents.isEmpty, booting > 0 { sums.starting += joules }
      addShortage(before - capacity.speed, after - capacity.speed, over: high - low)
      (low, before) = (high, after)
    }
  }

  private func asked(at time: Double, _ estate: Estate) -> Double {
    var sum = 0.0
    for vm in residents {
      sum += estate.vms[vm].speed * estate.trace.share(of: vm, at: Seconds(time))
    }
    return sum
  }

  private func joules(_ before: Double, _ after: Double, over time: Double) -> Double {
    // A host that starts works as hard as it can.
    if residents.isEmpty, booting > 0 { return capacity.power.wattsAtFullLoad * time }
    let first = capacity.power.watts(at: min(1, before / capacity.speed))
    let last = capacity.power.watts(at: min(1, after / capacity.speed))
    return (first + last) / 2 * time
  }

  /// What lies above zero of a straight line.
  private mutating func addShortage(_ before: Double, _ after: Double, over time: Double) {
    let (low, high) = (min(before, after), max(before, after))
    guard high > 0 else { return }
    let share = low >= 0 ? 1 : high / (high - low)
    sums.short += share * time
    sums.missed += (low >= 0 ? (low + high) / 2 : high / 2 * share) * time
  }
}
