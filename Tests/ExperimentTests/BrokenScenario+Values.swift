extension Broken {
  /// Values that are wrong by themselves.
  static let values: [Broken] = [
    Broken(
      "another format", "\"format\": 1", "\"format\": 2", line: 2, at: "$.format", "2 is not 1",
      "write 1"),
    Broken(
      "no hosts", "\"hosts\": [", "\"hostz\": [", line: 3, at: "$.hostz",
      "there is no key \"hostz\" here", "write \"hosts\""),
    Broken(
      "an unknown key", "\"latency\": \"0.1 ms\"", "\"latancy\": \"0.1 ms\"", line: 10,
      at: "$.network.links[0].latancy", "there is no key \"latancy\" here", "write \"latency\""),
    Broken(
      "a rate instead of an amount", "\"memory\": \"4 GiB\"", "\"memory\": \"4 Gbit/s\"", line: 20,
      at: "$.vms[0].memory", "\"4 Gbit/s\" is not an amount of data: \"Gbit/s\" is a rate",
      "write for example \"4 GiB\" or \"512 MiB\""),
    Broken(
      "an amount without a unit", "\"memory\": \"4 GiB\"", "\"memory\": 4", line: 20,
      at: "$.vms[0].memory", "4 is a number, not an amount of data", "write for example \"4 GiB\""),
    Broken(
      "negative memory", "\"memory\": \"4 GiB\"", "\"memory\": \"-4 GiB\"", line: 20,
      at: "$.vms[0].memory", "\"-4 GiB\" is not positive",
      "write an amount of data above \"0 B\", up to \"1 PiB\""),
    Broken(
      "less memory than a page", "\"memory\": \"4 GiB\"", "\"memory\": \"0.3 B\"", line: 20,
      at: "$.vms[0].memory", "\"0.3 B\" is less than one page of memory",
      "write an amount of 4 KiB or more"),
    Broken(
      "1e308 pages", "\"memory\": \"4 GiB\"", "\"memory\": \"1e308 GiB\"", line: 20,
      at: "$.vms[0].memory", "\"1e308 GiB\" is too large a number",
      "write for example \"4 GiB\" or \"512 MiB\""),
    Broken(
      "more memory than any machine", "\"memory\": \"4 GiB\"", "\"memory\": \"1e300 B\"", line: 20,
      at: "$.vms[0].memory", "\"1e300 B\" is above \"1 PiB\"",
      "write an amount of data above \"0 B\", up to \"1 PiB\""),
    Broken(
      "zero bandwidth", "\"between\": [\"a\", \"tor\"], \"bandwidth\": \"10 Gbit/s\"",
      "\"between\": [\"a\", \"tor\"], \"bandwidth\": \"0 Gbit/s\"", line: 10,
      at: "$.network.links[0].bandwidth", "\"0 Gbit/s\" is below \"1 bit/s\"",
      "write a data rate from \"1 bit/s\" to \"8000 Tbit/s\""),
    Broken(
      "a bandwidth too small to end", "\"between\": [\"a\", \"tor\"], \"bandwidth\": \"10 Gbit/s\"",
      "\"between\": [\"a\", \"tor\"], \"bandwidth\": \"1e-300 bit/s\"", line: 10,
      at: "$.network.links[0].bandwidth", "\"1e-300 bit/s\" is below \"1 bit/s\"",
      "write a data rate from \"1 bit/s\" to \"8000 Tbit/s\""),
    Broken(
      "a latency of ages", "\"latency\": \"0.1 ms\"", "\"latency\": \"1e300 s\"", line: 10,
      at: "$.network.links[0].latency", "\"1e300 s\" is above \"3650 d\"",
      "write a duration from \"0 s\" to \"3650 d\""),
    Broken(
      "more writes than memory can take", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": \"64 MiB\", \"rate\": \"1e13 writes/s\"", line: 22, at: "$.vms[0].writes.hot.rate",
      "\"1e13 writes/s\" is above \"40960 GB/s\"",
      "write a rate of page writes from \"0 writes/s\" to"),
    Broken(
      "a part of no size", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": \"0 MiB\", \"rate\": \"10000 writes/s\"", line: 22, at: "$.vms[0].writes.hot.size",
      "\"0 MiB\" is not positive", "write an amount of data above \"0 B\", up to \"1 PiB\""),
    Broken(
      "a normal size around a negative mean", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": { \"normal\": { \"mean\": \"-1 MiB\", \"deviation\": \"1 MiB\" } }, \"rate\": \"1 writes/s\"",
      line: 22, at: "$.vms[0].writes.hot.size.normal.mean", "\"-1 MiB\" is not positive",
      "write an amount of data above \"0 B\", up to \"1 PiB\""),
    Broken(
      "a triangle that reaches below zero", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": \"64 MiB\", \"rate\": { \"triangular\": { \"low\": \"-1 writes/s\", \"mode\": \"1 writes/s\", \"high\": \"2 writes/s\" } }",
      line: 22, at: "$.vms[0].writes.hot.rate.triangular.low", "\"-1 writes/s\" is negative",
      "write a rate of page writes from \"0 writes/s\" to"),
    Broken(
      "an unknown distribution", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": \"64 MiB\", \"rate\": { \"gaussian\": { \"mean\": \"1 writes/s\" } }", line: 22,
      at: "$.vms[0].writes.hot.rate.gaussian", "\"gaussian\" is not a distribution",
      "write \"normal\""),
    Broken(
      "a Pareto law of too heavy a tail", "\"size\": \"64 MiB\", \"rate\": \"10000 writes/s\"",
      "\"size\": \"64 MiB\", \"rate\": { \"pareto\": { \"minimum\": \"1 writes/s\", \"shape\": 0.001 } }",
      line: 22, at: "$.vms[0].writes.hot.rate",
      "pareto: \"shape\" must be from 0.1 to 1000, not 0.001",
      "write another distribution, or a constant"),
    Broken(
      "a group of none", "\"node-{}\", \"count\": 2", "\"node-{}\", \"count\": 0", line: 5,
      at: "$.hosts[1].count", "0 is not from 1 to 1000000", "write a whole number from 1 to 1000000"
    ),
    Broken(
      "a name too long", "[\"tor\"]", "[\"tor\", \"" + String(repeating: "w", count: 300) + "\"]",
      line: 8, at: "$.network.switches[1]", "the name", "write at most 200 characters"),
    Broken(
      "a link with one end", "[\"a\", \"tor\"]", "[\"a\"]", line: 10,
      at: "$.network.links[0].between", "the array has 1 element",
      "write exactly 2, for example [\"a\", \"a\"]"),
    Broken(
      "a datastore both shared and local", "\"host\": \"a\", \"capacity\"",
      "\"host\": \"a\", \"shared\": true, \"capacity\"", line: 16, at: "$.storage[1].host",
      "one host's own storage cannot be shared as well", "keep \"host\" or \"shared\""),
    Broken(
      "an unknown engine", "\"engine\": \"xen-modern\"", "\"engine\": \"xen-4\"", line: 31,
      at: "$.strategies.xen.preCopy.engine", "\"xen-4\" is not an engine",
      "write \"xen-4.6\""),
    Broken(
      "a parameter of another engine", "\"engine\": \"xen-modern\"",
      "\"engine\": \"xen-modern\", \"downtimeLimit\": \"30 ms\"", line: 31,
      at: "$.strategies.xen.preCopy.downtimeLimit", "xen-modern has no such parameter",
      "remove it; xen-modern has maximumRounds,"),
    Broken(
      "two variants in one strategy", "{ \"preCopy\": { \"engine\": \"xen-modern\" } }",
      "{ \"preCopy\": {}, \"cold\": {} }", line: 31, at: "$.strategies.xen",
      "a strategy is one of \"preCopy\", \"cold\", not several", "keep one of them"),
    Broken(
      "a strategy that does not say which", "{ \"preCopy\": { \"engine\": \"xen-modern\" } }", "{}",
      line: 31, at: "$.strategies.xen", "the object is empty",
      "write one of \"preCopy\", \"postCopy\", \"stopAndCopy\", \"storage\", \"sharedNothing\", \"cold\""
    ),
    Broken(
      "no strategies",
      "\"xen\": { \"preCopy\": { \"engine\": \"xen-modern\" } },\n    \"cold\": { \"cold\": {} }",
      "", line: 30, at: "$.strategies", "the object names 0 of at least 1",
      "write for example { \"a\": { \"preCopy\": { ... } } }"),
    Broken(
      "zero replications", "\"replications\": 3", "\"replications\": 0", line: 34,
      at: "$.replications", "0 is not from 1 to 100000000",
      "write a whole number from 1 to 100000000"),
    Broken(
      "half a replication", "\"replications\": 3", "\"replications\": 1.5", line: 34,
      at: "$.replications", "1.5 is not a whole number", "write a whole number from 1 to 100000000"),
    Broken(
      "a run that takes no time", "\"until\": \"2 h\"", "\"until\": \"0 s\"", line: 35,
      at: "$.until", "\"0 s\" is not positive", "write a duration above \"0 s\", up to \"3650 d\""),
    Broken(
      "a seed below zero", "\"until\": \"2 h\"", "\"until\": \"2 h\",\n  \"seed\": -1", line: 36,
      at: "$.seed", "-1 is not a seed", "write a whole number from 0 to"),
  ]
}
