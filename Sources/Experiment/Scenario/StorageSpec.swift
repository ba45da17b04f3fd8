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
    name = o.required("name", .locatedName, "The name that VMs and requests use for it.")
    shared = o.optional(
      "shared", .flag,
      "true if several hosts reach the datastore: all of them, or those that \"hosts\" names.")
    host = o.optional("host", .locatedName, "The one host whose own storage it is.")
    hosts = o.optional(
      "hosts", .array(of: .locatedName, atLeast: 1),
      "The hosts that reach shared storage; a * stands for any characters.")
    capacity = o.optional(
      "capacity", .quantity(.size), "The space of the datastore; without it, there is no limit.")
    bandwidth = o.optional(
      "bandwidth", .quantity(.bandwidth),
      "The data rate of all reads and writes together; without it, storage is never the bottleneck."
    )
    let read: BytesPerSecond? = o.optional(
      "readBandwidth", .quantity(.bandwidth),
      "The data rate of all reads together; without it, reading is never the bottleneck.")
    let write: BytesPerSecond? = o.optional(
      "writeBandwidth", .quantity(.bandwidth),
      "The data rate of all writes together; without it, writing is never the bottleneck.")
    let requests: OperationsPerSecond? = o.optional(
      "iops", .quantity(.positiveOperations),
      "Requests per second, reads and writes together. Copies make requests of 1 MiB. Without it, there is no limit."
    )
    let device = StorageDevice(
      read: read ?? .unlimited, write: write ?? .unlimited,
      readLatency: o.optional(
        "readLatency", .quantity(.duration), default: .zero,
        "The time from the request of a read until its first byte."),
      writeLatency: o.optional(
        "writeLatency", .quantity(.duration), default: .zero,
        "The time until a write is acknowledged, besides moving its bytes."),
      requests: requests ?? OperationsPerSecond(.infinity))
    self.device = device
    let load = o.optional(
      "load", .object, default: StorageLoadSpec(),
      "What others than the scenario's VMs read and write; without it, nothing.")
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
