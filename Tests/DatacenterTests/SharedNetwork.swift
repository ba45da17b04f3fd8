import Kernel
import Quantities

@testable import Datacenter

/// A flow network with a calendar, and nobody but the test who opens and closes flows.
struct SharedNetwork: ~Copyable {
  var flows = FlowNetwork()
  var calendar = EventCalendar<WorldEvent>()
  /// The flows that are open, in the order in which they came.
  var open: [FlowID] = []

  init(_ rates: [Double]) {
    for (index, rate) in rates.enumerated() {
      _ = flows.add("link-\(index)", rate: BytesPerSecond(rate))
    }
  }

  private init(copying other: borrowing SharedNetwork) {
    flows = other.flows
    calendar = other.calendar.copy()
    open = other.open
  }

  /// The same flows, with a future of their own.
  func copy() -> SharedNetwork { SharedNetwork(copying: self) }

  var now: Instant { calendar.now }

  @discardableResult
  mutating func open(
    _ path: [Int], cap: Double = .infinity, weight: Double = 1, bytes: Double = 1e9
  ) -> FlowID {
    let id = flows.open(
      path.map { CapacityID($0) }, cap: BytesPerSecond(cap), weight: weight, bytes: Bytes(bytes),
      at: now, &calendar)
    open.append(id)
    return id
  }

  mutating func close(_ id: FlowID) {
    open.remove(at: open.firstIndex(of: id)!)
    flows.close(id, at: now, &calendar)
  }

  mutating func setCap(_ id: FlowID, _ cap: Double) {
    flows.setCap(id, BytesPerSecond(cap), at: now, &calendar)
  }

  mutating func divideWeights(_ ids: [FlowID], by divisor: Double) {
    flows.divideWeights(of: ids, by: divisor, at: now, &calendar)
  }

  mutating func setCapacity(_ link: Int, _ rate: Double) {
    flows.setCapacity(CapacityID(link), BytesPerSecond(rate), at: now, &calendar)
  }

  /// Time passes, and no transfer ends.
  mutating func advance(to time: Double) {
    calendar.schedule(.appointment(0), at: Instant(time))
    guard case (_, .appointment)? = calendar.next() else { preconditionFailure("a transfer ended") }
  }

  /// Lets the next transfer end; its flow stays open, and still.
  mutating func finish() -> FlowID? {
    guard case (_, .flowFinished(let id))? = calendar.next() else { return nil }
    let group = flows.arrived(id, at: now)
    flows.scheduleNext(in: group, at: now, &calendar)
    return id
  }

  func rate(_ id: FlowID) -> Double { flows.rate(of: id).value }
  var rates: [Double] { open.map { rate($0) } }

  func path(_ id: FlowID) -> [Int] {
    (0..<flows.flows[id.index].hops).map { flows.paths.link(of: id.index, hop: $0) }
  }

  /// The allocation as its definition computes it: all levels rise together until something binds.
  var definition: [Double] {
    var room = flows.capacities.map(\.rate.value)
    var levels: [Double?] = open.map { _ in nil }
    let weights = open.map { flows.flows[$0.index].weight }
    let caps = open.map { flows.flows[$0.index].cap }
    let paths = open.map { path($0) }
    while levels.contains(where: { $0 == nil }) {
      var users = room.map { _ in 0.0 }
      for flow in open.indices where levels[flow] == nil {
        for link in paths[flow] { users[link] += weights[flow] }
      }
      var level = Double.infinity
      for link in room.indices where users[link] > 0 {
        level = min(level, max(0, room[link]) / users[link])
      }
      for flow in open.indices where levels[flow] == nil {
        level = min(level, caps[flow] / weights[flow])
      }
      let tight = room.indices.map {
        users[$0] > 0 && max(0, room[$0]) / users[$0] <= level * (1 + 1e-12)
      }
      for flow in open.indices where levels[flow] == nil {
        let isCapped = caps[flow] / weights[flow] <= level
        guard isCapped || paths[flow].contains(where: { tight[$0] }) else { continue }
        levels[flow] = level
        for link in paths[flow] { room[link] -= level * weights[flow] }
      }
    }
    return zip(levels, weights).map { $0! * $1 }
  }

  /// The first flow without a bottleneck, or the first capacity that is overfull, in words.
  var injustice: String? {
    var load = flows.capacities.map { _ in 0.0 }
    for id in open { for link in path(id) { load[link] += rate(id) } }
    for (link, load) in load.enumerated() {
      let rate = flows.capacities[link].rate.value
      if load > rate * (1 + 1e-9) { return "link \(link) carries \(load) of \(rate)" }
    }
    for id in open {
      let flow = flows.flows[id.index]
      let level = rate(id) / flow.weight
      if rate(id) >= flow.cap * (1 - 1e-9) { continue }
      let hasBottleneck = path(id).contains { link in
        load[link] >= flows.capacities[link].rate.value * (1 - 1e-9)
          && open.allSatisfy {
            !path($0).contains(link)
              || rate($0) / flows.flows[$0.index].weight <= level * (1 + 1e-9)
          }
      }
      if !hasBottleneck { return "flow \(id.index) at level \(level) has no bottleneck" }
    }
    return nil
  }
}
