@testable import Experiment

extension Broken {
  private static let disk = "{ \"size\": \"20 GiB\" }"
  private static let san = "\"shared\": true, \"capacity\": \"1 TiB\""
  private static let cold = "{ \"cold\": {} }"

  private static func storage(
    _ name: String, _ keys: String, at key: String, _ problem: String, _ remedy: String
  ) -> Broken {
    Broken(
      name, san, "\(san), \(keys)", line: 15, at: "$.storage[0].\(key)", problem, remedy)
  }

  private static func disk(
    _ name: String, _ keys: String, at key: String, _ problem: String, _ remedy: String
  ) -> Broken {
    Broken(
      name, disk, "{ \(keys) }", line: 21, at: "$.vms[0].disks[0].\(key)", problem, remedy)
  }

  /// Storage, disks and the ways to move them.
  static let storage: [Broken] = [
    Broken(
      "a stream for disks that stay with their host", cold,
      "{ \"storage\": { \"perStream\": \"1 GB/s\" } }", line: 32,
      at: "$.strategies.cold.storage.perStream",
      "disks that stay with their host go over no stream",
      "remove it, or write \"speed\" for a limit of the copy"),
    Broken(
      "thick disks without their space", cold,
      "{ \"warm\": { \"provisioning\": \"thick\", \"reserve\": false } }", line: 32,
      at: "$.strategies.cold.warm.reserve",
      "disks that become thick take all of their space at once, reserved or not",
      "remove \"reserve\", or write \"thin\""),
    disk(
      "a disk larger than any datastore", "\"size\": \"2 TiB\"", at: "size",
      "the disk takes 2 TiB, more than any datastore holds (1 TiB)",
      "write a smaller size, or a larger \"capacity\""),
    disk(
      "negative holes", "\"size\": \"20 GiB\", \"holes\": \"-1 GiB\"", at: "holes",
      "\"-1 GiB\" is negative", "write an amount of data from"),
    disk(
      "more holes than disk", "\"size\": \"20 GiB\", \"holes\": \"30 GiB\"", at: "holes",
      "is more than the disk's size", "write \"20 GiB\" or less"),
    disk(
      "holes beside what is allocated",
      "\"size\": \"20 GiB\", \"holes\": \"5 GiB\", \"allocated\": \"15 GiB\"", at: "holes",
      "one of \"allocated\" and \"holes\" follows from the other", "keep one of them"),
    disk(
      "writes beyond what is allocated",
      "\"size\": \"20 GiB\", \"allocated\": \"1 GiB\", \"writes\": { \"region\": \"2 GiB\", \"rate\": \"5 writes/s\" }",
      at: "writes", "the regions that are written take 2 GiB, but only 1 GiB is allocated",
      "write smaller regions, or allocate more"),
    disk(
      "a write larger than its region",
      "\"size\": \"20 GiB\", \"writes\": { \"region\": \"32 KiB\", \"rate\": \"5 writes/s\" }",
      at: "writes.region", "a write is larger than the region it goes to",
      "write \"32 KiB\" or less"),
    disk(
      "a disk on storage that its host cannot see",
      "\"size\": \"20 GiB\", \"storage\": \"tape\"", at: "storage",
      "there is no datastore \"tape\"", "write"),
    storage(
      "zero requests per second", "\"iops\": \"0 IOPS\"", at: "iops", "\"0 IOPS\" is not positive",
      "write a rate of requests above"),
    storage(
      "requests per second without a unit", "\"iops\": 5000", at: "iops",
      "5000 is a number, not a rate of requests", "write for example \"400 writes/s\""),
    storage(
      "storage attached to no host", "\"hosts\": []", at: "hosts", "", "write 1 or more"),
    disk(
      "more writes than any device could do",
      "\"size\": \"20 GiB\", \"writes\": { \"region\": \"1 GiB\", \"rate\": \"4e9 writes/s\" }",
      at: "writes.rate", "is above", "write a rate of requests"),
    storage(
      "others that leave nothing to read",
      "\"readBandwidth\": \"1 GB/s\", \"load\": { \"read\": \"1 GB/s\" }", at: "load",
      "others read all that it can, so that no copy would ever end", "write a smaller \"read\""),
    Broken(
      "a parameter of another disk engine", cold,
      "{ \"storage\": { \"engine\": \"io-mirroring\", \"patience\": 3 } }", line: 32,
      at: "$.strategies.cold.storage.patience", "io-mirroring has no such parameter",
      "remove it; io-mirroring has speed, granularity, parallel"),
    Broken(
      "an engine of memory for disks", cold,
      "{ \"sharedNothing\": { \"disks\": { \"engine\": \"xen-modern\" } } }", line: 32,
      at: "$.strategies.cold.sharedNothing.disks.engine", "\"xen-modern\" is not an engine",
      "write"),
    Broken(
      "guests that leave nothing to write",
      text: sound.replacing(san, with: "\(san), \"writeBandwidth\": \"10 MB/s\"").replacing(
        disk,
        with:
          "{ \"size\": \"20 GiB\", \"writes\": { \"region\": \"1 GiB\", \"rate\": \"400 writes/s\" } }"
      ),
      line: 15, at: "$.storage[0].name",
      "the guests write 25 MiB/s to \"san\", all the bandwidth that others leave",
      "write a larger bandwidth, or smaller rates of their disks' writes"),
  ]
}
