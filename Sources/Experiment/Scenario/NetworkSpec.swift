import Datacenter
import Quantities
import StrictJSON

/// The network between the hosts.
struct NetworkSpec: ReadableObject, Sendable {
  static let schemaName = "Network"
  static let schemaText = "Switches, and the links that join hosts and switches."

  let switches: [Located<String>]
  let links: [LinkSpec]
  let topologies: [Located<TopologySpec>]
  let tree: [LinkSpec]
  let loads: [LoadSpec]
  let transport: TransportSpec
  let usage: Seconds?

  /// None.
  init() {
    (switches, links, topologies, tree, loads) = ([], [], [], [], [])
    transport = TransportSpec()
    usage = nil
  }

  init(reading o: inout ObjectReader) {
    switches = o.optional(
      "switches", .array(of: .locatedName), default: [],
      "The names of the switches. Only switches forward traffic; hosts do not.")
    let links: [LinkSpec] = o.optional(
      "links", .array(of: .object), default: [], "The links, each full duplex.")
    self.links = links
    let topologies: [Located<TopologySpec>] = o.optional(
      "topologies", .array(of: .located(TopologySpec.shape)), default: [],
      "Generated networks. Links may join their switches to others.")
    self.topologies = topologies
    let tree: [LinkSpec] = o.optional(
      "tree", .array(of: .object), default: [],
      "Links of a tree, each from a host or switch to the one switch above it.")
    self.tree = tree
    loads = o.optional(
      "loads", .array(of: .object), default: [], "Traffic that competes with migrations on links.")
    transport = o.optional(
      "transport", .object, default: TransportSpec(),
      "Protocol overhead, and TCP's limits on transfers.")
    usage = o.optional(
      "usage", .quantity(.step),
      "Writes links.csv: how each link was used, in steps of this time, 1 ms or more.")
    o.check(
      "links", "topologies", "tree", holds: !(links.isEmpty && topologies.isEmpty && tree.isEmpty),
      "nothing joins the hosts",
      "write for example \"links\": [ { \"between\": [\"a\", \"b\"], \"bandwidth\": \"10 Gbit/s\" } ]"
    )
  }
}

/// A link, or one link for each host that a pattern means.
struct LinkSpec: ReadableObject, Sendable {
  static let schemaName = "Link"
  static let schemaText = "A full-duplex cable: each direction has the whole bandwidth."

  let between: [Located<String>]
  let bandwidth: BytesPerSecond
  let latency: Seconds
  let name: Located<String>?

  init(reading o: inout ObjectReader) {
    between = o.required(
      "between", .array(of: .locatedName, atLeast: 2, atMost: 2),
      "The two hosts or switches it joins. [\"node-*\", \"switch\"] is one link for each node; \"a:eth1\" is the NIC eth1 of a."
    )
    bandwidth = o.required(
      "bandwidth", .quantity(.bandwidth), "The data rate of each direction.")
    latency = o.optional(
      "latency", .quantity(.duration), default: .milliseconds(0.1),
      "The time from one end to the other.")
    name = o.optional(
      "name", .locatedName,
      "The name of the link in results; without it, the names of both ends, such as \"a-b\", and \"a-b#2\" for a second link between them."
    )
  }
}

/// What transfers make of the wire.
struct TransportSpec: ReadableObject, Sendable {
  static let schemaName = "Transport"
  static let schemaText = "Protocol overhead, and TCP's limits on transfers."

  let transport: Transport

