package import Datacenter
package import Quantities

/// A world as small as a test needs it: VMs on the first of some hosts, and what they move over. What the
/// test is about, it changes.
package struct SmallWorld {
  package var hosts: [Host]
  package var vms: [VirtualMachine]
  package var datastores = [Datastore(name: "san")]
  package var links: [Link]
  package var transport = Transport.ideal
  package var loads: [BackgroundLoad] = []
  package var faults: [Fault] = []
  package var seed: UInt64 = 1
  package var arm = "test"

  /// The world, in which nothing moves yet.
  package var world: World {
    World(
      hosts: hosts, vms: vms, datastores: datastores, links: links, transport: transport,
      loads: loads, faults: faults, randomness: .init(seed: seed, replication: 0, arm: arm))
  }

  /// Hosts that no link joins.
  package init(
    hosts: [String] = ["host"], memory: Bytes = .gibibytes(64), cores: Double? = nil,
    vms: [VirtualMachine]
  ) {
    self.hosts = hosts.map { Host(name: $0, memory: memory, cores: cores) }
    self.vms = vms
    links = []
  }

  /// Two hosts, a and b, and a link between them.
  package static func pair(
    memory: Bytes = .gibibytes(64), cores: Double? = nil, over link: String = "wire",
    _ bandwidth: BytesPerSecond = BytesPerSecond(125e6), latency: Seconds = .zero,
    vms: [VirtualMachine]
  ) -> SmallWorld {
    var world = SmallWorld(hosts: ["a", "b"], memory: memory, cores: cores, vms: vms)
    world.links = [
      Link(
        name: link, between: .host(HostID(0)), and: .host(HostID(1)), bandwidth: bandwidth,
        latency: latency)
    ]
    return world
  }

  /// Hosts around a switch, each with a link of its own: the name, a dash and the host's number.
  package static func star(
    _ hosts: [String], memory: Bytes = .gibibytes(64), cores: Double? = nil,
    over link: String = "uplink", _ bandwidth: BytesPerSecond = BytesPerSecond(125e6),
    latency: Seconds = .zero, vms: [VirtualMachine]
  ) -> SmallWorld {
    var world = SmallWorld(hosts: hosts, memory: memory, cores: cores, vms: vms)
    world.links = hosts.indices.map {
      Link(
        name: "\(link)-\($0)", between: .host(HostID($0)), and: .switch(0), bandwidth: bandwidth,
        latency: latency)
    }
    return world
  }
}

extension VirtualMachine {
  /// A VM that never writes.
  package static func idle(
    _ name: String = "vm", on host: Int = 0, isOn: Bool = true,
    _ memory: Bytes = .gibibytes(1), cpu: CPU = CPU(), home: Int = 0, disks: [Disk] = []
  ) -> VirtualMachine {
    VirtualMachine(
      name: name, host: HostID(host), isOn: isOn,
      pageClasses: [PageClass(name: "idle", pages: memory.pages, writes: .never)], cpu: cpu,
      home: DatastoreID(home), disks: disks)
  }

  /// A VM all of whose memory is written at random, at so many page writes a second.
  package static func busy(
    _ name: String = "vm", on host: Int = 0, writes: Double, _ memory: Bytes = .gibibytes(1),
    disks: [Disk] = []
  ) -> VirtualMachine {
    VirtualMachine(
      name: name, host: HostID(host),
      pageClasses: [
        PageClass(name: "hot", pages: memory.pages, writes: .uniform(PagesPerSecond(writes)))
      ], home: DatastoreID(0), disks: disks)
  }
}
