import Kernel
import Quantities

/// The network and everything that transfers cross: links, storage devices, and who uses them.
struct Wires {
  private(set) var links: [Link]
  let transport: Transport
  private(set) var network = FlowNetwork()
  private var router: Router
  /// Links that migrations may use together.
  private(set) var bundles = LinkBundles()
  var loads: LinkLoads
  private var usage: LinkUsage?
  private var owners: [FlowOwner?] = []
  /// Datastore -> what it puts on the path of a transfer.
  private var storage: [StorageCapacities] = []
  private var followers = Followers()
  /// `nil` where connections share evenly.
  var weights: ConnectionWeights?
  /// What the ends of links are called.
  private let hostNames: [String]
  private let switchNames: [String]

  init(
    _ links: [Link], between hosts: [Host], switches: [String], transport: Transport,
    loads: [BackgroundLoad], usingLinksTogether: Bool = false
  ) {
    self.links = links
    self.transport = transport
    self.loads = LinkLoads(loads)
    hostNames = hosts.map(\.name)
    switchNames = switches
    network.reserveCapacity(2 * links.count)
    for (index, link) in links.enumerated() {
      let rate = link.bandwidth * transport.efficiency
      self.links[index].directions = (network.add(rate: rate), network.add(rate: rate))
      precondition(Link.of(self.links[index].directions.1) == LinkID(index))
    }
    router = Router(hosts: hosts.count, links: self.links)
    if usingLinksTogether {
      var network = network
      bundles = LinkBundles(of: self.links) {
        network.add($0, rate: $1 * transport.efficiency)
      }
      self.network = network
    }
  }

  // MARK: Routes

  mutating func route(
    from source: HostID, to destination: HostID, transfer: UInt64
  ) -> Route? {
    router.route(from: source, to: destination, transfer: transfer)
  }

  /// A fault holds a link down, or one that did no longer does: it carries again when none does.
  ///
  /// - Returns: whether that changes whether it carries anything.
  mutating func hold(_ link: LinkID, down isDown: Bool) -> Bool {
    let wasUp = links[link.index].isUp
    links[link.index].outages += isDown ? 1 : -1
    let isUp = links[link.index].isUp
    guard isUp != wasUp else { return false }
    router.set(link, isUp: isUp)
    return true
  }

  /// Whether a route leads over a link.
  func leads(_ route: Route, over link: LinkID) -> Bool {
    route.capacities.contains { Link.of($0) == link }
  }

  /// Connections over a link are closed by a fault, or one that closed them is over.
  mutating func cut(_ link: LinkID, _ isCut: Bool) { links[link.index].cuts += isCut ? 1 : -1 }

  /// A fault leaves a link a share of its bandwidth, or no longer does.
  mutating func slow(_ link: LinkID, to share: Double, isOver: Bool) {
    links[link.index].slowdowns.note(share, isOver: isOver)
  }

  mutating func setGivenUp(_ link: LinkID, _ isGivenUp: Bool) {
    links[link.index].isGivenUp = isGivenUp
  }

  /// Visits a link's directions: the silence there, and who sends in it.
  mutating func eachDirection(of link: LinkID, _ body: (inout Silence?, NodeID) -> Void) {
    body(&links[link.index].silences.0, links[link.index].ends.0)
    body(&links[link.index].silences.1, links[link.index].ends.1)
  }

  /// The directions of a link carry what loads leave of them, or nothing while they are silent.
  mutating func followCapacity(
    of link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for direction in [links[link.index].directions.0, links[link.index].directions.1] {
      network.setCapacity(direction, rateLeft(on: direction, of: link), at: now, &calendar)
    }
    followBundle(of: link, at: now, &calendar)
  }

  /// The links beside a link carry what those of them that are up have left.
  mutating func followBundle(
    of link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let bundle = bundles.bundle(of: link) else { return }
    var left = (BytesPerSecond.zero, BytesPerSecond.zero)
    for (link, own) in zip(bundle.links, bundle.own) where links[link.index].isUp {
      left.0 += rateLeft(on: own.0, of: link)
      left.1 += rateLeft(on: own.1, of: link)
    }
    network.setCapacity(bundle.directions.0, left.0, at: now, &calendar)
    network.setCapacity(bundle.directions.1, left.1, at: now, &calendar)
  }

  /// What a direction of a link has for transfers at present.
  private func rateLeft(on direction: CapacityID, of link: LinkID) -> BytesPerSecond {
    guard links[link.index].silence(of: direction) == nil else { return .zero }
    return loads.rateLeft(on: direction, of: link, links, transport)
  }

  /// Whether a route's connections are open, or can be made.
  func connects(_ route: Route) -> Bool {
    route.capacities.allSatisfy {
      let link = links[Link.of($0).index]
      return link.cuts == 0 && !link.isGivenUp
    }
  }

