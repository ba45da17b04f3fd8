import Datacenter
import Quantities
import Strategies
import StrictJSON

/// A VM's disk.
struct DiskSpec: ReadableObject, Sendable {
  static let schemaName = "Disk"
  static let schemaText = "A disk of a VM."

  let size: Located<Bytes>
  let allocated: Bytes
  let provisioning: DiskProvisioning
  let storage: Located<String>?
  let writes: [BlockClass]

  init(reading o: inout ObjectReader) {
    let size: Located<Bytes> = o.required(
      "size", .located(.quantity(.size)), "The size that the guest sees.")
    let allocated: Bytes? = o.optional(
      "allocated", .quantity(.amount),
      "The part of the disk that holds data. The rest is holes, which a thin disk does not store and copies leave out. Without it, the whole disk holds data."
    )
    let holes: Bytes? = o.optional(
      "holes", .quantity(.amount),
      "The part of the disk that is holes, in the place of \"allocated\".")
    o.check(
      "holes", "allocated", holds: holes == nil || allocated == nil,
      "one of \"allocated\" and \"holes\" follows from the other", "keep one of them")
    o.check(
      "allocated", "size", holds: (allocated ?? size.value) <= size.value,
      "is more than the disk's size", "write \"\(size.value)\" or less")
    o.check(
      "holes", "size", holds: (holes ?? .zero) <= size.value, "is more than the disk's size",
      "write \"\(size.value)\" or less")
    self.size = size
    let content = allocated ?? holes.map { max(.zero, size.value - $0) } ?? size.value
    self.allocated = content
    provisioning = o.optional(
      "provisioning", .word("\"thin\" or \"thick\""), default: .thin,
      "thin: the disk takes only the space of its data, and copies leave holes out. thick: the disk takes its whole size, and all of it is copied."
    )
    storage = o.optional(
      "storage", .locatedName,
      "The datastore that holds the disk; without it, the VM's own datastore.")
    writes =
      o.optional(
        "writes",
        .oneOrMore(
          .object("A region of the disk with one pattern of writes.") { BlockClass(reading: &$0) }),
        "How the guest writes the disk: one region, or several that follow each other from its start. Without it, the guest does not write the disk."
      ) ?? []
    let written = writes.reduce(Bytes.zero) { $0 + $1.region }
    o.check(
      "writes", "allocated", "holes", "size", holds: written <= content,
      "the regions that are written take \(written), but only \(content) is allocated",
      "write smaller regions, or allocate more")
  }
}

extension BlockClass {
  init(reading o: inout ObjectReader) {
    let region: Bytes = o.required(
      "region", .quantity(.size), "The size of the region: the working set.")
    let size: Bytes = o.optional(
      "size", .quantity(.size), default: .kibibytes(64), "The size of one write.")
    o.check(
      "size", "region", holds: size <= region, "a write is larger than the region it goes to",
      "write \"\(region)\" or less")
    self.init(
      region: region,
      rate: o.required("rate", .quantity(.operations), "Writes per second."), writeSize: size,
      pattern: o.optional(
        "pattern", .word("a pattern"), default: .uniform,
        "uniform: each write goes anywhere in the region. sequential: each write follows the one before."
      ))
  }
}

extension Limits {
  /// Requests to storage per second.
  static let operations = Limits.within(0...1e9)
  /// A limit of them.
  static let positiveOperations = Limits.above(0, upTo: 1e9)
}

extension DiskSpec {
  /// What it takes of its datastore.
  var space: Bytes { provisioning == .thick ? size.value : allocated }
  /// What its guest writes to it.
  var writeRate: BytesPerSecond { writes.reduce(.zero) { $0 + $1.bandwidth } }
}
