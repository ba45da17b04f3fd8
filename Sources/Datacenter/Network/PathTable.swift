import Quantities

/// Which flows use which capacities, both ways round, in flat arrays.
///
/// A *node* is one hop of one flow. The nodes on a capacity form a list in the order in which their
/// flows came, so that joining and leaving take constant time and no memory.
struct PathTable {
  /// Node -> capacity, and the neighbours in the capacity's list; -1 for none.
  private(set) var links = ContiguousArray<Int32>()
  private(set) var next = ContiguousArray<Int32>()
  private var previous = ContiguousArray<Int32>()
  /// Node -> how long its capacity was the flow's bottleneck, in seconds.
  var held = ContiguousArray<Double>()
  /// Capacity -> first and last node, their number, and the sum of their flows' weights.
  private(set) var first = ContiguousArray<Int32>()
  private var last = ContiguousArray<Int32>()
  private(set) var counts = ContiguousArray<Int32>()
  private(set) var weights = ContiguousArray<Double>()
  /// A flow has room for 2^shift nodes.
  private(set) var shift = 3

  mutating func addCapacity() {
    first.append(-1)
    last.append(-1)
    counts.append(0)
    weights.append(0)
  }

  func flow(of node: Int32) -> Int { Int(node) >> shift }
  func node(of flow: Int, hop: Int) -> Int { flow << shift + hop }
  func link(of flow: Int, hop: Int) -> Int { Int(links[flow << shift + hop]) }

  /// A flow begins to use the capacities of its path.
  mutating func insert(_ flow: Int, along path: [CapacityID], weight: Double) {
    while path.count > 1 << shift { widen() }
    let end = (flow + 1) << shift
    while links.count < end {
      links.append(-1)
      next.append(-1)
      previous.append(-1)
      held.append(0)
    }
    for (hop, id) in path.enumerated() {
      let node = flow << shift + hop
      links[node] = Int32(truncatingIfNeeded: id.index)
      next[node] = -1
      previous[node] = last[id.index]
      held[node] = 0
      if last[id.index] < 0 {
        first[id.index] = Int32(truncatingIfNeeded: node)
      } else {
        next[Int(last[id.index])] = Int32(truncatingIfNeeded: node)
      }
      last[id.index] = Int32(truncatingIfNeeded: node)
      counts[id.index] += 1
      weights[id.index] += weight
    }
  }

  /// A flow no longer uses the capacities of its path, which stays legible.
  mutating func remove(_ flow: Int, hops: Int, weight: Double) {
    for hop in 0..<hops {
      let node = flow << shift + hop
      let link = Int(links[node])
      let (before, after) = (previous[node], next[node])
      if before < 0 { first[link] = after } else { next[Int(before)] = after }
      if after < 0 { last[link] = before } else { previous[Int(after)] = before }
      counts[link] -= 1
      // Nothing left is exactly nothing: rounding never outlives a busy period.
      weights[link] = counts[link] == 0 ? 0 : weights[link] - weight
    }
  }

  /// Makes room for paths twice as long.
  private mutating func widen() {
    func spread<T>(_ old: ContiguousArray<T>, _ empty: T, _ convert: (T) -> T)
      -> ContiguousArray<T>
    {
      var new = ContiguousArray(repeating: empty, count: 2 * old.count)
      for node in old.indices { new[moved(node)] = convert(old[node]) }
      return new
    }
    func moved(_ node: Int) -> Int { (node >> shift) << (shift + 1) + node & (1 << shift - 1) }
    func moved(_ node: Int32) -> Int32 {
      node < 0 ? node : Int32(truncatingIfNeeded: moved(Int(node)))
    }
    links = spread(links, -1) { $0 }
    next = spread(next, -1, moved)
    previous = spread(previous, -1, moved)
    held = spread(held, 0) { $0 }
    for link in first.indices {
      first[link] = moved(first[link])
      last[link] = moved(last[link])
    }
    shift += 1
  }
}
