import Datacenter
import Quantities
import StrictJSON

/// Requests to move disks that every run would refuse: to no datastore, to the one they lie on, or to
/// one that could not hold them were it empty.
///
/// What only happens to be full when a request comes is the run's to find out.
extension ScenarioWhole {
  func checkDiskMoves(_ log: IssueLog) {
    guard parts.strategies.contains(where: { $0.value.disks != nil }) else { return }
    // What is wrong there may be what was meant here.
    guard !log.hasIssues(in: "hosts", "storage", "vms", "requests", "strategies") else { return }
    var askedFor = Array(repeating: 0, count: vms.names.count)
    for move in moves.all { askedFor[move.vm] += 1 }
    for (place, request) in parts.requests.enumerated() {
      let moves = moves[place].compactMap { move in
        move.host.flatMap { host in
          self.host(of: parts.vms[move.vm]).map {
            Move(vm: parts.vms[move.vm], from: $0, to: host, isOnly: askedFor[move.vm] == 1)
          }
        }
      }
      let strategies = strategies(of: request)
      let disks = strategies.compactMap(\.value.disks)
      if let name = request.storage, !disks.isEmpty {
        let vms = moves.map(\.vm) + movesSomewhere(of: request).map { parts.vms[$0] }
        for vm in vms { checkRoom(for: vm, on: name, disks, log) }
      }
      guard let first = moves.first, !strategies.isEmpty else { continue }
      checkTarget(of: request, strategies, first, log)
      if moves.allSatisfy(\.isOnly), strategies.allSatisfy({ $0.value.staysOnItsHost }) {
        checkPlace(of: request, moves, strategies[0], log)
      }
      guard !disks.isEmpty, request.storage == nil else { continue }
      for move in moves { checkRoom(for: move, of: request, disks, log) }
    }
  }

  /// One VM on its way.
  private struct Move {
    let vm: VMSpec
    let from: Int
    let to: Int
    /// Whether no other request moves it, so that it is known where it is.
    let isOnly: Bool
  }

  /// The strategy that a request names; `nil` where it names none.
  func strategy(of request: RequestSpec) -> StrategySpec? {
    request.strategy.flatMap { name in
      parts.strategies.first { $0.name.value == name.value }?.value
    }
  }

  /// The strategies by which a request is carried out, one after the other or in arms of their own.
  func strategies(of request: RequestSpec) -> [Named<StrategySpec>] {
    guard let name = request.strategy else { return parts.strategies }
    return parts.strategies.filter { $0.name.value == name.value }
  }

  /// Where only disks would move, they need a datastore to go to.
  private func checkTarget(
    of request: RequestSpec, _ strategies: [Named<StrategySpec>], _ move: Move, _ log: IssueLog
  ) {
    guard request.storage == nil,
      let strategy = strategies.first(where: { $0.value.disks?.isAll == true }),
      let place = request.strategy ?? request.migrate.first
    else { return }
    let others = datastores.names.indices.filter { store in
      files(of: move.vm).contains { $0 != store } && reach[store]?.contains(move.from) != false
    }
    let choice = others.map { "\"storage\": \"\(datastores.names[$0])\"" }
    log.report(
      at: place,
      problem:
        "the strategy \"\(strategy.name.value)\" moves disks to another datastore, and this request names none",
      remedy: choice.isEmpty
        ? "add another datastore to the scenario's \"storage\", and name it here: \"storage\": ..."
        : "add \(choice.prefix(3).joined(separator: " or "))")
  }

  /// A VM that stays where it is must be there already, and its files must not.
  private func checkPlace(
    of request: RequestSpec, _ moves: [Move], _ strategy: Named<StrategySpec>, _ log: IssueLog
  ) {
    let (vm, from) = (moves[0].vm.name.value, hosts.names[moves[0].from])
    if moves.allSatisfy({ $0.from != $0.to }), let place = request.to.first {
      log.report(
        at: place,
        problem:
          "the strategy \"\(strategy.name.value)\" leaves a VM on its host, but \"\(vm)\" is on \"\(from)\"",
        remedy: "write \"\(from)\", or a strategy such as \"sharedNothing\"")
    } else if let name = request.storage, let store = datastores[name.value],
      moves.allSatisfy({ files(of: $0.vm).allSatisfy { $0 == store } })
    {
      log.report(
        at: name, problem: "the files of \"\(vm)\" lie on \"\(name.value)\" already",
        remedy: "write another datastore")
    }
  }

  /// Whether the files of a VM fit, by themselves, onto the datastore that a request names.
  private func checkRoom(
    for vm: VMSpec, on name: Located<String>, _ strategies: [StrategySpec.DiskMove],
    _ log: IssueLog
  ) {
    guard let store = datastores[name.value], let capacity = parts.storage[store].capacity else {
      return
    }
    // The most frugal of the strategies decides: that others are refused may be the lesson.
    let image = vm.power == .suspended ? vm.memory.value.pages.bytes : .zero
    let space = strategies.map { way in vm.disks.reduce(image) { $0 + $1.space(after: way) } }
    guard let least = space.min(), least > capacity else { return }
    log.report(
      at: name,
      problem:
        "\"\(name.value)\" holds \(capacity), but the files of \"\(vm.name.value)\" take \(least)",
      remedy: "write a larger \"capacity\" for it, or name another datastore")
  }

  /// Whether each disk that a VM has to move fits, by itself, onto a datastore where it may go.
  private func checkRoom(
    for move: Move, of request: RequestSpec, _ strategies: [StrategySpec.DiskMove],
    _ log: IssueLog
  ) {
    let vm = move.vm
    guard move.isOnly, let place = request.to.first, !parts.storage.isEmpty else { return }
    let reached = parts.storage.indices.filter { reach[$0]?.contains(move.to) != false }
    guard let most = reached.map({ parts.storage[$0].capacity ?? Bytes(.infinity) }).max() else {
      return
    }
    for disk in vm.disks {
      guard let home = datastore(disk.storage ?? vm.storage, of: vm), !reached.contains(home),
        let least = strategies.map({ disk.space(after: $0) }).min(), least > most
      else { continue }
      log.report(
        at: place,
        problem:
          "a disk of \"\(vm.name.value)\" takes \(least), more than any datastore holds that \"\(hosts.names[move.to])\" reaches (\(most))",
        remedy: "write a larger \"capacity\" for one of them")
      return
    }
  }
}

extension DiskSpec {
  /// What it takes of a datastore once a strategy has moved it there.
  fileprivate func space(after move: StrategySpec.DiskMove) -> Bytes {
    (move.provisioning ?? provisioning) == .thick ? size.value : allocated
  }
}
