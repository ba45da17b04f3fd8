import Kernel
import Quantities

/// Capacities (links, storage devices) and the fluid transfers that share them max-min fairly: no
/// flow can be given more without taking from one that has no more than it.
///
/// A flow takes part only while it has bytes to move. Whoever ends a transfer and starts the next
/// at the same instant (a round boundary) changes no share and costs no solve.
struct FlowNetwork {
  /// One capacity that flows share.
  struct Capacity {
    var name: String
    var rate: BytesPerSecond
  }

  /// One transfer along a path of capacities.
  struct Flow {
    var path: [CapacityID]
    var cap: BytesPerSecond
    var isActive = false
    var remaining = Bytes.zero
    var rate = BytesPerSecond.zero
    var settledAt = Instant.start
    var finish = EventID.none
    /// The capacity that holds the flow back; `nil` when its own cap does.
    var bottleneck: CapacityID?
  }

  private(set) var capacities: [Capacity] = []
  private(set) var flows: [Flow] = []
  private var freeFlows: [FlowID] = []
  private var active: [FlowID] = []
  /// Kept between solves so that a solve allocates nothing.
  private var room: [Double] = []
  private var users: [Int] = []

  /// Adds a capacity.
  mutating func add(_ name: String, rate: BytesPerSecond) -> CapacityID {
    capacities.append(Capacity(name: name, rate: rate))
    return CapacityID(capacities.count - 1)
  }

  // MARK: Transfers

  /// A transfer of `bytes` along `path` begins; `.flowFinished` is delivered when it ends.
  mutating func open(
    _ path: [CapacityID], cap: BytesPerSecond, bytes: Bytes, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> FlowID {
    let id: FlowID
    if let free = freeFlows.popLast() {
      id = free
      flows[id.index] = Flow(path: path, cap: cap)
    } else {
      id = FlowID(flows.count)
      flows.append(Flow(path: path, cap: cap))
    }
    flows[id.index].isActive = true
    flows[id.index].remaining = bytes
    flows[id.index].settledAt = now
    active.append(id)
    share(at: now, &calendar)
    return id
  }

  /// A flow whose bytes have all arrived is given more; nobody's share changes.
  mutating func reload(
    _ id: FlowID, bytes: Bytes, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    flows[id.index].remaining = bytes
    flows[id.index].settledAt = now
    flows[id.index].finish = calendar.schedule(
      .flowFinished(id), at: now + bytes / flows[id.index].rate)
  }

  /// A flow's own limit changes.
  mutating func setCap(
    _ id: FlowID, _ cap: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard flows[id.index].cap != cap else { return }
    flows[id.index].cap = cap
    share(at: now, &calendar)
  }

  /// A flow leaves, finished or not.
  mutating func close(
    _ id: FlowID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    _ = calendar.cancel(flows[id.index].finish)
    flows[id.index].isActive = false
    active.remove(at: active.firstIndex(of: id)!)
    freeFlows.append(id)
    share(at: now, &calendar)
  }

  /// What a flow has still to move.
  func remaining(_ id: FlowID, at now: Instant) -> Bytes {
    let flow = flows[id.index]
    return Bytes(max(0, (flow.remaining - flow.rate * (now - flow.settledAt)).value))
  }

  // MARK: Max-min fairness

  /// Divides the capacities anew by progressive filling, and moves the completions that change.
  ///
  /// Each step finds the smallest equal share that some capacity (or some flow's own cap) allows,
  /// gives it to the flows it binds, and takes them out: O(flows x capacities) at worst.
  private mutating func share(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    room.removeAll(keepingCapacity: true)
    users.removeAll(keepingCapacity: true)
    for capacity in capacities {
      room.append(capacity.rate.value)
      users.append(0)
    }
    for id in active { for link in flows[id.index].path { users[link.index] += 1 } }

    var open = active.count
    var settled = Array(repeating: false, count: active.count)
    while open > 0 {
      var level = Double.infinity
      for index in room.indices where users[index] > 0 {
        level = min(level, room[index] / Double(users[index]))
      }
      for (place, id) in active.enumerated() where !settled[place] {
        level = min(level, flows[id.index].cap.value)
      }
      // The binding is decided before any room is taken, so that all flows of a bottleneck get the same.
      let tight = level * (1 + 1e-12)
      var bound: [(place: Int, bottleneck: CapacityID?)] = []
      for (place, id) in active.enumerated() where !settled[place] {
        if flows[id.index].cap.value <= level {
          bound.append((place, nil))
        } else if let link = flows[id.index].path.first(where: {
          room[$0.index] / Double(users[$0.index]) <= tight
        }) {
          bound.append((place, link))
        }
      }
      if bound.isEmpty { bound = active.indices.filter { !settled[$0] }.map { ($0, nil) } }
      for (place, bottleneck) in bound {
        settled[place] = true
        open -= 1
        let id = active[place]
        for link in flows[id.index].path {
          room[link.index] = max(0, room[link.index] - level)
          users[link.index] -= 1
        }
        flows[id.index].bottleneck = bottleneck
        setRate(id, BytesPerSecond(level), at: now, &calendar)
      }
    }
  }

  private mutating func setRate(
    _ id: FlowID, _ rate: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let flow = flows[id.index]
    guard rate != flow.rate || flow.finish == .none else { return }
    let left = remaining(id, at: now)
    flows[id.index].remaining = left
    flows[id.index].settledAt = now
    flows[id.index].rate = rate
    let due = left.value == 0 ? now : now + left / rate
    if !calendar.reschedule(flow.finish, to: due) {
      flows[id.index].finish = calendar.schedule(.flowFinished(id), at: due)
    }
  }
}
