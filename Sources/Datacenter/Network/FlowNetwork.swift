import Kernel
import Quantities

/// Capacities (links, storage devices) and the fluid transfers that share them max-min fairly: no
/// flow can be given more without taking from one that has no more than it.
///
/// With weights, what is made equal is a flow's *level*, its rate divided by its weight; a flow of
/// weight n has the share of n flows. Every flow has a bottleneck: its own cap, or a full capacity on
/// which no flow has a higher level (Bertsekas and Gallager, Data Networks, section 6.5.2).
///
/// Flows with the same bottleneck have the same level, so they form a `Group` with one clock: a
/// changed share costs one step for the group, however many flows are in it. A flow that comes or
/// goes is met by the cheapest of three: `shortcut` (one group's level moves, nothing else does),
/// a solve of the flows that are touched, or a solve of all.
///
/// A flow takes part only while it has bytes to move. Whoever ends a transfer and starts the next
/// at the same instant (a round boundary) changes no share and costs no solve.
///
/// Rates are within 1e-9 of the exact allocation, whatever history led to it.
struct FlowNetwork {
  /// One capacity that flows share.
  struct Capacity {
    var name: String
    var rate: BytesPerSecond
  }

  /// One transfer along a path of capacities.
  struct Flow {
    var weight = 1.0
    /// Its own limit, in bytes per second.
    var cap = Double.infinity
    /// How many capacities its path has.
    var hops = 0
    var isOpen = false
    /// What the present transfer moves in all.
    var bytes = 0.0
    /// The group it is in: 0 for those held back by their own cap, else one more than the capacity.
    var group = unplaced
    /// Its group's progress at which its last byte has moved.
    var due = 0.0
    /// Since when the present bottleneck has held it back.
    var heldSince = Instant.start
    /// How long its own cap has held it back.
    var heldByCap = Seconds.zero
    /// Bytes of a bulk flow moved in former groups, and its group's progress when it joined.
    var moved = 0.0
    var joinedAt = 0.0
    /// Bytes of the present transfer that its capacities have accounted for.
    var booked = 0.0

    /// The capacity that holds the flow back; `nil` when its own cap does.
    var bottleneck: CapacityID? { group > 0 ? CapacityID(group - 1) : nil }

    static let unplaced = -1

    /// A transfer begins, when its group has come to a mark.
    @inline(__always)
    fileprivate mutating func begin(_ bytes: Double, at mark: Double) {
      self.bytes = bytes
      moved = 0
      booked = 0
      joinedAt = mark
    }
  }

  var capacities: [Capacity] = []
  var flows = ContiguousArray<Flow>()
  /// How many flows are open.
  private(set) var openCount = 0
  /// Flows whose rate, or a capacity of whose path, may have changed; kept while somebody watches.
  private var changed: [Int32] = []
  private var isWatched = false
  private var freeFlows: [FlowID] = []

  /// The group of the flows at their own cap, then one for every capacity.
  var groups: ContiguousArray<Group> = [Group(level: 1)]
  /// Flow -> its place in its group's queue, or -1.
  var places = ContiguousArray<Int32>()
  /// Orders flows that are due at the same instant.
  var sequence: UInt64 = 0

  var paths = PathTable()
  var solver = FairShareSolver()
  var books = UsageBooks()

  /// The share of all open flows above which all are solved for, not only those touched.
  ///
  /// Solving again and again for a growing set costs more than one solve for all from about a sixth
  /// of the flows on (measured on fat trees with 1 to 10 flows per host).
  var fullSolveShare = 0.15
  /// Events for which to solve for all at once, since touched sets have just proved large.
  var fullSolvesAhead = 0

  /// So many capacities will be added.
  mutating func reserveCapacity(_ count: Int) {
    capacities.reserveCapacity(count)
    groups.reserveCapacity(count + 1)
    paths.reserveCapacity(count)
    books.reserveCapacity(count)
  }

  /// Adds a capacity; one whose name somebody else knows has none.
  mutating func add(_ name: String = "", rate: BytesPerSecond) -> CapacityID {
    capacities.append(Capacity(name: name, rate: rate))
    groups.append(Group())
    paths.addCapacity()
    books.addCapacity()
    return CapacityID(capacities.count - 1)
  }

