import StrictJSON
import Testing

@testable import Design

@Suite("What an experiment varies")
struct SweepTests {
  private func texts(_ text: String) throws -> [String] {
    try AxisValues(text).all().map { $0.string ?? $0.text }
  }

  @Test(
    "values are lists and ranges, with a unit at the end for all",
    arguments: [
      ("1, 10,25 Gbit/s", ["1 Gbit/s", "10 Gbit/s", "25 Gbit/s"]),
      ("300 ms, 1 s", ["300 ms", "1 s"]),
      ("1, 2.5", ["1", "2.5"]),
      ("qemu-7.2, xen-modern", ["qemu-7.2", "xen-modern"]),
      ("true, null, \"a, b\"", ["true", "null", "a, b"]),
      ("\"a..b\", c", ["a..b", "c"]),
      ("{ \"cold\": {} }, { \"x\": [1, 2] }", ["{ \"cold\": {} }", "{ \"x\": [1, 2] }"]),
      ("1..10/4 GiB", ["1 GiB", "4 GiB", "7 GiB", "10 GiB"]),
      ("1 GiB..4/2 GiB", ["1 GiB", "4 GiB"]),
      ("log 1..64/7", ["1", "2", "4", "8", "16", "32", "64"]),
      ("log 0.001..1000/3 s", ["0.001 s", "1 s", "1000 s"]),
      ("whole 1..8/4", ["1", "3", "6", "8"]),
      ("0..1/3", ["0", "0.5", "1"]),
      ("-1..1/3", ["-1", "0", "1"]),
    ])
  func values(text: String, expected: [String]) throws {
    #expect(try texts(text) == expected)
  }

  @Test(
    "what is no axis says what to write",
    arguments: [
      ("memory", "has no ="), ("a =", "there are no values"), ("a = 1,,2", "has an empty value"),
      ("a = 5..1/3", "does not go up"), ("a = log 0..1/3", "has no equal ratios"),
      ("a = 1..2/0", "needs a number of values"), ("a = x..y/3", "no range of numbers"),
      ("a[0 = 1", "has no ="), (" = 1", "is not a path"),
      ("a..b = 1", "is not the path"),
      ("a = 1, x Gbit/s", "\"x Gbit/s\" is not a number, so Gbit/s is not the unit of all values"),
      ("a = 1, x, 3 Gbit/s", "\"x\" is not a number"),
    ])
  func damaged(text: String, problem: String) {
    let error = #expect(throws: DesignError.self) { try Axis(text) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  private let document: JSONNode = [
    "seed": 1,
    "network": ["links": [["between": ["a", "b"], "bandwidth": "1 Gbit/s"]]],
    "vms": [["name": "web", "memory": "4 GiB"], ["name": "db", "memory": "8 GiB"]],
  ]

  @Test(
    "a path leads to values",
    arguments: [
      ("network.links[0].bandwidth", ["$.network.links[0].bandwidth"]),
      ("/network/links/0/bandwidth", ["$.network.links[0].bandwidth"]),
      ("$.vms[db].memory", ["$.vms[1].memory"]),
      ("vms[*].memory", ["$.vms[0].memory", "$.vms[1].memory"]),
      ("..bandwidth", ["$.network.links[0].bandwidth"]),
      ("network.links[0].latency", ["$.network.links[0].latency"]),
    ])
  func paths(text: String, expected: [String]) throws {
    #expect(try ValuePath(text).places(in: document).map { $0.path.description } == expected)
  }

  @Test(
    "a path that meets nothing, or more than was meant, says so",
    arguments: [
      ("network.lnks[0].bandwidth", "\"network\" has no key \"lnks\"", "write \"links\""),
      ("network.links[3].bandwidth", "has 1 element, and no [3]", "write [0] to [0]"),
      ("network.links.bandwidth", "is an array, which has no key", "write [0], or [*]"),
      ("vms[wep].memory", "no element of \"vms\" is called \"wep\"", "write \"web\""),
      ("seed.x", "is a number, which has no key", "end the path before it"),
      ("..memory", "means 2 values", "vms[0].memory, vms[1].memory"),
      ("..bandwith", "is nowhere", "the whole path"),
      ("seed[*]", "has no elements", "name a list"),
    ])
  func wrongPaths(text: String, problem: String, remedy: String) throws {
    let path = try ValuePath(text)
    let error = #expect(throws: DesignError.self) { try path.places(in: document) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    #expect(error?.remedy.contains(remedy) == true, "\(error?.remedy ?? "")")
  }

