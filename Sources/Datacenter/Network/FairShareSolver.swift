/// What a solve of the fair shares works with, kept between solves so that none allocates.
struct FairShareSolver {
  /// The flows that are solved for; all others keep their rate.
  private(set) var chosen = ContiguousArray<Int32>()
  /// Flow -> the solve for which it was chosen last.
  private var chosenFor = ContiguousArray<UInt32>()
  private var solve: UInt32 = 0

  /// Flow -> the level and the group that the solve gives it.
  var levels = ContiguousArray<Double>()
  var groups = ContiguousArray<Int32>()

  /// The capacities on the paths of the chosen flows.
  var touched = ContiguousArray<Int32>()
  var links = ContiguousArray<LinkState>()
  private var touchedFor = ContiguousArray<UInt32>()
  private var fill: UInt32 = 0
  var heap = LevelHeap()

  /// Chosen, and not given a level yet.
  static let unsolved: Int32 = -2

  /// A capacity while levels are found.
  struct LinkState {
    /// What is left of it for flows without a level.
    var room = 0.0
    /// The weights and number of nodes of flows without a level.
    var openWeight = 0.0
    var openCount: Int32 = 0
    /// Nodes of chosen flows.
    var chosenCount: Int32 = 0
    /// The level that it allows, if it is a bottleneck, or else -1.
    var level = -1.0
  }

  /// A new solve begins, in a network of so many flows and capacities.
  ///
  /// Memory grows here: a network whose flows never share a capacity needs no solve, and allocates nothing.
  mutating func chooseNone(flows: Int, capacities: Int) {
    while chosenFor.count < flows {
      chosenFor.append(0)
      levels.append(0)
      groups.append(0)
    }
    while links.count < capacities {
      links.append(LinkState())
      touchedFor.append(0)
    }
    chosen.removeAll(keepingCapacity: true)
    solve &+= 1
    if solve == 0 {
      for flow in chosenFor.indices { chosenFor[flow] = 0 }
      solve = 1
    }
  }

  func isChosen(_ flow: Int) -> Bool { chosenFor[flow] == solve }

  mutating func choose(_ flow: Int) {
    guard chosenFor[flow] != solve else { return }
    chosenFor[flow] = solve
    groups[flow] = Self.unsolved
    chosen.append(Int32(truncatingIfNeeded: flow))
  }

  mutating func beginFill() {
    touched.removeAll(keepingCapacity: true)
    heap.removeAll()
    fill &+= 1
    if fill == 0 {
      for link in touchedFor.indices { touchedFor[link] = 0 }
      fill = 1
    }
  }

  /// A node of a chosen flow lies on a capacity of `room`.
  @inline(__always)
  mutating func touch(_ link: Int, room: Double, weight: Double) {
    if touchedFor[link] != fill {
      touchedFor[link] = fill
      touched.append(Int32(truncatingIfNeeded: link))
      links[link] = LinkState(room: room)
    }
    links[link].openWeight += weight
    links[link].openCount += 1
    links[link].chosenCount += 1
  }
}

/// Bounds on the level, the lowest first: a binary heap without deletion.
struct LevelHeap {
  struct Bound {
    var level: Double
    /// A capacity, or `~flow` for a flow's own cap.
    var key: Int32

    @inline(__always)
    func precedes(_ other: Bound) -> Bool {
      level < other.level || (level == other.level && key < other.key)
    }
  }

  private var bounds = ContiguousArray<Bound>()

  mutating func removeAll() { bounds.removeAll(keepingCapacity: true) }

  /// Adds a bound without regard to order; `arrange` follows.
  mutating func append(_ bound: Bound) { bounds.append(bound) }

  mutating func arrange() {
    var place = bounds.count / 2
    while place > 0 {
      place -= 1
      sink(bounds[place], from: place)
    }
  }

  var least: Bound? { bounds.first }

  /// The least bound has become another.
  mutating func replaceLeast(with bound: Bound) { sink(bound, from: 0) }

  mutating func removeLeast() {
    let last = bounds.removeLast()
    if !bounds.isEmpty { sink(last, from: 0) }
  }

  private mutating func sink(_ bound: Bound, from start: Int) {
    bounds.withUnsafeMutableBufferPointer { bounds in
      var hole = start
      while true {
        var child = 2 * hole + 1
        guard child < bounds.count else { break }
        if child + 1 < bounds.count, bounds[child + 1].precedes(bounds[child]) { child += 1 }
        if !bounds[child].precedes(bound) { break }
        bounds[hole] = bounds[child]
        hole = child
      }
      bounds[hole] = bound
    }
  }
}
