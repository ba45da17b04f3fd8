import Quantities

/// Which flows use which capacities, both ways round, in flat arrays.
///
/// A *node* is one hop of one flow. The nodes on a capacity form a list in the order in which their
/// flows came, so that joining and leaving take constant time and no memory.
struct PathTable {
  struct Node {
    /// Its capacity, and the neighbour before it in the capacity's list; -1 for none.
    fileprivate(set) var link: Int32 = -1
    fileprivate var previous: Int32 = -1
    /// How long its capacity was the flow's bottleneck, in seconds.
    var held = 0.0
  }

  /// The flows on a capacity.
  struct Users {
    /// Their first and last node; -1 for none.
    fileprivate(set) var first: Int32 = -1
    fileprivate var last: Int32 = -1
    /// Their number, and the sum of their weights.
    fileprivate(set) var count: Int32 = 0
    fileprivate(set) var weight = 0.0
  }

  var nodes = ContiguousArray<Node>()
  /// Node -> the neighbour behind it; -1 for none. By itself, so that walks along long lists stay small.
  private(set) var next = ContiguousArray<Int32>()
  /// Of each capacity.
  private(set) var users = ContiguousArray<Users>()
  /// A flow has room for 2^shift nodes.
  private(set) var shift = 3

  mutating func reserveCapacity(_ count: Int) { users.reserveCapacity(count) }
  mutating func addCapacity() { users.append(Users()) }

  func flow(of node: Int32) -> Int { Int(node) >> shift }
  func node(of flow: Int, hop: Int) -> Int { flow << shift + hop }
  func link(of flow: Int, hop: Int) -> Int { Int(nodes[flow << shift + hop].link) }

  /// A flow begins to use the capacities of its path.
  mutating func insert(_ flow: Int, along path: [CapacityID], weight: Double) {
    while path.count > 1 << shift { widen() }
    let end = (flow + 1) << shift
    while nodes.count < end {
      nodes.append(Node())
      next.append(-1)
    }
    Self.insert(at: flow << shift, along: path, weight: weight, &nodes, &next, &users)
  }

  /// It is static so that it can hold spans of several arrays at a time.
  private static func insert(
    at first: Int, along path: [CapacityID], weight: Double, _ nodes: inout ContiguousArray<Node>,
    _ next: inout ContiguousArray<Int32>, _ users: inout ContiguousArray<Users>
  ) {
    var nodes = nodes.mutableSpan
    var next = next.mutableSpan
    var users = users.mutableSpan
    for hop in path.indices {
      let node = first + hop
      let link = path[hop].index
      let last = users[link].last
      nodes[node] = Node(link: Int32(truncatingIfNeeded: link), previous: last)
      users[link].enter(Int32(truncatingIfNeeded: node), weight: weight)
      next[node] = -1
      if last >= 0 { next[Int(last)] = Int32(truncatingIfNeeded: node) }
    }
  }

  /// A flow no longer uses the capacities of its path, which stays legible.
  mutating func remove(_ flow: Int, hops: Int, weight: Double) {
    for hop in 0..<hops {
      let place = flow << shift + hop
      let (before, after) = (nodes[place].previous, next[place])
      users[Int(nodes[place].link)].leave(between: before, and: after, weight: weight)
      if before >= 0 { next[Int(before)] = after }
      if after >= 0 { nodes[Int(after)].previous = before }
    }
  }

  /// A flow weighs more by so much, or less.
  mutating func reweigh(_ flow: Int, hops: Int, by change: Double) {
    for hop in 0..<hops { users[link(of: flow, hop: hop)].weight += change }
  }

  /// Makes room for paths twice as long.
  private mutating func widen() {
    func moved(_ node: Int) -> Int { (node >> shift) << (shift + 1) + node & (1 << shift - 1) }
    func moved(_ node: Int32) -> Int32 {
      node < 0 ? node : Int32(truncatingIfNeeded: moved(Int(node)))
    }
    var wide = ContiguousArray(repeating: Node(), count: 2 * nodes.count)
    var wideNext = ContiguousArray(repeating: Int32(-1), count: wide.count)
    for (place, node) in nodes.enumerated() {
      wide[moved(place)] = Node(
        link: node.link, previous: moved(node.previous), held: node.held)
      wideNext[moved(place)] = moved(next[place])
    }
    (nodes, next) = (wide, wideNext)
    for link in users.indices {
      users[link].first = moved(users[link].first)
      users[link].last = moved(users[link].last)
    }
    shift += 1
  }
}

extension PathTable.Users {
  fileprivate mutating func enter(_ node: Int32, weight: Double) {
    if last < 0 { first = node }
    last = node
    count += 1
    self.weight += weight
  }

  fileprivate mutating func leave(between before: Int32, and after: Int32, weight: Double) {
    if before < 0 { first = after }
    if after < 0 { last = before }
    count -= 1
    // Nothing left is exactly nothing: rounding never outlives a busy period.
    self.weight = count == 0 ? 0 : self.weight - weight
  }
}
