extension Broken {
  /// Values that make no sense together.
  static let meaning: [Broken] = [
    Broken(
      "writes larger than the memory", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": \"5 GiB\", \"rate\": \"1 writes/s\"", line: 20, at: "$.vms[0].name",
      "has 4 GiB of memory, but its writes take 5 GiB",
      "write smaller sizes, or more memory"),
    Broken(
      "a VM on a missing host", "\"name\": \"web\", \"host\": \"a\", \"memory\": \"4 GiB\"",
      "\"name\": \"web\", \"host\": \"aa\", \"memory\": \"4 GiB\"", line: 20, at: "$.vms[0].host",
      "there is no host \"aa\"", "write one of \"a\", \"node-1\", \"node-2\""),
    Broken(
      "a VM larger than its host", "\"name\": \"web\", \"host\": \"a\", \"memory\": \"4 GiB\"",
      "\"name\": \"web\", \"host\": \"a\", \"memory\": \"100 GiB\"", line: 4, at: "$.hosts[0].name",
      "has 64 GiB of memory, but the VMs on \"a\" need 100 GiB",
      "write a larger \"memory\", or place VMs elsewhere"),
    Broken(
      "a group larger than its hosts", "\"batch-{}\", \"count\": 2", "\"batch-{}\", \"count\": 3",
      line: 24, at: "$.vms[1].host", "there is no host \"node-3\"", "write \"node-1\""),
    Broken(
      "a group whose VMs do not fit", "\"batch-{}\", \"count\": 2, \"host\": \"node-{}\"",
      "\"batch-{}\", \"count\": 20, \"host\": \"node-1\"", line: 5, at: "$.hosts[1].name",
      "has 64 GiB of memory, but the VMs on \"node-1\" need 160 GiB",
      "write a larger \"memory\", or place VMs elsewhere"),
    Broken(
      "two VMs of one name", "\"host\": \"node-{}\", \"memory\": \"8 GiB\" }",
      "\"host\": \"node-{}\", \"memory\": \"8 GiB\" },\n    { \"name\": \"web\", \"host\": \"node-1\", \"memory\": \"1 GiB\" }",
      line: 25, at: "$.vms[2].name", "a VM named \"web\" is on line 20 already",
      "give each its own name"),
    Broken(
      "a switch named like a host", "\"switches\": [\"tor\"]", "\"switches\": [\"tor\", \"a\"]",
      line: 8, at: "$.network.switches[1]", "a host or switch named \"a\" is on line 4 already",
      "give each its own name"),
    Broken(
      "a group without a place for the number", "\"node-{}\", \"count\": 2",
      "\"node\", \"count\": 2", line: 5, at: "$.hosts[1].name",
      "the name of a group has no \"{}\" for the number of each", "write for example \"web-{}\""),
    Broken(
      "a place for a number without a group", "\"batch-{}\", \"count\": 2", "\"batch-{}\"",
      line: 24, at: "$.vms[1].name", "the name has \"{}\" for a number, but there is no \"count\"",
      "add for example \"count\": 10, or remove the \"{}\""),
    Broken(
      "a name that looks like a pattern", "\"name\": \"a\"", "\"name\": \"a*\"", line: 4,
      at: "$.hosts[0].name", "a name with a * could not be told from a pattern", "remove the *"),
    Broken(
      "a group of too many", "\"node-{}\", \"count\": 2", "\"node-{}\", \"count\": 1000000",
      line: 5, at: "$.hosts[1].name", "together there are more than 1000000 hosts",
      "write a smaller \"count\""),
    Broken(
      "a link to nowhere", "[\"a\", \"tor\"]", "[\"a\", \"torr\"]", line: 10,
      at: "$.network.links[0].between[1]", "there is no host or switch \"torr\"", "write \"tor\""),
    Broken(
      "a link to itself", "[\"a\", \"tor\"]", "[\"a\", \"a\"]", line: 10,
      at: "$.network.links[0].between[1]", "the link joins \"a\" to itself",
      "name two different hosts or switches"),
    Broken(
      "a link between two patterns", "[\"node-*\", \"tor\"]", "[\"node-*\", \"t*\"]", line: 11,
      at: "$.network.links[1].between[1]", "both ends of the link are patterns",
      "name one end, such as a switch"),
    Broken(
      "a pattern that matches nothing", "[\"node-*\", \"tor\"]", "[\"rack-*\", \"tor\"]", line: 11,
      at: "$.network.links[1].between[0]", "there is no host or switch \"rack-*\"",
      "write one of \"a\", \"node-1\", \"node-2\", \"tor\""),
    Broken(
      "a datastore without a host", "\"host\": \"a\", \"capacity\"", "\"capacity\"", line: 16,
      at: "$.storage[1].name", "the datastore does not say which hosts reach it",
      "write \"shared\": true, or \"host\": with the host"),
    Broken(
      "a datastore of a missing host", "\"host\": \"a\", \"capacity\"",
      "\"host\": \"node-*\", \"capacity\"", line: 16, at: "$.storage[1].host",
      "there is no host \"node-*\"", "write \"node-1\""),
    Broken(
      "disks larger than their datastore", "{ \"size\": \"20 GiB\" }",
      "{ \"size\": \"200 GiB\", \"storage\": \"ssd\" }", line: 16, at: "$.storage[1].name",
      "holds 100 GiB, but the disks on \"ssd\" take 200 GiB",
      "write a larger \"capacity\", or place disks"),
    Broken(
      "more allocated than there is", "{ \"size\": \"20 GiB\" }",
      "{ \"size\": \"20 GiB\", \"allocated\": \"30 GiB\" }", line: 21,
      at: "$.vms[0].disks[0].allocated", "is more than the disk's size", "write \"20 GiB\" or less"),
    Broken(
      "a disk on a datastore out of reach", "\"node-{}\", \"memory\": \"8 GiB\"",
      "\"node-{}\", \"memory\": \"8 GiB\", \"storage\": \"ssd\"", line: 24, at: "$.vms[1].storage",
      "\"node-1\" does not reach the datastore \"ssd\"",
      "place the VM on a host that does, or its disk"),
    Broken(
      "a disk on a missing datastore", "{ \"size\": \"20 GiB\" }",
      "{ \"size\": \"20 GiB\", \"storage\": \"sam\" }", line: 21, at: "$.vms[0].disks[0].storage",
      "there is no datastore \"sam\"", "write \"san\""),
    Broken(
      "a CPU feature that the host has not",
      "\"name\": \"web\", \"host\": \"a\", \"memory\": \"4 GiB\"",
      "\"name\": \"web\", \"host\": \"a\", \"memory\": \"4 GiB\", \"cpuFeatures\": [\"avx512f\"]",
      line: 20, at: "$.vms[0].name",
      "uses the CPU feature \"avx512f\", which its host does not have",
      "add it to the features of \"a\", or remove it here"),
    Broken(
      "a request for a missing VM", "\"migrate\": \"web\"", "\"migrate\": \"wev\"", line: 27,
      at: "$.requests[0].migrate", "there is no VM \"wev\"", "write \"web\""),
    Broken(
      "a request to a missing host", "\"to\": \"node-1\"", "\"to\": \"node-9\"", line: 27,
      at: "$.requests[0].to", "there is no host \"node-9\"", "write \"node-1\""),
    Broken(
      "a request by a missing strategy", "\"strategy\": \"xen\"", "\"strategy\": \"zen\"", line: 28,
      at: "$.requests[1].strategy", "there is no strategy \"zen\"", "write \"xen\""),
    Broken(
      "a request onto a missing datastore", "\"to\": \"node-1\"",
      "\"to\": \"node-1\", \"storage\": \"san2\"", line: 27, at: "$.requests[0].storage",
      "there is no datastore \"san2\"", "write \"san\""),
    Broken(
      "a request after the end", "\"at\": \"10 s\"", "\"at\": \"3 h\"", line: 27,
      at: "$.requests[0].at", "the run ends at 2 h, before this is asked for",
      "write an earlier \"at\", or a later \"until\""),
    Broken(
      "more results than a disk holds", "\"replications\": 3", "\"replications\": 100000000",
      line: 34, at: "$.replications", "100000000 replications of 6 migrations are more than",
      "write \"replications\": 16666666 or less"),
  ]
}
