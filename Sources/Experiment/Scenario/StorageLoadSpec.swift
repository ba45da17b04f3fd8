import Datacenter
import Quantities
import Randomness
import StrictJSON

/// What uses a datastore beside the VMs of the scenario.
struct StorageLoadSpec: ReadableObject, Sendable {
  static let schemaName = "StorageLoad"
  static let schemaText =
    "What others than the scenario's VMs read and write on a datastore. They are served first, and copies share the rest. A distribution is sampled once for each replication."

  let read: RandomQuantity<BytesPerSecond>
  let write: RandomQuantity<BytesPerSecond>
  let growth: RandomQuantity<BytesPerSecond>

  init(reading o: inout ObjectReader) {
    read = o.optional(
      "read", .random(.load), default: .constant(.zero),
      "The rate at which others read from the datastore.")
    write = o.optional(
      "write", .random(.load), default: .constant(.zero),
      "The rate at which others write to the datastore.")
    growth = o.optional(
      "growth", .random(.load), default: .constant(.zero),
      "The rate at which others fill the datastore, from the start of the run.")
  }

  init() {
    read = .constant(.zero)
    write = .constant(.zero)
    growth = .constant(.zero)
  }

  /// The load of one replication.
  func draw(for store: String, seed: UInt64, replication: UInt64) -> StorageLoad {
    var stream = RandomStream(
      seed: seed, name: "storage load", entity: store, replication: replication)
    return StorageLoad(
      read: read.sample(from: &stream), write: write.sample(from: &stream),
      growth: growth.sample(from: &stream))
  }
}

extension RandomQuantity where Unit == BytesPerSecond {
  /// The mean of a rate.
  var mean: BytesPerSecond { BytesPerSecond(distribution.mean) }
}
