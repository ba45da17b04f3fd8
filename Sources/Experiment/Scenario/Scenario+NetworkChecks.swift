import Datacenter
import Quantities
import StrictJSON

/// What can be wrong with a network as a whole.
extension ScenarioWhole {
  /// Reports all that is wrong.
  func checkNetwork(_ log: IssueLog) {
    let before = log.count
    checkTopologies(log)
    checkLinks(log)
    checkTree(log)
    checkNICs(log)
    // Links that are not sound cannot be written out, nor ways found over them.
    let written = parts.network.links + parts.network.tree
    guard log.count == before, written.allSatisfy({ $0.between.count == 2 }) else { return }
    checkLoads(log)
    checkWays(log)
  }

  // MARK: Links

  private func checkLinks(_ log: IssueLog) {
    var total = 0
    var names: [Located<String>] = []
    for link in parts.network.links + parts.network.tree where link.between.count == 2 {
      let (a, b) = (link.between[0], link.between[1])
      let ends = (checkedEnds(a, log), checkedEnds(b, log))
      if a.value.contains("*"), b.value.contains("*") {
        log.report(
          at: b, problem: "both ends of the link are patterns",
          remedy: "name one end, such as a switch")
      } else if ends.0.map(\.node) == ends.1.map(\.node), !ends.0.isEmpty {
        log.report(
          at: b, problem: "the link joins \"\(a.value)\" to itself",
          remedy: "name two different hosts or switches")
      }
      if let name = link.name, ends.0.count == 1, ends.1.count == 1 { names.append(name) }
      total += max(ends.0.count, ends.1.count)
      if total > Group.most {
        log.report(
          at: b, problem: "together there are more than \(Group.most) links",
          remedy: "write patterns that mean fewer hosts")
        return
      }
    }
    checkUnique(names, "a link", log)
  }

  private func checkedEnds(_ end: Located<String>, _ log: IssueLog) -> [LinkEnd] {
    let found = ends(end.value)
    if found.isEmpty, end.isRead {
      log.reportDangling(end, noun: "host or switch", among: nodes.names)
    }
    return found
  }

  /// In a tree every node has at most one switch above it, and nothing is above itself.
  private func checkTree(_ log: IssueLog) {
    var above: [Int: Int] = [:]
    for link in parts.network.tree where link.between.count == 2 {
      let (a, b) = (link.between[0], link.between[1])
      guard let top = ends(b.value).first?.node, !b.value.contains("*") else { continue }
      for end in ends(a.value) where end.node != top {
        if above[end.node] != nil {
          log.report(
            at: a, problem: "\"\(nodes.names[end.node])\" has a switch above it already",
            remedy: "keep one of the two, or write them under \"links\"")
          continue
        }
        above[end.node] = top
        var at = top
        while let next = above[at], at != end.node { at = next }
        if at == end.node {
          log.report(
            at: a, problem: "the tree has a cycle through \"\(nodes.names[end.node])\"",
            remedy: "remove a link, or write these under \"links\"")
          above[end.node] = nil
        }
      }
    }
  }

  private func checkNICs(_ log: IssueLog) {
    var joined = Array(repeating: Set<String>(), count: parts.hosts.count)
    for link in parts.network.links + parts.network.tree {
      for end in link.between.flatMap({ ends($0.value) }) {
        if let nic = end.nic { joined[end.node].insert(nic) }
      }
    }
    for (spec, network) in zip(parts.network.topologies, generated) {
      guard let nic = spec.value.nic else { continue }
      for host in network.members { joined[host].insert(nic.value) }
      if let host = network.members.first(where: { host in
        !parts.hosts[host].nics.contains { $0.name.value == nic.value }
      }) {
        log.report(
          at: nic, problem: "\"\(hosts.names[host])\" has no NIC \"\(nic.value)\"",
          remedy: "add it to the host's \"nics\", or leave \"nic\" out")
      }
    }
    var reported: Set<TextPosition> = []
    for (host, joined) in zip(parts.hosts, joined) {
      for nic in host.nics where !joined.contains(nic.name.value) {
        guard nic.name.isRead, reported.insert(nic.name.position).inserted else { continue }
        log.report(
          at: nic.name, problem: "no link joins the NIC \"\(nic.name.value)\"",
          remedy: "name it in a link as \"\(host.name.value):\(nic.name.value)\", or remove it")
      }
    }
  }

  // MARK: Generated networks

  private func checkTopologies(_ log: IssueLog) {
    var names = Set(hosts.names + parts.network.switches.map(\.value))
    for (spec, network) in zip(parts.network.topologies, generated) {
      var references = spec.value.hosts
      if case .multiSite(let sites, _) = spec.value.kind { references = sites.flatMap(\.hosts) }
      for host in references where host.isRead && hosts.matches(host.value).isEmpty {
        log.reportDangling(host, noun: "host", among: hosts.names)
      }
      if let name = network.switches.first(where: { !names.insert($0).inserted }), spec.isRead {
        log.report(
          at: spec, problem: "its switch \"\(name)\" is named like another host or switch",
          remedy: "write a \"prefix\", such as \"lan-\"")
      }
      if network.switches.isEmpty, case .leafSpine = spec.value.kind, spec.isRead {
        log.report(
          at: spec, problem: "it has more than \(Group.most) links",
          remedy: "write fewer spines or more hosts per leaf")
      }
      if let twice = network.members.firstRepeated, let at = references.first {
        log.report(
          at: at, problem: "\"\(hosts.names[twice])\" is joined twice by one topology",
          remedy: "name every host once")
      }
      if case .fatTree(let ports) = spec.value.kind, ports.isRead {
        let places = ports.value * ports.value * ports.value / 4
        if network.members.count > places {
          log.report(
            at: ports,
            problem:
              "a fat tree of \(ports.value)-port switches has \(places) places, not \(network.members.count)",
            remedy: "write more ports, or fewer hosts")
        }
      }
    }
  }

  // MARK: What uses the links

  private func checkLoads(_ log: IssueLog) {
    guard !parts.network.loads.isEmpty else { return }
    let names = NameIndex(links.map(\.name))
    for load in parts.network.loads
    where load.link.isRead && names.matches(load.link.value).isEmpty {
      log.reportDangling(load.link, noun: "link", among: Array(names.names.prefix(20)))
    }
  }

  /// Every requested migration has a way to go, from where the VM will be by then.
  private func checkWays(_ log: IssueLog) {
    let links = links
    guard !links.isEmpty else { return }
    var router = Router(hosts: parts.hosts.count, links: links)
    var places: [Int?] = Array(repeating: nil, count: parts.vms.count)
    let moves = moves
    for place in requestsByTime {
      for move in moves[place] {
        guard let end = move.host, let start = places[move.vm] ?? host(of: parts.vms[move.vm])
        else { continue }
        places[move.vm] = end
        if !router.connects(HostID(start), HostID(end)) {
          log.report(
            at: destination(of: move, in: parts.requests[place]),
            problem:
              "there is no path for migrations from \"\(hosts.names[start])\" to \"\(hosts.names[end])\"",
            remedy: "join them by links, at NICs that are for migration")
          return
        }
      }
    }
  }
}
