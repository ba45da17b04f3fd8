import Kernel
import Quantities
import Testing

@testable import Datacenter

@Suite("Ways through the network")
struct RouterTests {
  /// A network whose links have their capacities, and its router.
  struct Network {
    let links: [Link]
    var router: Router

    init(_ topology: Topology, hosts: Int) {
      var links = topology.links
      for index in links.indices {
        links[index].directions = (CapacityID(2 * index), CapacityID(2 * index + 1))
      }
      self.links = links
      router = Router(hosts: hosts, links: links)
    }

    /// The nodes that a way visits, by walking along its capacities.
    func walk(_ route: Route, from start: Int) -> [NodeID]? {
      var nodes = [NodeID.host(HostID(start))]
      for capacity in route.capacities {
        let link = links[capacity.index / 2]
        let (from, to) =
          capacity.index.isMultiple(of: 2) ? link.ends : (link.ends.1, link.ends.0)
        guard nodes.last == from else { return nil }
        nodes.append(to)
      }
      return nodes
    }
  }

  static func names(_ count: Int) -> [String] { (0..<count).map { "h\($0)" } }
  static let cable = Topology.Cable(.gigabitsPerSecond(10), latency: .microseconds(1))

  @Test(
    "a fat tree of k-port switches has k^3/4 hosts, 5k^2/4 switches and 3k^3/4 links",
    arguments: [2, 4, 8, 16])
  func fatTree(ports: Int) {
    let hosts = ports * ports * ports / 4
    let tree = Topology.fatTree(ports: ports, hosts: Self.names(hosts), cable: Self.cable)
    #expect(tree.switches.count == 5 * ports * ports / 4)
    #expect(tree.links.count == 3 * ports * ports * ports / 4)
    #expect(Set(tree.switches).count == tree.switches.count)
  }

  @Test("ways round links that are down are those of a network that never had them")
  func outages() {
    let hosts = 16
    var network = Network(
      .fatTree(ports: 4, hosts: Self.names(hosts), cable: Self.cable), hosts: hosts)
    var links = network.links
    var number = 1
    for _ in 0..<300 {
      number = number * 48_271 % 2_147_483_647
      let link = number % links.count
      links[link].outages = 1 - links[link].outages
      network.router.set(LinkID(link), isUp: links[link].isUp)
      var fresh = Router(hosts: hosts, links: links)
      for transfer in 0..<8 as Range<UInt64> {
        let (from, to) = (HostID(number % hosts), HostID((number / hosts) % hosts))
        let way = network.router.route(from: from, to: to, transfer: transfer)
        let other = fresh.route(from: from, to: to, transfer: transfer)
        #expect(way?.capacities == other?.capacities && way?.latency == other?.latency)
      }
    }
  }

  @Test("in a fat tree ways have 2 links at one edge, 4 in one pod, 6 between pods")
  func fatTreeWays() throws {
    var network = Network(
      .fatTree(ports: 8, hosts: Self.names(128), cable: Self.cable), hosts: 128)
    for (to, length) in [(1, 2), (4, 4), (16, 6), (127, 6)] {
      let possible = network.router.route(from: HostID(0), to: HostID(to), transfer: 7)
      let route = try #require(possible)
      #expect(route.capacities.count == length)
      #expect(abs(route.latency.value - Double(length) * 1e-6) < 1e-15)
      #expect(network.walk(route, from: 0)?.last == .host(HostID(to)))
    }
  }

  @Test("equal transfers take equal ways, others spread over all equal-cost ways")
  func spread() throws {
    var network = Network(
      .leafSpine(
        hosts: Self.names(20), hostsPerLeaf: 10, spines: 4, cable: Self.cable, uplink: Self.cable),
      hosts: 20)
    var uses: [NodeID: Int] = [:]
    for transfer in 0..<4000 as Range<UInt64> {
      let possible = network.router.route(from: HostID(0), to: HostID(19), transfer: transfer)
      let route = try #require(possible)
      let again = network.router.route(from: HostID(0), to: HostID(19), transfer: transfer)
      #expect(again?.capacities == route.capacities)
      let nodes = try #require(network.walk(route, from: 0))
      #expect(nodes.count == 5)
      uses[nodes[2], default: 0] += 1
    }
    #expect(uses.count == 4)
    // Binomial(4000, 1/4): four standard deviations are 110.
    for count in uses.values { #expect(abs(count - 1000) < 110) }
  }

  @Test("migrations leave NICs alone that are not for them")
  func roles() throws {
    var topology = Topology()
    for name in ["lan", "migration"] { topology.addSwitch(name) }
    for host in 0..<2 {
      topology.join(
        .host(HostID(host)), .switch(0), by: Self.cable, traffic: [.service, .storage], name: "s")
      topology.join(
        .host(HostID(host)), .switch(1), by: Self.cable, traffic: .migration, name: "m")
    }
    var network = Network(topology, hosts: 2)
    let possible = network.router.route(from: HostID(0), to: HostID(1))
    let way = try #require(possible)
    #expect(network.walk(way, from: 0)?[1] == .switch(1))
    let alternative = network.router.route(from: HostID(0), to: HostID(1), for: .service)
    let other = try #require(alternative)
    #expect(network.walk(other, from: 0)?[1] == .switch(0))
  }

  @Test("two cables between host and switch are both used")
  func bond() throws {
    var topology = Topology()
    topology.addSwitch("s")
    for host in [0, 0, 1] {
      topology.join(.host(HostID(host)), .switch(0), by: Self.cable, name: "c")
    }
    var network = Network(topology, hosts: 2)
    let firsts = (0..<100 as Range<UInt64>).compactMap {
      network.router.route(from: HostID(0), to: HostID(1), transfer: $0)?.capacities.first
    }
    #expect(Set(firsts).count == 2)
  }

  @Test("hosts forward nothing, and where no link leads there is no way")
  func noWay() {
    var topology = Topology()
    for (a, b) in [(0, 1), (1, 2)] {
      topology.join(.host(HostID(a)), .host(HostID(b)), by: Self.cable, name: "c")
    }
    var network = Network(topology, hosts: 4)
    let found = (1...3).map { network.router.connects(HostID(0), HostID($0)) }
    #expect(found == [true, false, false])
    let nowhere = network.router.route(from: HostID(2), to: HostID(2))
    #expect(nowhere?.capacities.isEmpty == true)
  }

  @Test("sites of a WAN are joined by one line for every two")
  func multiSite() throws {
    let topology = Topology.multiSite(
      hosts: Self.names(6), sites: [("rome", 2), ("oslo", 3), ("bern", 1)], cable: Self.cable,
      wan: .init(.megabitsPerSecond(100), latency: .milliseconds(20)))
    #expect(topology.switches == ["rome", "oslo", "bern"])
    var network = Network(topology, hosts: 6)
    let possible = network.router.route(from: HostID(0), to: HostID(5))
    let way = try #require(possible)
    #expect(way.capacities.count == 3)
    #expect(abs(way.roundTrip.value - 0.040004) < 1e-12)
  }

  @Test("a window allows one window a round trip for each connection")
  func window() {
    let transport = Transport(window: .mebibytes(3), streams: 4)
    #expect(transport.cap(over: Seconds(0.15)).value == 12 * 1_048_576 / 0.15)
    #expect(transport.cap(over: Seconds(0.15), by: 2) == transport.cap(over: Seconds(0.15)))
    #expect(transport.cap(over: Seconds(0.15), by: 8).value == 24 * 1_048_576 / 0.15)
    #expect(transport.cap(over: .zero) == .unlimited)
    #expect(Transport.ideal.cap(over: Seconds(1)) == .unlimited)
  }
}
