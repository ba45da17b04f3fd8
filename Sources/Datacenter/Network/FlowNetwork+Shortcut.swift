import Kernel
import Quantities

/// Flows that come and go without a solve, where only the level of one group moves.
///
/// It may move if no member crosses another full capacity (`isCoupled`), stays above what others on
/// the group's capacity have (`floor`), and stays below where anything else on a member's path could
/// bind (`headroom`). A capacity certainly does not bind while no level on it is above
/// rate / (all weights on it); so much headroom it leaves. All three are on the safe side, and are
/// computed afresh whenever a solve includes the group.
extension FlowNetwork {
  /// A flow takes its share; it has none before.
  mutating func admit(_ flow: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    flows[flow].group = Flow.unplaced
    flows[flow].heldSince = now
    if admitAlone(flow, at: now) || admitByShortcut(flow, at: now, &calendar) { return }
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

  /// A flow that is alone on all of its path has what the narrowest capacity carries, or its own cap:
  /// what a solve would find, without one.
  private mutating func admitAlone(_ flow: Int, at now: Instant) -> Bool {
    let (cap, weight) = (flows[flow].cap, flows[flow].weight)
    var narrowest = -1
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      guard paths.users[link].count == 1 else { return false }
      // Of equals the one that came first.
      if narrowest < 0 || capacities[link].rate < capacities[narrowest].rate
        || capacities[link].rate == capacities[narrowest].rate && link < narrowest
      {
        narrowest = link
      }
    }
    let isCapped = narrowest < 0 || cap < capacities[narrowest].rate.value
    let group = isCapped ? 0 : narrowest + 1
    noteChange(of: flow)
    flows[flow].group = group
    if isCapped {
      groups[0].enter(weight, at: now)
      flows[flow].joinedAt = now.secondsSinceStart
      return true
    }
    var headroom = cap / weight
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      if link != narrowest { headroom = min(headroom, capacities[link].rate.value / weight) }
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
    for hop in 0..<flows[flow].hops {
      let other = paths.link(of: flow, hop: hop) + 1
      guard groups[other].members > 0 else { continue }
      if group >= 0 { return false }
      group = other
    }
    guard group > 0, !groups[group].isCoupled else { return false }
    let weight = groups[group].weight + flows[flow].weight
    let room = capacities[group - 1].rate.value - groups[group].takenByOthers
    let level = max(0, room) / weight
    let cap = flows[flow].cap / flows[flow].weight
    guard level >= groups[group].floor, level <= cap else { return false }

    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      if link + 1 == group { continue }
      let safe = capacities[link].rate.value / paths.users[link].weight
      if level > safe || (paths.users[link].count > 1 && highestLevel(on: link) > safe) {
        return false
      }
    }
    var headroom = cap
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      if link + 1 == group { continue }
      let safe = capacities[link].rate.value / paths.users[link].weight
      headroom = min(headroom, safe)
      if paths.users[link].count > 1 { lowerHeadroom(on: link, to: safe) }
    }
    groups[group].headroom = min(groups[group].headroom, headroom)
    groups[group].members += 1
    flows[flow].group = group
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
    } else {
      let safe = capacities[link].rate.value / paths.users[link].weight
      lowerHeadroom(on: link, to: highestLevel(on: link) <= safe ? safe : 0)
    }
  }

  private func highestLevel(on link: Int) -> Double {
    var highest = 0.0
    var node = paths.users[link].first
    while node >= 0 {
      highest = max(highest, level(paths.flow(of: node)))
      node = paths.next[Int(node)]
    }
    return highest
  }

  private mutating func lowerHeadroom(on link: Int, to bound: Double) {
    var node = paths.users[link].first
    while node >= 0 {
      let group = flows[paths.flow(of: node)].group
      if group > 0 { groups[group].headroom = min(groups[group].headroom, bound) }
      node = paths.next[Int(node)]
    }
  }
}