  /// The most that one transfer moves over a route that nobody else uses.
  func bandwidth(of route: Route) -> BytesPerSecond {
    route.capacities.reduce(transport.cap(over: route.roundTrip)) {
      min($0, network.capacities[$1.index].rate)
    }
  }

  /// The first capacity on a path that has less than a byte a second for transfers, by its name.
  func linkWithoutRoom(on path: [CapacityID]) -> String? {
    path.first { network.capacities[$0.index].rate.value < 1 }.map(name(of:))
  }

  // MARK: Transfers

  /// A transfer begins.
  mutating func open(
    _ bytes: Bytes, along path: [CapacityID], cap: BytesPerSecond, weight: Double,
    for owner: FlowOwner?, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> FlowID {
    followLoads(along: path, at: now, &calendar)
    var weight = weight
    if weights != nil, let owner { weight *= weigh(for: owner, along: path, at: now, &calendar) }
    let flow = network.open(path, cap: cap, weight: weight, bytes: bytes, at: now, &calendar)
    while owners.count <= flow.index { owners.append(nil) }
    owners[flow.index] = owner
    if let owner { weights?.note(flow, of: owner.migration) }
    return flow
  }

  /// Transfers weigh less beside others from now on.
  mutating func divideWeights(
    of flows: [FlowID], by divisor: Double, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    network.divideWeights(of: flows, by: divisor, at: now, &calendar)
  }

  /// A transfer whose bytes have all arrived is given more, under another cap.
  mutating func reload(
    _ flow: FlowID, _ bytes: Bytes, cap: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    network.reload(flow, bytes: bytes, at: now, &calendar)
    network.setCap(flow, cap, at: now, &calendar)
  }

  mutating func setCap(
    _ flow: FlowID, _ cap: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    network.setCap(flow, cap, at: now, &calendar)
  }

  /// A transfer gives its share back.
  mutating func close(
    _ flow: FlowID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    network.close(flow, at: now, &calendar)
    if let owner = owners[flow.index] { weights?.drop(flow, of: owner.migration) }
    owners[flow.index] = nil
  }

  /// A transfer has moved its last byte.
  ///
  /// - Returns: its group, whose next end the caller has scheduled once it knows what becomes of this
  ///   one, and its owner.
  mutating func arrived(_ flow: FlowID, at now: Instant) -> (group: Int, owner: FlowOwner?) {
    (network.arrived(flow, at: now), owners[flow.index])
  }

  mutating func scheduleNext(
    in group: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    network.scheduleNext(in: group, at: now, &calendar)
  }

  // Inlined, since a call from a method that changes the network would copy it.

  /// What a transfer has moved of so many bytes.
  @inline(__always)
  func moved(of bytes: Bytes, by flow: FlowID, at now: Instant) -> Bytes {
    max(.zero, bytes - network.remaining(flow, at: now))
  }

  /// What a transfer has still to move.
  @inline(__always)
  func remaining(_ flow: FlowID, at now: Instant) -> Bytes { network.remaining(flow, at: now) }

  /// What a transfer without an end has moved.
  @inline(__always)
  func bytesMoved(_ flow: FlowID, at now: Instant) -> Double {
    network.bytesMoved(flow.index, at: now)
  }

  @inline(__always)
  func rate(of flow: FlowID) -> BytesPerSecond { network.rate(of: flow) }

  /// Whether a transfer's own cap is what holds it back.
  @inline(__always)
  func isAtItsCap(_ flow: FlowID) -> Bool { network.flows[flow.index].bottleneck == nil }

  /// What held a transfer back since this was last asked, and for how long; `nil` is its own cap.
  @inline(__always)
  mutating func takeWaits(
    of flow: FlowID, at now: Instant, _ body: (CapacityID?, Seconds) -> Void
  ) {
    network.takeWaits(of: flow, at: now, body)
  }

  /// The name by which results know a capacity.
  func name(of capacity: CapacityID) -> String { bottleneck(at: capacity).name }

  /// A capacity, as what holds transfers back.
  @inline(__always)
  func bottleneck(at capacity: CapacityID) -> Bottleneck {
    let index = Link.of(capacity).index
    guard index < links.count else { return .named(network.capacities[capacity.index].name) }
    let (first, second) = links[index].ends
    let (from, to) = links[index].directions.0 == capacity ? (first, second) : (second, first)
    return .direction(of: links[index].name, from: name(of: from), to: name(of: to))
  }

  private func name(of node: NodeID) -> String {
    switch node {
    case .host(let host): hostNames[host.index]
    case .switch(let number):
      switchNames.indices.contains(number) ? switchNames[number] : "switch-\(number)"
    }
  }

  // MARK: Who follows the rates

  mutating func follow(_ migration: MigrationID) {
    if followers.isEmpty { network.watch(true) }
    followers.enter(migration)
  }

  mutating func unfollow(_ migration: MigrationID) {
    followers.leave(migration)
    if followers.isEmpty { network.watch(false) }
  }

  /// Whether any rate may have changed since it was last asked whose.
  var haveRatesChanged: Bool { network.haveRatesChanged }

  /// The migrations whose sender is followed and whose rate may have changed since this was last asked, in
  /// the order in which they began to be followed.
  ///
  /// - Complexity: O(n log n) in the number of flows whose rate has changed.
  mutating func takeFollowersAtNewRates() -> [MigrationID] {
    followers.among(network.takeChanged().compactMap { owners[Int($0)]?.migration })
  }

  // MARK: Storage

  /// A datastore's limits become capacities of the network.
  ///
  /// - Parameter full: what they are while nobody uses it.
  mutating func addStorage(named name: String, _ limits: StorageLimits, full: StorageLimits) {
    storage.append(StorageCapacities(named: name, limits, full: full, in: &network))
  }

  /// Whether copies may have of a datastore what its limits say.
  func keeps(_ limits: StorageLimits, of store: DatastoreID) -> Bool {
    var keeps = true
    storage[store.index].forEach(with: limits) {
      keeps = keeps && network.capacities[$0.index].rate == $1
    }
    return keeps
  }

  /// What copies may have of a datastore changes.
  mutating func setLimits(
    of store: DatastoreID, _ limits: StorageLimits, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    storage[store.index].forEach(with: limits) {
      network.setCapacity($0, $1, at: now, &calendar)
    }
  }

  /// What a reader of a datastore crosses.
  func reading(_ store: DatastoreID) -> [CapacityID] { storage[store.index].reading }
  /// What a writer crosses.
  func writing(_ store: DatastoreID) -> [CapacityID] { storage[store.index].writing }

  /// How fast a copy goes from one datastore to another if only their devices limit it.
  func deviceRate(from old: DatastoreID, to new: DatastoreID) -> BytesPerSecond {
    min(slowest(of: reading(old)), slowest(of: writing(new)))
  }

  private func slowest(of path: [CapacityID]) -> BytesPerSecond {
    path.reduce(.unlimited) { min($0, network.capacities[$1.index].rate) }
  }

  // MARK: Usage

  /// Begins to record how the links are used.
  mutating func recordUsage(every interval: Seconds) { usage = LinkUsage(every: interval) }

  /// Takes the samples that are due.
  mutating func recordUsage(until now: Instant) { usage?.record(until: now, &network) }

  /// For each link whether a transfer has used it, by itself or beside others.
  func haveCarried(at now: Instant) -> [Bool] {
    func isUsed(_ ways: (CapacityID, CapacityID)) -> Bool {
      [ways.0, ways.1].contains { network.books.busyTime($0.index, at: now) > .zero }
    }
    return links.indices.map { link in
      isUsed(links[link].directions)
        || bundles.bundle(of: LinkID(link)).map { isUsed($0.directions) } ?? false
    }
  }

  /// How every link was used until `now`, and every datastore with limits; empty if nothing was recorded.
  mutating func usage(at now: Instant) -> [World.DirectionUsage] {
    guard usage != nil else { return [] }
    usage?.record(until: now, &network)
    network.bookAll(at: now)
    guard let usage else { return [] }
    func view(_ id: CapacityID, _ bandwidth: BytesPerSecond) -> World.DirectionUsage {
      World.DirectionUsage(
        name: name(of: id), bandwidth: bandwidth,
        spans: usage.spans(of: id.index, upTo: now, network))
    }
    let together: [World.DirectionUsage] = bundles.all.flatMap { bundle in
      let full = bundle.links.reduce(BytesPerSecond.zero) { $0 + links[$1.index].bandwidth }
      return [bundle.directions.0, bundle.directions.1].map {
        view($0, full * transport.efficiency)
      }
    }
    return links.flatMap { link in
      [link.directions.0, link.directions.1].map {
        view($0, link.bandwidth * transport.efficiency)
      }
    } + together + storage.flatMap(\.all).map { view($0.capacity, $0.full) }
  }
}

extension [Double] {
  /// A factor counts from now on, or no longer.
  mutating func note(_ factor: Double, isOver: Bool) {
    if !isOver {
      append(factor)
    } else if let place = firstIndex(of: factor) {
      remove(at: place)
    }
  }
}

extension Infrastructure {
  var links: [Link] { wires.links }
  var transport: Transport { wires.transport }
}
