import Quantities

/// Finds ways through the network: the shortest by number of links, and among equals the one that a
/// hash of the transfer chooses at every fork, as equal-cost multi-path routing does (RFC 2992).
///
/// Only switches forward: a host is an end of the way. The distances to a switch are found once, by
/// breadth-first search, when a way first leads there; a route then costs one look at the neighbours
/// of each switch on it. Hosts need no table of their own, so that memory grows with switches only.
public struct Router: Sendable {
  /// A NIC: a link of a host, out and back.
  private struct NIC {
    let link: LinkID
    let to: NodeID
    let out: CapacityID
    let back: CapacityID
    let latency: Seconds
    let traffic: Traffic

    /// What stands in a table before it is filled.
    static let none = NIC(
      link: LinkID(0), to: .switch(0), out: CapacityID(0), back: CapacityID(0), latency: .zero,
      traffic: [])
  }

  /// A port of a switch that leads to another switch.
  private struct Port {
    let link: LinkID
    let to: Int
    let out: CapacityID
    let latency: Seconds
  }

  /// The NICs of all hosts, host by host; those of one begin at its place in `firstNIC`.
  private var nics: [NIC]
  private var firstNIC: [Int32]
  private var ports: [[Port]] = []
  /// Link -> whether it works.
  private var works: [Bool]
  private let betweenSwitches: [Bool]
  /// Target switch -> switch -> links between them, and which state of the links between switches they
  /// are true of.
  private var distances: [(state: Int, links: [Int32])]
  private var state = 0

  private static let unreachable = Int32.max

  /// The router of links that have their capacities already.
  public init(hosts: Int, links: [Link]) {
    firstNIC = Self.places(of: links, hosts: hosts)
    var free = firstNIC
    nics = Array(repeating: .none, count: Int(firstNIC[hosts]))
    works = links.map(\.isUp)
    for (index, link) in links.enumerated() {
      let (a, b) = link.ends
      for (from, to, out, back) in [
        (a, b, link.directions.0, link.directions.1), (b, a, link.directions.1, link.directions.0),
      ] {
        switch from {
        case .host(let host):
          nics[Int(free[host.index])] = NIC(
            link: LinkID(index), to: to, out: out, back: back, latency: link.latency,
            traffic: link.traffic)
          free[host.index] += 1
        case .switch(let number):
          while ports.count <= number { ports.append([]) }
          guard case .switch(let other) = to else { continue }
          ports[number].append(
            Port(link: LinkID(index), to: other, out: out, latency: link.latency))
        }
      }
    }
    distances = Array(repeating: (-1, []), count: ports.count)
    betweenSwitches = links.map { link in
      if case (.switch, .switch) = link.ends { true } else { false }
    }
  }

  /// Where the NICs of each host begin when they lie host by host, and where those of the last one end.
  private static func places(of links: [Link], hosts: Int) -> [Int32] {
    var places = Array(repeating: Int32(0), count: hosts + 1)
    func count(_ node: NodeID) { if case .host(let host) = node { places[host.index + 1] += 1 } }
    for link in links {
      count(link.ends.0)
      count(link.ends.1)
    }
    for host in 0..<hosts { places[host + 1] += places[host] }
    return places
  }

  /// The places of a host's NICs.
  private func nics(of host: HostID) -> Range<Int> {
    Int(firstNIC[host.index])..<Int(firstNIC[host.index + 1])
  }

  /// A link works, or no longer does.
  ///
  /// - Complexity: O(1); ways found afterwards may need distances anew if it joins two switches.
  mutating func set(_ link: LinkID, isUp: Bool) {
    works[link.index] = isUp
    if betweenSwitches[link.index] { state += 1 }
  }

  /// Whether migrations can go from one host to another.
  public mutating func connects(_ source: HostID, _ destination: HostID) -> Bool {
    route(from: source, to: destination) != nil
  }

