import Kernel
import Quantities

/// Flows that come and go without a solve, where only the level of one group moves, or nobody's.
///
/// It may move if no member crosses another full capacity (`isCoupled`), stays above what others on
/// the group's capacity have (`floor`), and stays below where anything else on a member's path could
/// bind (`headroom`). All three are on the safe side, and are computed afresh whenever a solve includes
/// the group.
///
/// A capacity that is not full certainly does not bind while there is room on it for all that its flows
/// may ever take: each its own cap, or what its group's headroom and capacity allow (`granted`). Whoever
/// finds room beside that on all of a path moves nobody else, however many there are. Where there is no
/// such room, a capacity does not bind either while no level on it is above rate / (all weights on it); so
/// much headroom it then leaves.
extension FlowNetwork {
  /// A flow takes its share; it has none before.
  mutating func admit(_ flow: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    flows[flow].group = Flow.unplaced
    flows[flow].heldSince = now
    if admitIntoRoom(flow, at: now) || admitByShortcut(flow, at: now, &calendar) { return }
    chooseNone()
    choose(flow)
    chooseGroups(along: flow)
    solve(at: now, &calendar)
  }

  /// A flow that has left its path gives its share back.
  ///
  /// - Parameter wasAlone: whether nobody else crosses any capacity of its path.
  mutating func dismiss(
    _ flow: Int, wasAlone: Bool, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let group = flows[flow].group
    if !wasAlone { giveRoomBack(from: flow) }
    groups[group].members -= 1
    defer { flows[flow].group = Flow.unplaced }
    if group == 0 { scheduleNext(in: 0, at: now, &calendar) }
    if wasAlone {
      guard group > 0 else { return }
      groups[group].weight = 0
      return scheduleNext(in: group, at: now, &calendar)
    }
    var others = false
    for hop in 0..<flows[flow].hops {
      let other = paths.link(of: flow, hop: hop) + 1
      if other != group, groups[other].members > 0 { others = true }
    }
    if group > 0 {
      let weight = groups[group].weight - flows[flow].weight
      if groups[group].members == 0 {
        groups[group].weight = 0
        scheduleNext(in: group, at: now, &calendar)
        if !others { return }
      } else if !others, !groups[group].isCoupled {
        let room = capacities[group - 1].rate.value - groups[group].takenByOthers
        let level = max(0, room) / weight
        if level <= groups[group].headroom {
          setLevel(level, weight: weight, of: group, at: now, &calendar)
          return
        }
      }
    } else if !others {
      return
    }
    chooseNone()
    if group > 0 { chooseGroup(group) }
    chooseGroups(along: flow)
    solve(at: now, &calendar)
  }