  @Test("a value is changed where the path leads, and nowhere else")
  func change() throws {
    var changed = document
    for place in try ValuePath("vms[*].memory").places(in: document) {
      changed = changed.changing(place, to: "1 GiB")
    }
    for place in try ValuePath("network.links[0].latency").places(in: document) {
      changed = changed.changing(place, to: "1 ms")
    }
    #expect(
      changed.text == """
        { "seed": 1, "network": { "links": [{ "between": ["a", "b"], "bandwidth": "1 Gbit/s", \
        "latency": "1 ms" }] }, "vms": [{ "name": "web", "memory": "1 GiB" }, \
        { "name": "db", "memory": "1 GiB" }] }
        """)
  }

  private func points(
    _ texts: [String], where conditions: [String] = [], _ method: Sweep.Method = .product,
    count: Int? = nil
  ) throws -> [[String]] {
    let groups = try texts.map { try Axis.group($0) }
    let names = groups.joined().map(\.name)
    let sweep = try Sweep(
      groups, where: conditions.map { try Condition($0, axes: names) }, method: method,
      count: count)
    return sweep.points.map { $0.map { $0.string ?? $0.text } }
  }

  @Test("axes are a product, those of a group go together, and conditions leave points out")
  func product() throws {
    #expect(
      try points(["a = 1, 2", "b = x, y"]) == [["1", "x"], ["1", "y"], ["2", "x"], ["2", "y"]])
    #expect(try points(["a = 1, 2; b = 3, 4"]) == [["1", "3"], ["2", "4"]])
    #expect(
      try points(["a = 1, 2 GiB", "b = 1024, 4096 MiB"], where: ["a <= b", "b != 4096 MiB"])
        == [["1 GiB", "1024 MiB"]])
    #expect(throws: DesignError.self) { try points(["a = 1, 2; b = 3"]) }
    #expect(throws: DesignError.self) { try points(["a = 1", "a = 2"]) }
    #expect(throws: DesignError.self) { try points(["a = 1"], where: ["a > 5"]) }
    #expect(throws: DesignError.self) { try points(["a = 1"], where: ["b > 5"]) }
    #expect(throws: DesignError.self) { try points(["a = x"], where: ["a > 5"]) }
    #expect(throws: DesignError.self) { try points(["a = 0..1/1000", "b = 0..1/1000"]) }
    #expect(throws: DesignError.self) { try points(["a = 0..1"]) }
  }

  @Test(
    "a condition compares only what measures the same, and names the unit otherwise",
    arguments: [
      ("a >= 5", "a is in Gbit/s, and \"5\" is not"),
      ("a = 10", "a is in Gbit/s, and \"10\" is not"),
      ("5 < a", "a is in Gbit/s, and \"5\" is not"),
      ("a >= 1 GiB", "a is in Gbit/s, and \"1 GiB\" is not"),
      ("a != 1 Gbits", "a is in Gbit/s, and \"1 Gbits\" is not"),
      ("a >= b", "a is in Gbit/s, and b is in GiB"),
      ("c < 1 s", "c is a plain number, and \"1 s\" is not"),
      ("b > c", "b is in GiB, and c is a plain number"),
    ])
  func units(condition: String, problem: String) {
    let error = #expect(throws: DesignError.self) {
      try points(["a = 1, 10 Gbit/s", "b = 1, 2 GiB", "c = 1, 2"], where: [condition])
    }
    #expect(error?.problem == problem)
  }

  @Test("a word beside numbers is equal to none of them")
  func words() throws {
    #expect(
      try points(["a = 1 Gbit/s, unlimited"], where: ["a != unlimited"]) == [["1 Gbit/s"]])
    #expect(try points(["a = 1, 2000 Mbit/s"], where: ["a > 1 Gbit/s"]) == [["2000 Mbit/s"]])
  }

  @Test(
    "values that have an order ascend, and others stay as they are",
    arguments: [
      ("a = 8, 1, 4 GiB", ["1 GiB", "4 GiB", "8 GiB"]),
      ("a = 2 s, 1 s, 1 ms", ["1 ms", "1 s", "2 s"]), ("a = 3, -1, 2e0", ["-1", "2e0", "3"]),
      ("a = y, x", ["y", "x"]), ("a = 2 s, 1 GiB", ["2 s", "1 GiB"]),
    ])
  func ascending(text: String, expected: [String]) throws {
    #expect(try Axis(text).ascending.values.all().map { $0.string ?? $0.text } == expected)
  }

  @Test(
    "two axes meet at one value, or where one is a part of the other",
    arguments: [
      ("vms[web].memory", "vms[0].memory", true), ("vms[*].memory", "vms[1].memory", true),
      ("vms[0]", "vms[web].name", true), ("vms[web].name", "vms", true),
      ("vms[0].memory", "vms[1].memory", false), ("vms[0].memory", "vms[0].name", false),
    ])
  func meeting(one: String, other: String, meets: Bool) throws {
    let places = try [one, "..bandwidth", other].map { try ValuePath($0).places(in: document) }
    let found = ValuePlace.meeting(places)
    #expect((found != nil) == meets)
    if let found { #expect(found == (0, 2)) }
  }

  @Test("a Sobol design begins in the middle and fills every axis evenly")
  func sobol() throws {
    let all = try points(["a = 0..16", "b = whole 0..4"], .sobol, count: 4)
    #expect(all == [["8", "2"], ["12", "1"], ["4", "3"], ["6", "2"]])
  }

  @Test("a Latin hypercube has one point in every n-th of each axis, and none is random twice")
  func latinHypercube() throws {
    let all = try points(["a = 0..100", "b = log 1..2"], .latinHypercube, count: 10)
    #expect(Set(all.map { Int(Double($0[0])! / 10) }).count == 10)
    #expect(try points(["a = 0..100", "b = log 1..2"], .latinHypercube, count: 10) == all)
  }

  @Test("a column has its unit in its name where all values have one")
  func columns() {
    let one = AxisColumn("bandwidth", ["1 Gbit/s", "10 Gbit/s"])
    #expect(one.name == "bandwidth (Gbit/s)")
    #expect(one.cells == ["1", "10"])
    let mixed = AxisColumn("limit", ["300 ms", "1 s"])
    #expect(mixed.name == "limit")
    #expect(mixed.cells == ["300 ms", "1 s"])
  }
}
