import Quantities

/// A datastore.
struct StorageSpec: ReadableObject, Sendable {
  static let schemaName = "Storage"
  static let schemaText =
    "A place for disks: shared by several hosts, or one host's own. Without any, one shared datastore serves every host."

  let name: Located<String>
  let shared: Bool?
  let host: Located<String>?
  let hosts: [Located<String>]?
  let capacity: Bytes?
  let bandwidth: BytesPerSecond?

  init(reading o: inout ObjectReader) {
    name = o.required("name", .located(.name), "The name by which VMs and requests refer to it.")
    shared = o.optional(
      "shared", .flag, "true: every host reaches it, or those that \"hosts\" names.")
    host = o.optional("host", .located(.name), "The one host whose own storage it is.")
    hosts = o.optional(
      "hosts", .array(of: .located(.name), atLeast: 1),
      "The hosts that reach shared storage; a * stands for any characters.")
    capacity = o.optional(
      "capacity", .quantity(.size), "How much it holds; without it, any amount.")
    bandwidth = o.optional(
      "bandwidth", .quantity(.bandwidth),
      "How fast it reads and writes, all transfers together; without it, never the bottleneck.")
    let (shared, host, hosts) = (shared, host, hosts)
    o.check(
      "shared", "name", holds: shared != nil || host != nil || hosts != nil,
      "the datastore does not say which hosts reach it",
      "write \"shared\": true, or \"host\": with the host whose own storage it is")
    o.check(
      "host", holds: host == nil || (shared != true && hosts == nil),
      "one host's own storage cannot be shared as well", "keep \"host\" or \"shared\"")
    o.check(
      "shared", holds: shared != false || host != nil,
      "storage that is not shared belongs to one host", "add \"host\": with that host's name")
  }
}
