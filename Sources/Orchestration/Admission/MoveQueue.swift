import Datacenter

/// The moves that wait, each behind what stops it, so that a change looks only at those it may help.
///
/// `ready` holds the moves to be looked at. A move that cannot start is parked at its gate: a place of
/// a counter, with what the move would use of it; room; or its VM. When a place has room again, the
/// first of those parked there is ready again; when that one has started or found another gate, the next
/// is, as long as there is room. So every move that could start is looked at, in the queue's order, and
/// no other.
struct MoveQueue {
  /// What stops a move.
  enum Gate: Hashable {
    case counter(Ledger.Claim)
    case room
    case vm(VMID)
  }

  private var ready = OrderedMoves()
  private var parked: [Gate: OrderedMoves] = [:]
  /// The gates of which one move is ready, and which they are.
  private var cameFrom: [MoveID: Gate] = [:]
  private var isOut: Set<Gate> = []
  /// For each place of a counter the costs for which moves are parked there.
  private var costs: [Int: [Int]] = [:]

  /// Whether there is anything to look at.
  var isEmpty: Bool { ready.isEmpty }

  /// Whether any move waits for room.
  var waitsForRoom: Bool { !parked.isEmpty && parked[.room]?.isEmpty == false }

  /// A move joins the queue.
  mutating func add(_ move: MoveID, _ key: OrderedMoves.Key) { ready.add(move, key) }

  /// The first move to be looked at, and the gate at which it was parked.
  mutating func takeFirst() -> (move: MoveID, gate: Gate?)? {
    guard let move = ready.takeFirst() else { return nil }
    // Mostly nothing is parked, and nothing need be looked up.
    let gate = cameFrom.isEmpty ? nil : cameFrom.removeValue(forKey: move)
    if let gate { isOut.remove(gate) }
    return (move, gate)
  }

  /// A move cannot start.
  mutating func park(_ move: MoveID, _ key: OrderedMoves.Key, at gate: Gate) {
    parked[gate, default: OrderedMoves()].add(move, key)
    if case .counter(let claim) = gate, costs[claim.place]?.contains(claim.cost) != true {
      costs[claim.place, default: []].append(claim.cost)
    }
  }

  /// A place of a counter may have room again.
  mutating func open(
    _ place: Int, _ ledger: Ledger, key: (MoveID) -> OrderedMoves.Key
  ) {
    if costs.isEmpty { return }
    for cost in costs[place] ?? [] {
      let claim = Ledger.Claim(place: place, cost: cost)
      if ledger.fits(claim) { next(at: .counter(claim), key: key) }
    }
  }

  /// The first move at a gate is ready, unless one from there is already.
  mutating func next(at gate: Gate, key: (MoveID) -> OrderedMoves.Key) {
    guard !isOut.contains(gate), let move = parked[gate]?.takeFirst() else { return }
    if parked[gate]?.isEmpty == true {
      parked[gate] = nil
      if case .counter(let claim) = gate { costs[claim.place]?.removeAll { $0 == claim.cost } }
    }
    isOut.insert(gate)
    cameFrom[move] = gate
    ready.add(move, key(move))
  }

  /// Every move that waits for room and may find it now is ready.
  mutating func openRoom(
    if mayFit: (MoveID) -> Bool, key: (MoveID) -> OrderedMoves.Key
  ) {
    guard waitsForRoom, let waiting = parked.removeValue(forKey: .room) else { return }
    var rest = OrderedMoves()
    for move in waiting.all {
      if mayFit(move) { ready.add(move, key(move)) } else { rest.add(move, key(move)) }
    }
    if !rest.isEmpty { parked[.room] = rest }
  }

  /// The first move that waits for room leaves the queue.
  mutating func takeFirstWithoutRoom() -> MoveID? { parked[.room]?.takeFirst() }

  /// Every move is ready, whatever it waited for.
  mutating func openAll(key: (MoveID) -> OrderedMoves.Key) {
    for move in parked.values.flatMap(\.all) { ready.add(move, key(move)) }
    parked = [:]
    costs = [:]
  }

  /// Every move that waits for a VM is ready.
  mutating func open(_ vm: VMID, key: (MoveID) -> OrderedMoves.Key) {
    guard !parked.isEmpty, let waiting = parked.removeValue(forKey: .vm(vm)) else { return }
    for move in waiting.all { ready.add(move, key(move)) }
  }

  /// All moves that wait, and at which gate; for what would wait for ever, and for tests.
  var waiting: [(move: MoveID, gate: Gate)] {
    parked.flatMap { gate, moves in moves.all.map { ($0, gate) } }
      .sorted { $0.move.index < $1.move.index }
  }
}
