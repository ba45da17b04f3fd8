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
  /// How many faults hold it down at present, and how many of them have closed its connections.
  var outages = 0
  var cuts = 0
  /// For each direction, the silence that transfers in it wait out.
  var silences: (Silence?, Silence?) = (nil, nil)
  /// Whether a silence has lasted so long that its connections were given up.
  var isGivenUp = false
  /// The shares of its bandwidth that faults leave it at present, each of what the others leave.
  var slowdowns: [Double] = []
  /// The share of its bandwidth that it has.
  var speed: Double { slowdowns.reduce(1, *) }
  /// Whether it carries anything.
  public var isUp: Bool { outages == 0 }
  /// What the NICs at its ends are for.
  public var traffic: Traffic
  /// Its two directions as capacities: from the first end, from the second end.
  ///
  /// Links come first in the network, so that those of link n are 2n and 2n + 1.
  var directions: (CapacityID, CapacityID) = (CapacityID(0), CapacityID(0))

  /// The link whose direction a capacity is.
  static func of(_ direction: CapacityID) -> LinkID { LinkID(direction.index / 2) }

  public init(
    name: String, between a: NodeID, and b: NodeID, bandwidth: BytesPerSecond, latency: Seconds,
    traffic: Traffic = .all
  ) {
    self.name = name
    ends = (a, b)
    self.bandwidth = bandwidth
    self.latency = latency
    self.traffic = traffic
  }
}

/// A host or a switch.
public enum NodeID: Hashable, Sendable {
  case host(HostID)
  case `switch`(Int)
}

/// What a NIC is for. Migrations leave NICs that are not for them alone.
public struct Traffic: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// VMs on the move, their memory and their files.
  public static let migration = Traffic(rawValue: 1)
  /// What VMs say to the world.
  public static let service = Traffic(rawValue: 2)
  /// What hosts say to shared storage.
  public static let storage = Traffic(rawValue: 4)
  /// Everything.
  public static let all: Traffic = [.migration, .service, .storage]
}

/// A way through the network.
struct Route {
  var capacities: [CapacityID]
  /// One way.
  var latency: Seconds

  /// There and back.
  var roundTrip: Seconds { 2 * latency }

  /// From a host to itself.
  static let nowhere = Route(capacities: [], latency: .zero)
}
