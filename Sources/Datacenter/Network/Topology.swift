public import Quantities

/// Switches and the links that join them and the hosts.
///
/// Hosts are numbered; in generated topologies they are dealt out to the edge in order, as they
/// stand in racks.
public struct Topology: Sendable {
  /// The names of the switches.
  public private(set) var switches: [String] = []
  /// The links.
  public private(set) var links: [Link] = []

  /// What a cable can do.
  public struct Cable: Hashable, Sendable {
    /// What each direction carries.
    public var bandwidth: BytesPerSecond
    /// One way.
    public var latency: Seconds

    public init(_ bandwidth: BytesPerSecond, latency: Seconds = .zero) {
      self.bandwidth = bandwidth
      self.latency = latency
    }
  }

  /// Nothing yet.
  public init() {}

  /// Adds a switch.
  ///
  /// - Returns: its number.
  @discardableResult
  public mutating func addSwitch(_ name: String) -> Int {
    switches.append(name)
    return switches.count - 1
  }

  /// Adds a link.
  public mutating func join(
    _ a: NodeID, _ b: NodeID, by cable: Cable, traffic: Traffic = .all, name: String
  ) {
    links.append(
      Link(
        name: name, between: a, and: b, bandwidth: cable.bandwidth, latency: cable.latency,
        traffic: traffic))
  }

  /// Joins the hosts `range` to a switch.
  private mutating func attach(
    _ range: Range<Int>, of hosts: [String], to number: Int, by cable: Cable, _ traffic: Traffic
  ) {
    for host in range where host < hosts.count {
      join(
        .host(HostID(host)), .switch(number), by: cable, traffic: traffic,
        name: "\(hosts[host])-\(switches[number])")
    }
  }

  private mutating func join(_ a: Int, _ b: Int, by cable: Cable) {
    join(.switch(a), .switch(b), by: cable, name: "\(switches[a])-\(switches[b])")
  }

  // MARK: Generators

  /// Every host on one switch, which forwards everything at once.
  public static func singleSwitch(
    hosts: [String], cable: Cable, traffic: Traffic = .all, prefix: String = ""
  ) -> Topology {
    var topology = Topology()
    let number = topology.addSwitch(prefix + "switch")
    topology.attach(0..<hosts.count, of: hosts, to: number, by: cable, traffic)
    return topology
  }

  /// Racks of hosts on leaf switches, each leaf joined to every spine (Clos).
  ///
  /// A leaf is oversubscribed by hostsPerLeaf x host bandwidth / (spines x uplink bandwidth).
  ///
  /// - Precondition: `hostsPerLeaf` and `spines` are positive.
  public static func leafSpine(
    hosts: [String], hostsPerLeaf: Int, spines: Int, cable: Cable, uplink: Cable,
    traffic: Traffic = .all, prefix: String = ""
  ) -> Topology {
    precondition(hostsPerLeaf > 0 && spines > 0, "a leaf needs hosts and a spine")
    var topology = Topology()
    let leaves = (0..<(hosts.count + hostsPerLeaf - 1) / hostsPerLeaf).map {
      topology.addSwitch("\(prefix)leaf-\($0 + 1)")
    }
    for (place, leaf) in leaves.enumerated() {
      topology.attach(
        place * hostsPerLeaf..<(place + 1) * hostsPerLeaf, of: hosts, to: leaf, by: cable, traffic)
    }
    for spine in 0..<spines {
      let number = topology.addSwitch("\(prefix)spine-\(spine + 1)")
      for leaf in leaves { topology.join(leaf, number, by: uplink) }
    }
    return topology
  }

  /// A fat tree of switches with k ports: k pods of k/2 edge and k/2 aggregation switches, (k/2)^2
  /// core switches, and room for k^3/4 hosts at full bisection bandwidth.
  /// (Al-Fares, Loukissas and Vahdat, SIGCOMM 2008.)
  ///
  /// - Precondition: `ports` is even and positive, and the hosts fit.
  public static func fatTree(
    ports: Int, hosts: [String], cable: Cable, uplink: Cable? = nil, traffic: Traffic = .all,
    prefix: String = ""
  ) -> Topology {
    precondition(ports > 0 && ports.isMultiple(of: 2), "a fat tree's switches have even ports")
    precondition(hosts.count <= ports * ports * ports / 4, "a fat tree has k^3/4 places")
    var topology = Topology()
    let half = ports / 2
    let uplink = uplink ?? cable
    let core = (0..<half * half).map { topology.addSwitch("\(prefix)core-\($0 + 1)") }
    for pod in 0..<ports {
      let edges = (0..<half).map { topology.addSwitch("\(prefix)pod-\(pod + 1)-edge-\($0 + 1)") }
      let tops = (0..<half).map {
        topology.addSwitch("\(prefix)pod-\(pod + 1)-aggregation-\($0 + 1)")
      }
      for (place, edge) in edges.enumerated() {
        let first = (pod * half + place) * half
        topology.attach(first..<first + half, of: hosts, to: edge, by: cable, traffic)
        for top in tops { topology.join(edge, top, by: uplink) }
      }
      for (place, top) in tops.enumerated() {
        for number in core[place * half..<(place + 1) * half] {
          topology.join(top, number, by: uplink)
        }
      }
    }
    return topology
  }

  /// Sites of one switch each, every two joined by a line of the WAN.
  ///
  /// - Parameter sites: how many hosts stand at each, in order, by the site's name.
  /// - Precondition: the sites have room for all hosts.
  public static func multiSite(
    hosts: [String], sites: [(name: String, hosts: Int)], cable: Cable, wan: Cable,
    traffic: Traffic = .all, prefix: String = ""
  ) -> Topology {
    precondition(
      sites.reduce(0) { $0 + $1.hosts } >= hosts.count, "the sites have no room for all hosts")
    var topology = Topology()
    var first = 0
    for site in sites {
      let number = topology.addSwitch(prefix + site.name)
      topology.attach(first..<first + site.hosts, of: hosts, to: number, by: cable, traffic)
      for other in 0..<number { topology.join(other, number, by: wan) }
      first += site.hosts
    }
    return topology
  }
}
