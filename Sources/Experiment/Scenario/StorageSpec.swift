import Datacenter
import Quantities
import StrictJSON

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
  let device: StorageDevice
  let load: StorageLoadSpec

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
      "How fast it reads and writes, all transfers in both directions together; without it, never the bottleneck."
    )
    let read: BytesPerSecond? = o.optional(
      "readBandwidth", .quantity(.bandwidth),
      "How fast it reads, all readers together; without it, never the bottleneck.")
    let write: BytesPerSecond? = o.optional(
      "writeBandwidth", .quantity(.bandwidth),
      "How fast it writes, all writers together; without it, never the bottleneck.")
    let requests: OperationsPerSecond? = o.optional(
      "iops", .quantity(.positiveOperations),
      "Requests per second, reads and writes together; copies make requests of 1 MiB. Without it, any number."
    )
    let device = StorageDevice(
      read: read ?? .unlimited, write: write ?? .unlimited,
      readLatency: o.optional(
        "readLatency", .quantity(.duration), default: .zero,
        "From asking for a read until its first byte."),
      writeLatency: o.optional(
        "writeLatency", .quantity(.duration), default: .zero,
        "From a write until it is acknowledged, beyond moving its bytes."),
      requests: requests ?? OperationsPerSecond(.infinity))
    self.device = device
    let load = o.optional(
      "load", .object, default: StorageLoadSpec(),
      "What others than the VMs of the scenario read and write; without it, nothing.")
    self.load = load
    let both = bandwidth ?? .unlimited
    o.check(
      "load", "readBandwidth", "bandwidth",
      holds: load.read.mean < min(both, device.read),
      "others read all that it can, so that no copy would ever end", "write a smaller \"read\"")
    o.check(
      "load", "writeBandwidth", "bandwidth",
      holds: load.write.mean < min(both, device.write),
      "others write all that it can, so that no copy would ever end", "write a smaller \"write\"")
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