  /// The way for one transfer, or `nil` if there is none.
  ///
  /// - Parameters:
  ///   - traffic: what the NICs at both ends must be for.
  ///   - transfer: what tells transfers apart; equal numbers take equal ways.
  /// - Complexity: O(length x ports to other switches), and once for each destination's switch
  ///   O(switches + links between them).
  mutating func route(
    from source: HostID, to destination: HostID, for traffic: Traffic = .migration,
    transfer: UInt64 = 0
  ) -> Route? {
    if source == destination { return .nowhere }
    var (shortest, count) = (Self.unreachable, 0)
    eachWay(from: source, to: destination, for: traffic) { _, _, length in
      if length < shortest { (shortest, count) = (length, 0) }
      if length == shortest { count += 1 }
    }
    guard count > 0 else { return nil }
    var choice = Self.choice(transfer, at: -1, of: count)
    var chosen: (out: Int, into: Int?)?
    eachWay(from: source, to: destination, for: traffic) { out, into, length in
      guard length == shortest else { return }
      if choice == 0 { chosen = (out, into) }
      choice -= 1
    }
    guard let (first, last) = chosen else { return nil }
    let out = nics[first]
    guard let last, case .switch(let entry) = out.to, case .switch(let exit) = nics[last].to else {
      return Route(capacities: [out.out], latency: out.latency)
    }
    let into = nics[last]
    var route = Route(capacities: [], latency: out.latency)
    route.capacities.reserveCapacity(Int(shortest))
    route.capacities.append(out.out)
    follow(from: entry, to: exit, transfer: transfer, &route)
    route.capacities.append(into.back)
    route.latency += into.latency
    return route
  }

  /// Visits the ways from one host to another that can be gone, by the NICs at both ends: the second is
  /// `nil` where the first leads there itself. Each has so many links.
  @inline(__always)
  private mutating func eachWay(
    from source: HostID, to destination: HostID, for traffic: Traffic,
    _ visit: (_ out: Int, _ into: Int?, _ length: Int32) -> Void
  ) {
    for out in nics(of: source) where serves(nics[out], traffic) {
      switch nics[out].to {
      case .host(let host):
        if host == destination { visit(out, nil, 1) }
      case .switch(let first):
        for into in nics(of: destination) where serves(nics[into], traffic) {
          guard case .switch(let last) = nics[into].to else { continue }
          let between = distance(from: first, to: last)
          if between < Self.unreachable { visit(out, into, between + 2) }
        }
      }
    }
  }

  private func serves(_ nic: NIC, _ traffic: Traffic) -> Bool {
    works[nic.link.index] && nic.traffic.isSuperset(of: traffic)
  }

  /// Appends the way between two switches.
  private mutating func follow(
    from first: Int, to last: Int, transfer: UInt64, _ route: inout Route
  ) {
    var at = first
    while at != last {
      let next = distance(from: at, to: last) - 1
      var count = 0
      for port in ports[at] where leads(port, to: last, in: next) { count += 1 }
      var choice = Self.choice(transfer, at: at, of: count)
      for port in ports[at] where leads(port, to: last, in: next) {
        if choice == 0 {
          route.capacities.append(port.out)
          route.latency += port.latency
          at = port.to
          break
        }
        choice -= 1
      }
    }
  }

  private func leads(_ port: Port, to last: Int, in length: Int32) -> Bool {
    works[port.link.index] && distances[last].links[port.to] == length
  }

  private mutating func distance(from first: Int, to last: Int) -> Int32 {
    if distances[last].state != state { distances[last] = (state, search(from: last)) }
    return distances[last].links[first]
  }

  private func search(from start: Int) -> [Int32] {
    var found = Array(repeating: Self.unreachable, count: ports.count)
    found[start] = 0
    var frontier = [start]
    var place = 0
    while place < frontier.count {
      let at = frontier[place]
      place += 1
      for port in ports[at] where works[port.link.index] && found[port.to] == Self.unreachable {
        found[port.to] = found[at] + 1
        frontier.append(port.to)
      }
    }
    return found
  }

  /// Which of `count` equal ways a transfer takes at a node.
  private static func choice(_ transfer: UInt64, at node: Int, of count: Int) -> Int {
    if count == 1 { return 0 }
    let hash = mixed(transfer ^ mixed(UInt64(bitPattern: Int64(node))))
    return Int(hash.multipliedFullWidth(by: UInt64(count)).high)
  }

  /// The finaliser of SplitMix64: every bit of a number reaches every bit of its hash.
  static func mixed(_ number: UInt64) -> UInt64 {
    var z = number &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
