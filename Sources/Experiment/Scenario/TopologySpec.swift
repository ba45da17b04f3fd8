import Datacenter
import Quantities
import StrictJSON

/// A generated network: switches and links that follow a rule.
struct TopologySpec: Sendable {
  let kind: Kind
  let hosts: [Located<String>]
  let nic: Located<String>?
  let cable: Topology.Cable
  let prefix: String

  enum Kind: Sendable {
    case singleSwitch
    case leafSpine(hostsPerLeaf: Int, spines: Int, uplink: Topology.Cable)
    case fatTree(ports: Located<Int>)
    case multiSite([Site], wan: Topology.Cable)
  }

  /// The hosts at one place.
  struct Site: Sendable {
    let name: String
    let hosts: [Located<String>]
  }

  static var shape: Shape<TopologySpec> {
    .choice(
      "a topology",
      [
        Variant(
          "singleSwitch", "Every host on one switch, called \"switch\".",
          .object("Every host on one switch, called \"switch\".") { o in
            TopologySpec(&o, .singleSwitch)
          }),
        Variant(
          "leafSpine", "Racks of hosts on leaf switches, each leaf joined to every spine.",
          .object("Racks of hosts on leaf switches, each leaf joined to every spine.") { o in
            let hostsPerLeaf = o.required(
              "hostsPerLeaf", .count(1...1000), "Hosts on each leaf, in the order of the scenario.")
            let spines = o.required("spines", .count(1...256), "The number of spines.")
            let uplink: Topology.Cable = o.required(
              "uplink", cable, "The cable from each leaf to each spine.")
            return TopologySpec(
              &o, .leafSpine(hostsPerLeaf: hostsPerLeaf, spines: spines, uplink: uplink))
          }),
        Variant(
          "fatTree", "A fat tree of switches with k ports, for up to k^3/4 hosts.",
          .object("A fat tree of switches with k ports, for up to k^3/4 hosts.") { o in
            let ports = o.required(
              "ports",
              .located(
                .count(2...64).checked { ports in
                  ports.isMultiple(of: 2)
                    ? nil : ("\(ports) ports cannot be halved", "write an even number")
                }), "The ports of every switch, k: an even number.")
            return TopologySpec(&o, .fatTree(ports: ports))
          }),
        Variant(
          "multiSite", "Sites of one switch each, every two joined by a line of the WAN.",
          .object("Sites of one switch each, every two joined by a line of the WAN.") { o in
            let sites: [Site] = o.required(
              "sites",
              .array(
                of: .object("A site.") { o in
                  Site(
                    name: o.required("name", .name, "The name of the site and of its switch."),
                    hosts: o.required(
                      "hosts", .names,
                      "The hosts at the site: names or patterns."))
                }, atLeast: 1, atMost: 100), "The sites.")
            let wan: Topology.Cable = o.required("wan", cable, "Each line between two sites.")
            return TopologySpec(&o, .multiSite(sites, wan: wan), hasHosts: false)
          }),
      ])
  }

  /// What a cable can do.
  private static var cable: Shape<Topology.Cable> {
    .object("A full-duplex cable.") { o in
      Topology.Cable(
        o.required("bandwidth", .quantity(.bandwidth), "The data rate of each direction."),
        latency: o.optional(
          "latency", .quantity(.duration), default: .milliseconds(0.1),
          "The time from one end to the other."
        ))
    }
  }

  private init(_ o: inout ObjectReader, _ kind: Kind, hasHosts: Bool = true) {
    self.kind = kind
    if hasHosts {
      hosts =
        o.optional(
          "hosts", .names,
          "The hosts on the switch: names or patterns; without it, all hosts.") ?? []
    } else {
      hosts = []
    }
    nic = o.optional("nic", .locatedName, "The NIC by which each host is joined.")
    cable = o.required("cable", Self.cable, "The cable from each host to its switch.")
    prefix =
      o.optional("prefix", .name, "What the names of the switches begin with, such as \"lan-\".")
      ?? ""
  }
}
