import Quantities

/// Links side by side, which join the same two ends: what transfers share that use them all at a time.
///
/// A transfer that uses one of them takes its share of the link and of the bundle, one that uses all takes
/// its share of the bundle only. So transfers are feasible if and only if no link carries more than it can of
/// those that use it alone, and all links together no more than they can.
struct LinkBundles {
  /// Links of one bundle.
  struct Bundle {
    let links: [LinkID]
    /// All links in the first direction of the first of them, and in the other.
    let directions: (CapacityID, CapacityID)
    /// Each link's own, so ordered.
    let own: [(CapacityID, CapacityID)]
  }

  private(set) var all: [Bundle] = []
  /// Link -> its bundle.
  private var ofLink: [LinkID: Int] = [:]

  /// No links are used together.
  init() {}

  /// Finds the links for migrations that join the same two ends.
  ///
  /// - Parameter add: adds a direction of a bundle to the network, under a name.
  init(of links: [Link], add: (String, BytesPerSecond) -> CapacityID) {
    var byEnds: [Set<NodeID>: [Int]] = [:]
    var order: [Set<NodeID>] = []
    for (index, link) in links.enumerated() where link.traffic.contains(.migration) {
      let ends: Set = [link.ends.0, link.ends.1]
      if byEnds[ends] == nil { order.append(ends) }
      byEnds[ends, default: []].append(index)
    }
    for ends in order {
      let members = byEnds[ends]!
      guard members.count > 1, let first = members.first else { continue }
      let names = members.map { links[$0].name }.joined(separator: "+")
      let own = members.map { index in
        let directions = links[index].directions
        return links[index].ends.0 == links[first].ends.0
          ? directions : (directions.1, directions.0)
      }
      let rate = members.reduce(BytesPerSecond.zero) { $0 + links[$1].bandwidth }
      let bundle = Bundle(
        links: members.map { LinkID($0) },
        directions: (add("\(names):there", rate), add("\(names):back", rate)), own: own)
      for link in bundle.links { ofLink[link] = all.count }
      all.append(bundle)
    }
  }

  var isEmpty: Bool { all.isEmpty }

  /// The bundle of a link.
  func bundle(of link: LinkID) -> Bundle? { ofLink[link].map { all[$0] } }

  /// The direction of a bundle in which a direction of a link lies.
  func direction(beside capacity: CapacityID) -> CapacityID? {
    guard let bundle = bundle(of: Link.of(capacity)) else { return nil }
    return bundle.own.contains { $0.0 == capacity } ? bundle.directions.0 : bundle.directions.1
  }

  /// The links that a path's capacity stands for, if it is a bundle's.
  func links(behind capacity: CapacityID) -> [LinkID] {
    all.first { $0.directions.0 == capacity || $0.directions.1 == capacity }?.links ?? []
  }
}

extension Wires {
  /// What a transfer crosses on a route.
  ///
  /// - Parameter all: whether it uses links side by side all at a time.
  func path(of route: Route, usingAllLinks all: Bool = false) -> [CapacityID] {
    guard !bundles.isEmpty else { return route.capacities }
    return route.capacities.flatMap { capacity in
      guard let bundle = bundles.direction(beside: capacity) else { return [capacity] }
      return all ? [bundle] : [capacity, bundle]
    }
  }

  /// How many links a transfer uses at a time where it uses most, if it uses all side by side.
  func linksAtOnce(on route: Route) -> Int {
    route.capacities.reduce(1) { max($0, bundles.bundle(of: Link.of($1))?.links.count ?? 1) }
  }
}
