import StrictJSON

/// Which VM is sent to which host, request by request: found once, however many ask.
///
/// There may be a million, so that each takes a few bytes.
struct PlannedMoves: Sendable {
  /// A VM of a request that says where it goes.
  struct Move: Sendable {
    private let number: Int32
    private let target: Int32
    /// Which of the request's destinations that is.
    fileprivate let turn: Int32

    fileprivate init(_ vm: Int, to host: Int?, turn: Int) {
      (number, target, self.turn) = (Int32(vm), host.map { Int32($0) } ?? -1, Int32(turn))
    }

    var vm: Int { Int(number) }
    /// Where it goes; `nil` where the name means no host.
    var host: Int? { target < 0 ? nil : Int(target) }
  }

  /// Those of all requests.
  private(set) var all: [Move] = []
  /// Where those of each request end.
  private var ends: [Int32] = []

  init(_ whole: ScenarioWhole) {
    let requests = whole.parts.requests
    all.reserveCapacity(requests.count)
    ends.reserveCapacity(requests.count)
    for request in requests {
      add(request, whole)
      ends.append(Int32(all.count))
    }
  }

  private mutating func add(_ request: RequestSpec, _ whole: ScenarioWhole) {
    // Mostly one VM goes to one host, and both are called by their names.
    if request.to.count == 1, request.migrate.count == 1,
      let host = whole.hosts[request.to[0].value], let vm = whole.vms[request.migrate[0].value]
    {
      return all.append(Move(vm, to: host, turn: 0))
    }
    let hosts = whole.destinations(of: request).map { whole.hosts[$0.value] }
    guard !hosts.isEmpty else { return }
    for (place, vm) in request.migrate.lazy.flatMap({ whole.vms.matches($0.value) }).enumerated() {
      let turn = place % hosts.count
      all.append(Move(vm, to: hosts[turn], turn: turn))
    }
  }

  /// Those of a request, by its place in the file.
  subscript(request: Int) -> ArraySlice<Move> {
    all[(request == 0 ? 0 : Int(ends[request - 1]))..<Int(ends[request])]
  }
}

extension ScenarioWhole {
  /// The name of the host to which a move goes, at its place in the file.
  func destination(of move: PlannedMoves.Move, in request: RequestSpec) -> Located<String> {
    destinations(of: request)[Int(move.turn)]
  }
}