  // MARK: Transfers

  /// A transfer of `bytes` along `path` begins; `.flowFinished` is delivered when it ends, which is
  /// never if they are infinitely many.
  ///
  /// - Precondition: `cap` and `weight` are positive.
  mutating func open(
    _ path: [CapacityID], cap: BytesPerSecond = .unlimited, weight: Double = 1, bytes: Bytes,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> FlowID {
    precondition(cap.value > 0 && weight > 0, "a flow needs a positive cap and weight")
    let id: FlowID
    if let free = freeFlows.popLast() {
      id = free
    } else {
      id = FlowID(flows.count)
      flows.append(Flow())
      places.append(-1)
    }
    flows[id.index] = Flow(weight: weight, cap: cap.value, hops: path.count, isOpen: true)
    openCount += 1
    for link in path where !isUsed(link) {
      books.begin(link.index, at: now)
      groups[link.index + 1].granted = 0
    }
    paths.insert(id.index, along: path, weight: weight)
    admit(id.index, at: now, &calendar)
    if bytes.value.isFinite {
      reload(id, bytes: bytes, at: now, &calendar)
    } else {
      // A transfer without an end waits for none.
      flows[id.index].bytes = bytes.value
      flows[id.index].joinedAt = progress(of: flows[id.index].group, at: now)
    }
    return id
  }

  /// A flow whose bytes have all arrived is given more; nobody's share changes.
  ///
  /// - Complexity: O(hops + log(flows with the same bottleneck)).
  mutating func reload(
    _ id: FlowID, bytes: Bytes, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    book(id.index, at: now)
    let group = flows[id.index].group
    leaveQueue(id.index)
    groups[group].settleBeforeReload(at: now)
    flows[id.index].begin(bytes.value, at: progress(of: group, at: now))
    if bytes.value.isFinite { enqueue(id.index, remaining: bytes.value, at: now) }
    scheduleNext(in: group, at: now, &calendar)
  }

  /// A flow's own limit changes.
  mutating func setCap(
    _ id: FlowID, _ cap: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    precondition(cap.value > 0, "a flow needs a positive cap")
    let flow = flows[id.index]
    guard flow.cap != cap.value else { return }
    if flow.group > 0 {
      flows[id.index].cap = cap.value
      if cap.value / flow.weight >= groups[flow.group].level {
        groups[flow.group].headroom = min(groups[flow.group].headroom, cap.value / flow.weight)
        return
      }
    } else {
      let left = remaining(id, at: now).value
      let isQueued = places[id.index] >= 0
      if !flow.bytes.isFinite { flows[id.index].moved = bytesMoved(id.index, at: now) }
      flows[id.index].joinedAt = now.secondsSinceStart
      leaveQueue(id.index)
      flows[id.index].cap = cap.value
      if isQueued { enqueue(id.index, remaining: left, at: now) }
    }
    chooseNone()
    choose(id.index)
    chooseGroups(along: id.index)
    solve(at: now, &calendar)
  }

  /// Flows get the share of fewer flows than before, or of more.
  ///
  /// - Complexity: O(hops + log(flows with the same bottleneck)) each beside one solve.
  mutating func divideWeights(
    of changed: [FlowID], by divisor: Double, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    precondition(divisor > 0, "a flow needs a positive weight")
    for flow in changed { setWeight(flow.index, flows[flow.index].weight / divisor, at: now) }
    chooseNone()
    for flow in changed where !solver.isChosen(flow.index) {
      choose(flow.index)
      chooseGroups(along: flow.index)
    }
    solve(at: now, &calendar)
  }

  /// A flow has another weight; what it has moved, and has still to move, is kept.
  private mutating func setWeight(_ flow: Int, _ weight: Double, at now: Instant) {
    let (group, change) = (flows[flow].group, weight - flows[flow].weight)
    let left = remaining(FlowID(flow), at: now).value
    let isQueued = places[flow] >= 0
    if !flows[flow].bytes.isFinite { flows[flow].moved = bytesMoved(flow, at: now) }
    groups[group].settle(at: now)
    leaveQueue(flow)
    paths.reweigh(flow, hops: flows[flow].hops, by: change)
    groups[group].weight += change
    flows[flow].weight = weight
    flows[flow].joinedAt = progress(of: group, at: now)
    if isQueued { enqueue(flow, remaining: left, at: now) }
  }

  /// A flow leaves, finished or not.
  ///
  /// - Complexity: O(hops + log(flows with the same bottleneck)) beside the solve.
  mutating func close(
    _ id: FlowID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    book(id.index, at: now)
    leaveQueue(id.index)
    flows[id.index].isOpen = false
    openCount -= 1
    paths.remove(id.index, hops: flows[id.index].hops, weight: flows[id.index].weight)
    var wasAlone = true
    for hop in 0..<flows[id.index].hops {
      let link = paths.link(of: id.index, hop: hop)
      if paths.users[link].first < 0 { books.end(link, at: now) } else { wasAlone = false }
    }
    dismiss(id.index, wasAlone: wasAlone, at: now, &calendar)
    freeFlows.append(id)
  }

  /// A capacity changes: background load comes or goes, a cable fails or is mended.
  mutating func setCapacity(
    _ id: CapacityID, _ rate: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    precondition(rate.value >= 0, "a capacity cannot be negative")
    guard capacities[id.index].rate != rate else { return }
    capacities[id.index].rate = rate
    guard isUsed(id) else { return }
    noteChange(on: id.index, ofGroup: nil)
    chooseNone()
    if groups[id.index + 1].members > 0 {
      chooseGroup(id.index + 1)
    } else {
      chooseEveryone(on: id.index)
    }
    solve(at: now, &calendar)
  }

  /// Whether any transfer is open over a capacity.
  func isUsed(_ id: CapacityID) -> Bool { paths.users[id.index].first >= 0 }

  // MARK: Whose rate has changed

  /// Somebody begins to watch the rates of flows, or nobody does any more.
  mutating func watch(_ isWatched: Bool) {
    self.isWatched = isWatched
    if !isWatched { changed = [] }
  }

  /// Whether any rate may have changed since it was last asked whose.
  var haveRatesChanged: Bool { !changed.isEmpty }

  /// The flows whose rate, or a capacity of whose path, may have changed since this was last asked; some
  /// more than once.
  mutating func takeChanged() -> [Int32] {
    var taken: [Int32] = []
    swap(&taken, &changed)
    return taken
  }

  /// A flow's rate may have changed.
  @inline(__always)
  mutating func noteChange(of flow: Int) {
    if isWatched { changed.append(Int32(truncatingIfNeeded: flow)) }
  }

  /// The rates of the flows on a capacity may have changed: of one group's, or of all.
  mutating func noteChange(on link: Int, ofGroup group: Int?) {
    guard isWatched else { return }
    var node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      if group == nil || flows[flow].group == group { noteChange(of: flow) }
      node = paths.next[Int(node)]
    }
  }