  /// A flow that is alone on all of its path, or finds room beside others for all that it may ever take, has
  /// what the narrowest capacity carries, or its own cap: what a solve would find, without one.
  private mutating func admitIntoRoom(_ flow: Int, at now: Instant) -> Bool {
    let (cap, weight) = (flows[flow].cap, flows[flow].weight)
    var narrowest = -1
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      guard groups[link + 1].members == 0 else { return false }
      // Of equals the one that came first.
      if narrowest < 0 || capacities[link].rate < capacities[narrowest].rate
        || capacities[link].rate == capacities[narrowest].rate && link < narrowest
      {
        narrowest = link
      }
    }
    let isCapped = narrowest < 0 || cap < capacities[narrowest].rate.value
    let limit = isCapped ? cap : capacities[narrowest].rate.value
    var headroom = cap / weight
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      guard takeRoom(for: limit, on: link) else { return false }
      if link != narrowest { headroom = min(headroom, capacities[link].rate.value / weight) }
    }
    let group = isCapped ? 0 : narrowest + 1
    noteChange(of: flow)
    flows[flow].group = group
    if isCapped {
      groups[0].enter(weight, at: now)
      flows[flow].joinedAt = now.secondsSinceStart
      return true
    }
    groups[group].beginAlone(
      weight, level: capacities[narrowest].rate.value / weight, headroom: headroom, at: now)
    flows[flow].joinedAt = groups[group].progress
    return true
  }

  private mutating func admitByShortcut(
    _ flow: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    var group = -1
    var limit = flows[flow].cap
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      limit = min(limit, capacities[link].rate.value)
      guard groups[link + 1].members > 0 else { continue }
      if group >= 0 { return false }
      group = link + 1
    }
    guard group > 0, !groups[group].isCoupled else { return false }
    let weight = groups[group].weight + flows[flow].weight
    let room = capacities[group - 1].rate.value - groups[group].takenByOthers
    let level = max(0, room) / weight
    let headroom = limit / flows[flow].weight
    guard level >= groups[group].floor, level <= headroom else { return false }

    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      if link + 1 == group || takeRoom(for: limit, on: link) { continue }
      let safe = capacities[link].rate.value / paths.users[link].weight
      if level > safe || look(on: link).highest > safe { return false }
      groups[link + 1].granted = .infinity
    }
    groups[group].headroom = min(groups[group].headroom, headroom)
    groups[group].members += 1
    flows[flow].group = group
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      guard link + 1 != group, groups[link + 1].granted == .infinity else { continue }
      lowerHeadroom(on: link, to: capacities[link].rate.value / paths.users[link].weight)
    }
    setLevel(level, weight: weight, of: group, at: now, &calendar)
    flows[flow].joinedAt = groups[group].progress
    return true
  }

  private mutating func setLevel(
    _ level: Double, weight: Double, of group: Int, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    noteChange(on: group - 1, ofGroup: group)
    groups[group].settle(at: now)
    groups[group].level = level
    groups[group].weight = weight
    scheduleNext(in: group, at: now, &calendar)
  }

  // MARK: What later shortcuts must know

  /// After a solve: how a capacity limits what the groups that cross it may do alone.
  mutating func noteNeighbours(on link: Int) {
    let group = link + 1
    if groups[group].members > 0 {
      var taken = 0.0
      var floor = 0.0
      var nodes = 0
      var node = paths.users[link].first
      while node >= 0 {
        let flow = paths.flow(of: node)
        let other = flows[flow].group
        if other != group {
          taken += rate(flow)
          floor = max(floor, level(flow))
          if other > 0 { groups[other].isCoupled = true }
        } else {
          nodes += 1
        }
        node = paths.next[Int(node)]
      }
      // A member that crosses its capacity twice would be counted wrongly.
      if nodes > groups[group].members { groups[group].isCoupled = true }
      groups[group].takenByOthers = taken
      groups[group].floor = floor
      groups[group].granted = .infinity
    } else {
      let (granted, highest) = look(on: link)
      groups[group].granted = granted
      if hasRoom(for: 0, on: link) { return }
      let safe = capacities[link].rate.value / paths.users[link].weight
      lowerHeadroom(on: link, to: highest <= safe ? safe : 0)
    }
  }

  private mutating func lowerHeadroom(on link: Int, to bound: Double) {
    var granted = 0.0
    var node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      let group = flows[flow].group
      if group > 0 { groups[group].headroom = min(groups[group].headroom, bound) }
      granted += grant(of: flow)
      node = paths.next[Int(node)]
    }
    groups[link + 1].granted = granted
  }

  // MARK: What flows may take without a solve

  /// Whether a capacity would stay below its rate with a flow that may take so much, whatever the others do
  /// that needs no solve. What rounding adds up to is far below the part that is kept free.
  private func hasRoom(for limit: Double, on link: Int) -> Bool {
    groups[link + 1].granted + limit < capacities[link].rate.value * (1 - 1e-9)
  }

  /// A flow that is alone on a capacity, or finds room there, may take so much of it from now on.
  private mutating func takeRoom(for limit: Double, on link: Int) -> Bool {
    guard paths.users[link].count == 1 || hasRoom(for: limit, on: link) else { return false }
    groups[link + 1].granted += limit
    return true
  }

  /// A flow that leaves its path may take nothing any more.
  private mutating func giveRoomBack(from flow: Int) {
    let grant = grant(of: flow)
    for hop in 0..<flows[flow].hops {
      groups[paths.link(of: flow, hop: hop) + 1].granted -= grant
    }
  }

  /// What a flow may take, in bytes per second: never more than before, until a solve includes it.
  private func grant(of flow: Int) -> Double {
    let group = flows[flow].group
    guard group > 0 else { return group == 0 ? flows[flow].cap : 0 }
    let level = max(groups[group].level, groups[group].headroom)
    return min(flows[flow].weight * level, capacities[group - 1].rate.value)
  }

  /// What the flows on a capacity may take together, and the highest level among them.
  private func look(on link: Int) -> (granted: Double, highest: Double) {
    var (granted, highest) = (0.0, 0.0)
    var node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      granted += grant(of: flow)
      highest = max(highest, level(flow))
      node = paths.next[Int(node)]
    }
    return (granted, highest)
  }
}
