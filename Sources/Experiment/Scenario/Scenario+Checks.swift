import Datacenter
import Quantities
import Randomness
import StrictJSON

/// What can only be seen in the whole: names that mean nothing, things that do not fit.
///
/// Where a list could not be read completely, references into it are not judged: what they mean may
/// be what could not be read.
extension ScenarioWhole {
  /// Reports all that is wrong.
  func check(_ log: IssueLog) {
    if let day = parts.consolidation { return check(day, log) }
    // Those of generated networks are told of by themselves.
    if !areRead.hosts || !nodes.areUnique {
      checkUnique(parts.hosts.map(\.name) + parts.network.switches, "a host or switch", log)
    }
    checkUnique(parts.storage.map(\.name), "a datastore", log)
    if !areRead.vms || !vms.areUnique { checkUnique(parts.vms.map(\.name), "a VM", log) }
    if areRead.hosts {
      checkNetwork(log)
      checkReach(log)
      checkVMs(log)
    }
    checkRequests(log)
    checkArms(log)
    checkPlacementRules(log)
    checkManagers(log)
    checkCommanded(log)
    checkDiskMoves(log)
    checkDestinations(log)
    checkFaults(log)
    checkFailures(log)
    checkLimits(log)
    checkCertainRefusals(log)
  }

  func checkUnique(_ names: [Located<String>], _ noun: String, _ log: IssueLog) {
    var seen: [String: Located<String>] = [:]
    for name in names where name.isRead {
      if let first = seen[name.value] {
        // All rows of a table stand where the file names it: their paths tell them apart.
        let isRow = first.position == name.position && first.path != name.path
        let place = isRow ? "at \(first.path)" : "on line \(first.position.line)"
        log.report(
          at: name, problem: "\(noun) named \"\(name.value)\" is \(place) already",
          remedy: "give each its own name")
      } else {
        seen[name.value] = name
      }
    }
  }

  // MARK: VMs

  /// Whether any strategy moves an emulated guest in another way than one with KVM.
  private func checkEmulation(of vm: VMSpec, _ log: IssueLog) {
    guard vm.isEmulated, !log.hasIssues(in: "strategies", "arms"),
      parts.strategies.allSatisfy({ $0.value.strategy.translatedPages == .zero })
    else { return }
    log.report(
      at: vm.name, problem: "\"emulated\" has no effect with these strategies",
      remedy: "leave it out, or move the VM by an engine of QEMU before 9.0, such as \"qemu-7.2\"")
  }

  private func checkVMs(_ log: IssueLog) {
    var held = Array(repeating: 0.0, count: parts.hosts.count)
    var used = Array(repeating: 0.0, count: parts.storage.count)
    var written = Array(repeating: BytesPerSecond.zero, count: parts.storage.count)
    for vm in parts.vms {
      checkWrites(of: vm, log)
      checkEmulation(of: vm, log)
      for name in vm.host where hosts[name.value] == nil {
        log.reportDangling(name, noun: "host", among: hosts.names)
      }
      guard let host = host(of: vm) else { continue }
      if vm.power == .on { held[host] += vm.memory.value.pages.bytes.value }
      checkFeatures(of: vm, on: host, log)
      checkDatastores(of: vm, on: host, log)
      if vm.power == .suspended, let home = datastore(vm.storage, of: vm) {
        used[home] += vm.memory.value.pages.bytes.value
      }
      for disk in vm.disks {
        guard checkSize(of: disk, log) else { continue }
        if let store = datastore(disk.storage ?? vm.storage, of: vm) {
          used[store] += disk.space.value
          if vm.power == .on { written[store] += disk.writeRate }
        }
      }
    }
    for (host, held) in zip(parts.hosts, held) where Bytes(held) > host.memory {
      log.report(
        at: host.name,
        problem:
          "has \(host.memory) of memory, but the VMs on \"\(host.name.value)\" need \(Bytes(held))",
        remedy: "write a larger \"memory\", or place VMs elsewhere")
    }
    checkSpace(used, log)
    checkWrites(written, log)
  }

  private func checkFeatures(of vm: VMSpec, on host: Int, _ log: IssueLog) {
    let features = parts.hosts[host].cpu.features
    guard let feature = vm.cpuFeatures?.first(where: { !features.contains($0) }) else { return }
    log.report(
      at: vm.name,
      problem: "uses the CPU feature \"\(feature)\", which its host does not have",
      remedy: "add it to the features of \"\(hosts.names[host])\", or remove it here")
  }

  private func checkWrites(of vm: VMSpec, _ log: IssueLog) {
    guard vm.memory.isRead else { return }
    let memory = vm.memory.value
    vm.writes.checkRoom(
      in: memory, of: vm.name,
      "has \(memory) of memory, but its writes take \(vm.writes.expectedSize)", log)
    if vm.writes.activity?.needsRates == true, !vm.writes.hasRates {
      log.report(
        at: vm.name, problem: "has an activity with rates, but no pages that they could go to",
        remedy: "write how its memory is written, such as \"rest\": { \"rate\": \"1 writes/s\" }")
    }
  }
}

extension WritesSpec.Part {
  /// What is compared with the memory: the mean of a random size, as a draw that is too large is cut
  /// to what is left; the least value of one whose mean no memory holds.
  var leastOrMean: Double {
    let distribution = size.distribution
    return distribution.mean <= 0x1p50 ? distribution.mean : distribution.support.lowerBound
  }
}

extension Array {
  /// Whether there are any, and all their names could be read.
  func allRead(_ name: (Element) -> Located<String>) -> Bool {
    !isEmpty && allSatisfy { name($0).isRead }
  }
}