  // MARK: What a flow does at present

  // Inlined, since a call from a method that changes the network would copy it.

  /// What a flow has still to move.
  @inline(__always)
  func remaining(_ id: FlowID, at now: Instant) -> Bytes {
    let (bytes, group, due) = (flows[id.index].bytes, flows[id.index].group, flows[id.index].due)
    guard bytes.isFinite else { return flows[id.index].isOpen ? Bytes(.infinity) : .zero }
    guard places[id.index] >= 0, group >= 0 else { return .zero }
    if group == 0 {
      let time = due - now.secondsSinceStart
      return Bytes(time > 0 ? time * flows[id.index].cap : 0)
    }
    let left = due - groups[group].progress(at: now)
    return Bytes(max(0, left * flows[id.index].weight))
  }

  /// How fast a flow moves.
  func rate(of id: FlowID) -> BytesPerSecond { BytesPerSecond(rate(id.index)) }

  func rate(_ flow: Int) -> Double {
    let group = flows[flow].group
    if group > 0 { return flows[flow].weight * groups[group].level }
    return group == 0 ? flows[flow].cap : 0
  }

  func level(_ flow: Int) -> Double {
    let group = flows[flow].group
    if group > 0 { return groups[group].level }
    return group == 0 ? flows[flow].cap / flows[flow].weight : 0
  }
}
