import Quantities

/// Progressive filling: the levels of the chosen flows, the rates of all others being given.
extension FlowNetwork {
  /// Gives every chosen flow a level and a group.
  ///
  /// The level of all chosen flows rises together. The capacity (or own cap) that allows the lowest
  /// level stops its flows there; what they leave is for the others. A heap keeps the capacities by the
  /// level they allow. That can only rise when others' flows stop below it, so an entry that is out
  /// of date is put back when it comes up.
  ///
  /// - Complexity: O(n log n), n = nodes of the chosen flows, plus the nodes of others beside them.
  mutating func fill() {
    solver.beginFill()
    for flow in solver.chosen {
      let flow = Int(flow)
      solver.groups[flow] = FairShareSolver.unsolved
      let weight = flows[flow].weight
      var widest = Double.infinity
      for hop in 0..<flows[flow].hops {
        let link = paths.link(of: flow, hop: hop)
        let rate = capacities[link].rate.value
        widest = min(widest, rate)
        solver.touch(link, room: rate, weight: weight)
      }
      // A cap above what some capacity of the path carries never binds.
      if flows[flow].cap < widest || flows[flow].hops == 0 {
        solver.heap.append(.init(level: flows[flow].cap / weight, key: ~Int32(flow)))
      }
    }
    for link in solver.touched {
      leaveRoomForOthers(on: Int(link))
      let state = solver.links[Int(link)]
      solver.heap.append(.init(level: max(0, state.room) / state.openWeight, key: link))
    }
    solver.heap.arrange()

    while let bound = solver.heap.least {
      if bound.key < 0 {
        solver.heap.removeLeast()
        let flow = Int(~bound.key)
        if solver.groups[flow] == FairShareSolver.unsolved {
          stop(flow, at: bound.level, in: 0, rate: flows[flow].cap)
        }
        continue
      }
      let link = Int(bound.key)
      let state = solver.links[link]
      if state.openCount == 0 {
        solver.heap.removeLeast()
        continue
      }
      let level = max(0, state.room) / state.openWeight
      if level > bound.level {
        solver.heap.replaceLeast(with: .init(level: level, key: bound.key))
      } else {
        solver.heap.removeLeast()
        stopEveryone(on: link)
      }
    }
  }

  /// Takes out of a capacity's room what flows that are not chosen have of it.
  private mutating func leaveRoomForOthers(on link: Int) {
    guard solver.links[link].chosenCount < paths.users[link].count else { return }
    var taken = 0.0
    var node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      if !solver.isChosen(flow) { taken += rate(flow) }
      node = paths.next[Int(node)]
    }
    solver.links[link].room -= taken
  }

  /// A capacity is full: its flows without a level have their fair share of what the others leave.
  ///
  /// The share is computed afresh, so that no error of the running difference is left in it.
  private mutating func stopEveryone(on link: Int) {
    var taken = 0.0
    var weight = 0.0
    var node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      if !solver.isChosen(flow) {
        taken += rate(flow)
      } else if solver.groups[flow] == FairShareSolver.unsolved {
        weight += flows[flow].weight
      } else if solver.groups[flow] == 0 {
        taken += flows[flow].cap
      } else {
        taken += flows[flow].weight * solver.levels[flow]
      }
      node = paths.next[Int(node)]
    }
    let level = max(0, capacities[link].rate.value - taken) / weight
    solver.links[link].level = level
    node = paths.users[link].first
    while node >= 0 {
      let flow = paths.flow(of: node)
      if solver.isChosen(flow), solver.groups[flow] == FairShareSolver.unsolved {
        stop(flow, at: level, in: link + 1, rate: flows[flow].weight * level)
      }
      node = paths.next[Int(node)]
    }
  }

  private mutating func stop(_ flow: Int, at level: Double, in group: Int, rate: Double) {
    solver.levels[flow] = level
    solver.groups[flow] = Int32(truncatingIfNeeded: group)
    let weight = flows[flow].weight
    for hop in 0..<flows[flow].hops {
      let link = paths.link(of: flow, hop: hop)
      solver.links[link].room -= rate
      solver.links[link].openWeight -= weight
      solver.links[link].openCount -= 1
    }
  }
}
