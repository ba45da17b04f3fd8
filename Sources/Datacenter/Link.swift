public import Quantities

/// A full-duplex cable between two nodes of the network: each direction has the whole bandwidth.
public struct Link: Sendable {
  /// The nodes it joins.
  public var ends: (NodeID, NodeID)
  /// What each direction carries.
  public var bandwidth: BytesPerSecond
  /// How long a bit is under way.
  public var latency: Seconds
  /// The name by which results know it.
  public var name: String
  /// Whether it carries anything.
  public internal(set) var isUp = true
  /// Its two directions as capacities: from the first end, from the second end.
  var directions: (CapacityID, CapacityID) = (CapacityID(0), CapacityID(0))

  public init(
    name: String, between a: NodeID, and b: NodeID, bandwidth: BytesPerSecond, latency: Seconds
  ) {
    self.name = name
    ends = (a, b)
    self.bandwidth = bandwidth
    self.latency = latency
  }
}

/// A host or a switch.
public enum NodeID: Hashable, Sendable {
  case host(HostID)
  case `switch`(Int)
}

/// A way through the network.
struct Route {
  var capacities: [CapacityID]
  /// One way.
  var latency: Seconds

  /// There and back.
  var roundTrip: Seconds { 2 * latency }

  /// The shortest way by number of links; among equals, the one whose links the scenario names first.
  ///
  /// - Complexity: O(nodes + links).
  static func shortest(from start: HostID, to end: HostID, over links: [Link]) -> Route? {
    if start == end { return Route(capacities: [], latency: .zero) }
    var cameBy: [NodeID: (link: Int, from: NodeID)] = [:]
    var neighbours: [NodeID: [(link: Int, to: NodeID)]] = [:]
    for (index, link) in links.enumerated() where link.isUp {
      neighbours[link.ends.0, default: []].append((index, link.ends.1))
      neighbours[link.ends.1, default: []].append((index, link.ends.0))
    }
    let goal = NodeID.host(end)
    var frontier = [NodeID.host(start)]
    while !frontier.isEmpty, cameBy[goal] == nil {
      var next: [NodeID] = []
      for node in frontier {
        // Only switches forward: a host is an end of the way.
        if case .host(let host) = node, host != start { continue }
        for (link, to) in neighbours[node] ?? [] where cameBy[to] == nil && to != .host(start) {
          cameBy[to] = (link, node)
          next.append(to)
        }
      }
      frontier = next
    }
    guard cameBy[goal] != nil else { return nil }
    var route = Route(capacities: [], latency: .zero)
    var node = goal
    while node != .host(start) {
      let (index, from) = cameBy[node]!
      let link = links[index]
      route.capacities.append(from == link.ends.0 ? link.directions.0 : link.directions.1)
      route.latency = route.latency + link.latency
      node = from
    }
    route.capacities.reverse()
    return route
  }
}
