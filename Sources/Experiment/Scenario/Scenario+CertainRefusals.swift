import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// Moves that every run would refuse, whatever is drawn: to the host on which the VM is already, to one
/// where it can never find room, and of a VM that another request of the same instant moves.
///
/// What depends on how long something takes is the run's to find out, and who comes too late for the
/// room that is left may be the lesson.
extension ScenarioWhole {
  func checkCertainRefusals(_ log: IssueLog) {
    // In a fleet a migration waits until it is possible.
    guard !isFleet else { return }
    guard !log.hasIssues(in: "hosts", "storage", "vms", "requests", "strategies") else { return }
    let moves = moves
    var places: [Int?] = Array(repeating: nil, count: parts.vms.count)
    var askedFor = Array(repeating: 0, count: parts.vms.count)
    for move in moves.all { askedFor[move.vm] += 1 }
    let staying = memoryOfThoseWhoStay(askedFor)
    var seen: [Seconds?] = Array(repeating: nil, count: parts.vms.count)
    for index in requestsByTime {
      let request = parts.requests[index]
      let movesMemory = strategies(of: request).allSatisfy { !$0.value.staysOnItsHost }
      let leavesFiles = strategies(of: request).contains { !$0.value.moveClass.bringsFiles }
      for move in moves[index] {
        let vm = move.vm
        guard let end = move.host, let start = places[vm] ?? host(of: parts.vms[vm]) else {
          continue
        }
        places[vm] = end
        var to: Located<String> { destination(of: move, in: request) }
        let name = vms.names[vm]
        let before = seen[vm]
        seen[vm] = request.at.value
        if before == request.at.value {
          log.report(
            at: request.migrate.first ?? to,
            problem:
              "\"\(name)\" is moved by another request of the same instant, so this is refused",
            remedy: "write a later \"at\", or leave the VM out of one of them")
        } else if let before, let least = leastTime(of: vm, to: start),
          request.at.value.value < before.value + least.value
        {
          log.report(
            at: request.migrate.first ?? to,
            problem:
              "\"\(name)\" is still being moved by the request at \(before): its memory takes \(Readable(roughly: least.value, .time).text) at least, so this is refused",
            remedy: "write a later \"at\", or leave the VM out of one of them")
        } else if end == start, askedFor[vm] == 1,
          request.storage == nil ? movesMemory : leavesFiles
        {
          log.report(
            at: to, problem: "\"\(name)\" is on \"\(to.value)\" already",
            remedy: request.storage == nil
              ? "name another host, or leave the VM out"
              : "name another host, or a strategy that moves disks, such as { \"storage\": {} }")
        } else if movesMemory, end != start, parts.vms[vm].power == .on,
          parts.vms[vm].memory.value.pages.bytes.value + staying[end]
            > parts.hosts[end].memory.value
        {
          log.report(
            at: to,
            problem:
              "\"\(to.value)\" never has room for \"\(name)\": of its \(parts.hosts[end].memory), \(Bytes(staying[end])) are taken by VMs that stay, and \(parts.vms[vm].memory.value) are needed",
            remedy: "write more memory for the host, or another destination")
        }
      }
    }
  }

  /// How long moving a VM's memory to a host takes at least: once over the host's fastest link. `nil`
  /// where it may be less: of what is blank or compressed, where memory does not move, and where a fault
  /// may end it.
  private func leastTime(of vm: Int, to host: Int) -> Seconds? {
    let spec = parts.vms[vm]
    let moves = parts.strategies.allSatisfy {
      $0.value.disks == nil && !$0.value.staysOnItsHost && $0.value.setting("compression") == nil
    }
    guard moves, parts.faults.isEmpty, spec.power == .on else { return nil }
    let end = NodeID.host(HostID(host))
    let rates = links.filter { $0.ends.0 == end || $0.ends.1 == end }.map(\.bandwidth)
    guard let fastest = rates.max() else { return nil }
    let content = spec.memory.value - (spec.writes.zero?.size ?? .zero)
    return content / (fastest * parts.network.transport.transport.efficiency)
  }

  /// For each host the memory of the VMs on it that no request moves.
  ///
  /// - Parameter moves: how many requests move each VM.
  private func memoryOfThoseWhoStay(_ moves: [Int]) -> [Double] {
    var held = Array(repeating: 0.0, count: parts.hosts.count)
    for (index, vm) in parts.vms.enumerated() where moves[index] == 0 && vm.power == .on {
      if let host = host(of: vm) { held[host] += vm.memory.value.pages.bytes.value }
    }
    return held
  }
}
