import Datacenter
import Quantities
import StrictJSON

/// The network of a scenario, written out link by link.
extension ScenarioWhole {
  /// An end of a link: a host or switch, and the NIC if one is named.
  struct LinkEnd {
    let node: Int
    let nic: String?
  }

  /// What the end of a link means: `"a"`, `"node-*"`, `"a:eth1"`.
  func ends(_ reference: String) -> [LinkEnd] {
    let plain = nodes.matches(reference)
    if !plain.isEmpty { return plain.map { LinkEnd(node: $0, nic: nil) } }
    guard let colon = reference.lastIndex(of: ":") else { return [] }
    let nic = String(reference[reference.index(after: colon)...])
    return nodes.matches(String(reference[..<colon]))
      .filter { hasNIC(nic, $0) }.map { LinkEnd(node: $0, nic: nic) }
  }

  private func hasNIC(_ nic: String, _ node: Int) -> Bool {
    node < parts.hosts.count && parts.hosts[node].nics.contains { $0.name.value == nic }
  }

  private func traffic(_ end: LinkEnd) -> Traffic {
    guard let name = end.nic else { return .all }
    return parts.hosts[end.node].nics.first { $0.name.value == name }?.traffic ?? .all
  }

  private func id(_ node: Int) -> NodeID {
    node < parts.hosts.count ? .host(HostID(node)) : .switch(node - parts.hosts.count)
  }

  /// All links.
  func writtenOut() -> [Link] {
    let written = parts.network.links + parts.network.tree
    var links = written.flatMap { self.links(of: $0) }
    // Those of a single generated network need no copy.
    for network in generated {
      if links.isEmpty { links = network.links } else { links += network.links }
    }
    var counts: [String: Int] = [:]
    counts.reserveCapacity(links.count)
    for place in links.indices {
      let name = links[place].name
      let count = counts[name, default: 0] + 1
      counts[name] = count
      if count > 1 { links[place].name = "\(name)#\(count)" }
    }
    return links
  }

  /// The links that one entry of the file means.
  private func links(of entry: LinkSpec) -> [Link] {
    guard entry.between.count == 2, entry.between.count(where: { $0.value.contains("*") }) < 2
    else { return [] }
    let (firsts, seconds) = (ends(entry.between[0].value), ends(entry.between[1].value))
    let isOne = firsts.count == 1 && seconds.count == 1
    return firsts.flatMap { a in
      seconds.filter { $0.node != a.node }.map { b in
        let plain = "\(nodes.names[a.node])-\(nodes.names[b.node])"
        return Link(
          name: entry.name.map { isOne ? $0.value : "\($0.value):\(plain)" } ?? plain,
          between: id(a.node), and: id(b.node), bandwidth: entry.bandwidth,
          latency: entry.latency, traffic: traffic(a).intersection(traffic(b)))
      }
    }
  }

  /// How many links each entry of "network": "links" means; these links come first.
  var linksPerEntry: [Int] { parts.network.links.map { links(of: $0).count } }

  /// The switches, in the order of their numbers.
  var switches: [String] { Array(nodes.names.dropFirst(parts.hosts.count)) }

  // MARK: Generating

  /// A generated network among the scenario's hosts and switches.
  struct Generated: Sendable {
    let switches: [String]
    let links: [Link]
    /// The hosts it joins.
    let members: [Int]
  }

  /// Builds what a specification asks for, if it can be built.
  ///
  /// - Parameter first: the number of its first switch.
  static func generate(
    _ spec: TopologySpec, parts: ScenarioParts, hosts: NameIndex, firstSwitch first: Int
  ) -> Generated {
    let members: [Int]
    if case .multiSite(let sites, _) = spec.kind {
      members = sites.flatMap { $0.hosts.flatMap { hosts.matches($0.value) } }
    } else if spec.hosts.isEmpty {
      members = Array(hosts.names.indices)
    } else {
      members = spec.hosts.flatMap { hosts.matches($0.value) }
    }
    let names = members.map { hosts.names[$0] }
    let topology: Topology
    switch spec.kind {
    case .singleSwitch:
      topology = .singleSwitch(hosts: names, cable: spec.cable, prefix: spec.prefix)
    case .leafSpine(let hostsPerLeaf, let spines, let uplink):
      guard names.count / hostsPerLeaf * spines < Group.most else {
        return Generated(switches: [], links: [], members: members)
      }
      topology = .leafSpine(
        hosts: names, hostsPerLeaf: hostsPerLeaf, spines: spines, cable: spec.cable,
        uplink: uplink, prefix: spec.prefix)
    case .fatTree(let ports):
      let k = ports.value
      guard names.count <= k * k * k / 4 else {
        return Generated(switches: [], links: [], members: members)
      }
      topology = .fatTree(ports: k, hosts: names, cable: spec.cable, prefix: spec.prefix)
    case .multiSite(let sites, let wan):
      topology = .multiSite(
        hosts: names,
        sites: sites.map { site in
          (site.name, site.hosts.reduce(0) { $0 + hosts.matches($1.value).count })
        }, cable: spec.cable, wan: wan, prefix: spec.prefix)
    }
    func place(_ node: NodeID) -> NodeID {
      switch node {
      case .host(let host): .host(HostID(members[host.index]))
      case .switch(let number): .switch(first + number)
      }
    }
    let links = topology.links.map { link in
      var placed = link
      placed.ends = (place(link.ends.0), place(link.ends.1))
      if let nic = spec.nic?.value, case .host(let host) = placed.ends.0 {
        let specs = parts.hosts[host.index].nics
        placed.traffic = specs.first { $0.name.value == nic }?.traffic ?? .all
      }
      return placed
    }
    return Generated(switches: topology.switches, links: links, members: members)
  }
}
