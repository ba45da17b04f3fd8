import Kernel
import Quantities

/// The incremental solve: of the flows that are touched, and of whom that touches, until all is fair.
extension FlowNetwork {
  /// Levels that differ by less are equal; loads that differ by less of a capacity are equal.
  private static let levelTolerance = 1e-12
  private static let loadTolerance = 1e-13
  /// So few flows are always tried incrementally.
  private static let fewFlows = 64
  /// After a touched set proved large, as many solves are made for all flows without trying.
  private static let patience = 15

  // MARK: Choosing

  mutating func chooseNone() {
    solver.chooseNone(flows: flows.count, capacities: capacities.count)
  }

  /// A flow is solved for; with it all that share its bottleneck, whose level is one.
  mutating func choose(_ flow: Int) {
    if flows[flow].group > 0 { chooseGroup(flows[flow].group) } else { solver.choose(flow) }
  }

  mutating func chooseGroup(_ group: Int) {
    var node = paths.users[group - 1].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      if flows[flow].group == group { solver.choose(flow) }
      node = paths.next[Int(node)]
    }
  }

  /// The groups of the full capacities on a flow's path are solved for.
  mutating func chooseGroups(along flow: Int) {
    for hop in 0..<flows[flow].hops {
      let group = paths.link(of: flow, hop: hop) + 1
      if groups[group].members > 0 { chooseGroup(group) }
    }
  }

  mutating func chooseEveryone(on link: Int) {
    var node = paths.users[link].first
    while node >= 0 {
      choose(paths.flow(of: node))
      node = paths.next[Int(node)]
    }
  }

  private mutating func chooseAll() {
    for flow in flows.indices where flows[flow].isOpen { solver.choose(flow) }
  }

  // MARK: Solving

  /// Divides the capacities anew among the chosen flows, and among all whom that touches.
  mutating func solve(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    let limit = max(Double(Self.fewFlows), fullSolveShare * Double(openCount))
    if fullSolvesAhead > 0 {
      fullSolvesAhead -= 1
      if openCount > Self.fewFlows { chooseAll() }
    }
    while true {
      fill()
      if solver.chosen.count == openCount || isFair() { break }
      if Double(solver.chosen.count) > limit {
        fullSolvesAhead = Self.patience
        chooseAll()
      }
    }
    adopt(at: now, &calendar)
  }

  /// Whether the levels just found leave everyone else with a bottleneck; if not, chooses whom they
  /// take it from.
  private mutating func isFair() -> Bool {
    let before = solver.chosen.count
    for link in solver.touched {
      let link = Int(link)
      if solver.links[link].chosenCount < paths.users[link].count { chooseWronged(on: link) }
    }
    return solver.chosen.count == before
  }

  /// Chooses the flows whose bottleneck this capacity was and is no more, or whose it should become.
  private mutating func chooseWronged(on link: Int) {
    let found = solver.links[link].level
    let group = link + 1
    if groups[group].members > 0 {
      var change = 0.0
      var highest = 0.0
      var groupIsChosen = false
      var node = paths.users[link].first
      while node >= 0 {
        let flow = paths.flow(of: node)
        if solver.isChosen(flow) {
          if flows[flow].group == group {
            groupIsChosen = true
            break
          }
          if solver.groups[flow] != FairShareSolver.unsolved {
            change += abs(solvedRate(flow) - rate(flow))
            highest = max(highest, solver.levels[flow])
          }
        }
        node = paths.next[Int(node)]
      }
      if !groupIsChosen {
        if found >= 0 || change > Self.loadTolerance * capacities[link].rate.value
          || highest > groups[group].level * (1 + Self.levelTolerance)
        {
          chooseGroup(group)
        }
        return
      }
    }
    guard found >= 0 else { return }
    let bound = found * (1 + Self.levelTolerance)
    var node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      if !solver.isChosen(flow), level(flow) > bound { choose(flow) }
      node = paths.next[Int(node)]
    }
  }

  private func solvedRate(_ flow: Int) -> Double {
    solver.groups[flow] == 0 ? flows[flow].cap : flows[flow].weight * solver.levels[flow]
  }

  // MARK: Adopting

  /// Puts the levels found into force.
  private mutating func adopt(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    for flow in solver.chosen { noteChange(of: Int(flow)) }
    for link in solver.touched {
      let group = Int(link) + 1
      groups[group].settle(at: now)
      if solver.links[Int(link)].level >= 0 { groups[group].weight = 0 }
    }
    for flow in solver.chosen {
      let flow = Int(flow)
      let group = Int(solver.groups[flow])
      if flows[flow].group != group { move(flow, to: group, at: now) }
      groups[group].weight += flows[flow].weight
    }
    for link in solver.touched where solver.links[Int(link)].level >= 0 {
      let group = Int(link) + 1
      groups[group].level = solver.links[Int(link)].level
      groups[group].headroom = .infinity
      groups[group].isCoupled = false
    }
    for flow in solver.chosen {
      let group = Int(solver.groups[Int(flow)])
      if group > 0 {
        let cap = flows[Int(flow)].cap / flows[Int(flow)].weight
        groups[group].headroom = min(groups[group].headroom, cap)
      }
    }
    for link in solver.touched { noteNeighbours(on: Int(link)) }
    for link in solver.touched { scheduleNext(in: Int(link) + 1, at: now, &calendar) }
    scheduleNext(in: 0, at: now, &calendar)
  }

  /// A flow has another bottleneck from now on.
  private mutating func move(_ flow: Int, to group: Int, at now: Instant) {
    noteWait(flow, at: now)
    let old = flows[flow].group
    let isQueued = places[flow] >= 0
    let left = isQueued ? remaining(FlowID(flow), at: now).value : 0
    if !flows[flow].bytes.isFinite { flows[flow].moved = bytesMoved(flow, at: now) }
    leaveQueue(flow)
    if old >= 0 { groups[old].members -= 1 }
    if groups[group].members == 0 { groups[group].progress = 0 }
    groups[group].members += 1
    groups[group].settledAt = now
    flows[flow].group = group
    flows[flow].joinedAt = progress(of: group, at: now)
    if isQueued { enqueue(flow, remaining: left, at: now) }
  }
}
