import Quantities

/// The network between the hosts.
struct NetworkSpec: ReadableObject, Sendable {
  static let schemaName = "Network"
  static let schemaText = "Switches, and the links that join hosts and switches."

  let switches: [Located<String>]
  let links: [LinkSpec]

  init(reading o: inout ObjectReader) {
    switches = o.optional(
      "switches", .array(of: .located(.name)), default: [],
      "The names of the switches. Only switches forward; a host is an end of every path.")
    links = o.required(
      "links", .array(of: .object, atLeast: 1), "The links, each full duplex.")
  }
}

/// A link, or one link for each host that a pattern means.
struct LinkSpec: ReadableObject, Sendable {
  static let schemaName = "Link"
  static let schemaText = "A full-duplex cable: each direction has the whole bandwidth."

  let between: [Located<String>]
  let bandwidth: BytesPerSecond
  let latency: Seconds
  let name: String?

  init(reading o: inout ObjectReader) {
    between = o.required(
      "between", .array(of: .located(.name), atLeast: 2, atMost: 2),
      "The two hosts or switches it joins. [\"node-*\", \"switch\"] is one link for each node.")
    bandwidth = o.required(
      "bandwidth", .quantity(.bandwidth), "What each direction carries.")
    latency = o.optional(
      "latency", .quantity(.duration), default: .milliseconds(0.1), "One way.")
    name = o.optional("name", .name, "The name that results use; \"a-b\" without one.")
  }
}
