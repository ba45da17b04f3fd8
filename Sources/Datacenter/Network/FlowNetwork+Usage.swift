import Quantities

/// What the capacities have carried, and what has held the flows back.
extension FlowNetwork {
  /// What the flow's present transfer has moved so far.
  @inline(__always)
  func bytesMoved(_ flow: Int, at now: Instant) -> Double {
    let (bytes, group) = (flows[flow].bytes, flows[flow].group)
    if bytes.isFinite { return bytes - remaining(FlowID(flow), at: now).value }
    guard group >= 0 else { return 0 }
    let pace = group == 0 ? flows[flow].cap : flows[flow].weight
    return flows[flow].moved + (progress(of: group, at: now) - flows[flow].joinedAt) * pace
  }

  /// Adds what a flow has moved to the accounts of its capacities.
  mutating func book(_ flow: Int, at now: Instant) {
    let moved = bytesMoved(flow, at: now)
    let new = moved - flows[flow].booked
    guard new > 0 else { return }
    flows[flow].booked = moved
    books.carry(new, along: flow, hops: flows[flow].hops, of: paths)
  }

  /// Enters what all flows have moved.
  mutating func bookAll(at now: Instant) {
    for flow in flows.indices where flows[flow].isOpen { book(flow, at: now) }
  }

  /// The flow's present bottleneck has held it back until now.
  mutating func noteWait(_ flow: Int, at now: Instant) {
    let time = now - flows[flow].heldSince
    flows[flow].heldSince = now
    let group = flows[flow].group
    if group == 0 {
      flows[flow].heldByCap += time
    } else if group > 0 {
      // On a path that uses a capacity twice the first hop stands for both.
      for hop in 0..<flows[flow].hops where paths.link(of: flow, hop: hop) == group - 1 {
        paths.nodes[paths.node(of: flow, hop: hop)].held += time.value
        break
      }
    }
  }

  /// How long each capacity, and its own cap (`nil`), has held a flow back since this was last asked.
  @inline(__always)
  mutating func takeWaits(
    of id: FlowID, at now: Instant, _ body: (CapacityID?, Seconds) -> Void
  ) {
    noteWait(id.index, at: now)
    for hop in 0..<flows[id.index].hops {
      let node = paths.node(of: id.index, hop: hop)
      if paths.nodes[node].held > 0 {
        body(CapacityID(paths.link(of: id.index, hop: hop)), Seconds(paths.nodes[node].held))
      }
      paths.nodes[node].held = 0
    }
    if flows[id.index].heldByCap > .zero { body(nil, flows[id.index].heldByCap) }
    flows[id.index].heldByCap = .zero
  }
}

/// What each capacity has carried, and how long it has been in use.
struct UsageBooks {
  private struct Account {
    /// Bytes that have crossed the capacity, up to what is booked.
    var carried = 0.0
    /// Time during which at least one flow used it, and since when one does.
    var busy = 0.0
    var busySince = Double.infinity
  }

  private var accounts = ContiguousArray<Account>()

  mutating func reserveCapacity(_ count: Int) { accounts.reserveCapacity(count) }
  mutating func addCapacity() { accounts.append(Account()) }

  /// What has crossed a capacity, up to what is booked.
  func carried(_ link: Int) -> Double { accounts[link].carried }
  /// More has crossed the capacities of a flow's path.
  @inline(__always)
  mutating func carry(_ bytes: Double, along flow: Int, hops: Int, of paths: borrowing PathTable) {
    var accounts = accounts.mutableSpan
    for hop in 0..<hops { accounts[paths.link(of: flow, hop: hop)].carried += bytes }
  }

  /// The first flow begins to use a capacity.
  mutating func begin(_ link: Int, at now: Instant) {
    accounts[link].busySince = min(accounts[link].busySince, now.secondsSinceStart)
  }

  /// The last flow has left.
  mutating func end(_ link: Int, at now: Instant) {
    let since = accounts[link].busySince
    guard since < .infinity else { return }
    accounts[link].busy += now.secondsSinceStart - since
    accounts[link].busySince = .infinity
  }

  /// How long a capacity has been in use.
  func busyTime(_ link: Int, at now: Instant) -> Seconds {
    Seconds(
      accounts[link].busy + max(0, now.secondsSinceStart - accounts[link].busySince))
  }
}