  init(reading o: inout ObjectReader) {
    let first: Seconds = o.optional(
      "retransmission", .quantity(.span), default: Retries.linux.first,
      "The time after which TCP tries again over a silent link. Each further time-out is twice as long, up to 120 s. Linux: the round trip, and at least 200 ms."
    )
    let sharing: UnevenSharingSpec? = o.optional(
      "sharing", .object,
      "Connections of TCP share a full queue unevenly, by weights that are drawn for each. Without it they share evenly."
    )
    transport = Transport(
      efficiency: o.optional(
        "efficiency", .number(.above(0, upTo: 1)), default: 1,
        "The share of the bandwidth that carries payload. Measured for TCP over 1 Gbit/s: 0.9244, which is 110.2 MiB/s; 1500-byte frames allow 0.9415."
      ),
      window: o.optional(
        "window", .quantity(.size), default: Transport.linuxWindow,
        "The most data that one connection has under way. A connection moves one window in each round trip. The default is Linux's, half of the 6 MiB of tcp_rmem."
      ),
      sendBuffer: o.optional(
        "sendBuffer", .quantity(.within(0...1e12)),
        default: sharing == nil ? Transport.linuxSendBuffer : Transport.tcpSendBuffer,
        "The most data that a connection's socket holds. QEMU counts as sent what the socket has taken, so what the socket still holds at the pause prolongs the downtime. The default is Linux's net.core.wmem_default. With \"sharing\" it is 2 MB: Linux lets TCP hold twice what the bottleneck's queue holds, up to the 4 MiB of tcp_wmem."
      ),
      streams: o.optional(
        "streams", .count(1...1024), default: 1,
        "The number of connections of each migration. Each counts as a transfer where links are shared, and their windows add up. An engine that opens more by itself (\"streams\", \"channels\" of multifd, \"connections\") has as many windows."
      ),
      loss: o.optional(
        "loss", .number(.within(0...0.5)), default: 0,
        "The share of packets that paths lose. A stream then moves 1460 bytes x 1.22 / (round trip x sqrt(loss)) at most (Mathis et al. 1997)."
      ),
      retries: Retries(
        first: first, longest: max(first, Retries.linux.longest),
        limit: o.optional(
          "retries", .count(1...100), default: Retries.linux.limit,
          "The number of retransmissions after which TCP gives up a silent link: Linux's tcp_retries2, which with the other defaults is 924.6 s."
        )),
      keepalive: o.optional(
        "keepalive", .quantity(.span),
        "A manager closes the connection after this time without an answer: 30 s with libvirt's defaults (interval 5 s, count 5). Without it nobody does, as with QEMU alone."
      ), sharing: sharing?.sharing)
  }

  init() {
    transport = Transport(
      window: Transport.linuxWindow, sendBuffer: Transport.linuxSendBuffer)
  }
}

/// How unevenly connections share a full queue.
struct UnevenSharingSpec: ReadableObject, Sendable {
  static let schemaName = "UnevenSharing"
  static let schemaText =
    "How unevenly TCP connections share a full queue: whom the queue favours, and chance. Fitted to two to six VMs at 64 and 125 MB/s over Linux TCP, and to nothing else."

  let sharing: UnevenSharing

  init(reading o: inout ObjectReader) {
    let queue: UnevenSharing.Queue = o.required(
      "queue", .word("a queue that fills"),
      "The queue that fills. A queue at the \"sending-host\" loses nothing, and favours connections over those that begin 1 ms to 10 ms after them. A \"switch-port\" drops packets, and favours the connections that joined last."
    )
    sharing = UnevenSharing(
      at: queue,
      advantage: o.optional(
        "advantage", .number(.within(1...100)),
        default: UnevenSharing.measuredAdvantage(at: queue),
        "How many times the weight of the others a favoured connection has. The default is what was measured: 3.3 at a sending host, 4 at a switch port."
      ),
      spread: o.optional(
        "spread", .number(.within(0...3)), default: UnevenSharing.measuredSpread,
        "The standard deviation of the logarithm of weights, which are drawn from a log-normal law once for connections that begin within 0.6 ms."
      ),
      spreadTogether: o.optional(
        "spreadTogether", .number(.within(0...3)),
        default: UnevenSharing.measuredSpreadTogether(at: queue),
        "The same, drawn for each of the connections that begin within 0.6 ms. The default is what was measured: 0.03 at a sending host, 0.15 at a switch port."
      ),
      headStart: o.optional(
        "headStart", .number(.within(1...100)),
        default: UnevenSharing.measuredHeadStart(at: queue),
        "How many times the weight of a connection that joins others in full flow those have that began at an empty queue. The default is what was measured: 1.38 at a sending host, none at a switch port."
      ))
  }
}

/// A network interface of a host.
struct NICSpec: ReadableObject, Sendable {
  static let schemaName = "NIC"
  static let schemaText = "A network interface; links name it as \"host:nic\"."

  let name: Located<String>
  let roles: [Role]

  /// What an interface is for.
  enum Role: String, CaseIterable, Sendable {
    case migration, service, storage

    var traffic: Traffic {
      switch self {
      case .migration: .migration
      case .service: .service
      case .storage: .storage
      }
    }
  }

  var traffic: Traffic { roles.reduce(into: []) { $0.formUnion($1.traffic) } }

  init(reading o: inout ObjectReader) {
    name = o.required("name", .locatedName, "The interface's name, such as \"eth1\".")
    roles = o.optional(
      "for", .array(of: .word("a kind of traffic"), atLeast: 1), default: Role.allCases,
      "The traffic that the interface carries. Migrations use only interfaces that are for them.")
  }
}
