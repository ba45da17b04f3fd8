import Foundation
import Quantities
import StrictJSON
import Testing

@testable import Experiment

@Suite("Hosts and VMs may be rows of a CSV file")
struct ObjectTableTests {
  /// A scenario beside its tables.
  private func scenario(
    vms: String, hosts: String = "name,memory,cores\nh-1,64 GiB,16\nh-2,64 GiB,16\n",
    confined: Bool = false, file: String = "vms.csv"
  ) throws -> Scenario {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "apus-rows-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(vms.utf8).write(to: folder.appending(path: "vms.csv"))
    try Data(hosts.utf8).write(to: folder.appending(path: "hosts.csv"))
    let text = """
      { "format": 1, "hosts": { "csv": "hosts.csv", "common": { "memory": "1 GiB" } },
        "network": { "links": [ { "between": ["h-1", "h-2"], "bandwidth": "1 Gbit/s" } ] },
        "vms": { "csv": "\(file)", "common": { "host": "h-1" } },
        "requests": [ { "evacuate": "h-1" } ],
        "strategies": { "stop": { "stopAndCopy": {} } }, "replications": 1 }
      """
    let path = folder.appending(path: "rows.json")
    try Data(text.utf8).write(to: path)
    return try Scenario(contentsOf: path.path, readsOnlyItsFolder: confined)
  }

  @Test("a column is a key, a cell goes before what is common, an empty one is left out")
  func rows() throws {
    let scenario = try scenario(
      vms: """
        name,memory,vcpus,host,writes.hot.rate,writes.hot.size
        7,2 GiB,4,,1000 writes/s,64 MiB
        "a, b",1 GiB,,h-2,,
        """)
    let parts = scenario.whole.parts
    #expect(parts.hosts.map(\.memory) == [.gibibytes(64), .gibibytes(64)])
    #expect(parts.hosts.map(\.cores) == [16, 16])
    #expect(parts.vms.map(\.name.value) == ["7", "a, b"])
    #expect(parts.vms.map { $0.host[0].value } == ["h-1", "h-2"])
    #expect(parts.vms.map(\.vcpus) == [4, 1])
    #expect(parts.vms.map(\.writes.hasRates) == [true, false])
    #expect(scenario.files.count == 3)
  }

  @Test("the hash of a scenario follows its tables")
  func hash() throws {
    let first = try scenario(vms: "name,memory\na,1 GiB\n")
    #expect(try scenario(vms: "name,memory\na,1 GiB\n").hash == first.hash)
    #expect(try scenario(vms: "name,memory\na,2 GiB\n").hash != first.hash)
  }

  static let broken: [(vms: String, message: String)] = [
    ("name,memory\na,1 GB/s\n", #"$.vms["vms.csv, line 2"].memory: "1 GB/s""#),
    ("name,memory\na,1 GiB\nb,1 GiB,3\n", "the table vms.csv, line 3, has 3 cells"),
    ("name,memory,name\n", #"has two columns "name""#),
    ("name,memory\n", "has no rows"),
    ("name,memory,colour\na,1 GiB,red\n", #"there is no key "colour" here"#),
    ("name,memory,vcpus\na,1 GiB,two\n", #""two" is a text, not a whole number"#),
    ("name,memory,host\na,1 GiB,h-3\n", #"there is no host "h-3""#),
    ("name,memory\n\"a,1 GiB\n", "has a quote that is never closed"),
    (
      "name,memory\na,1 GiB\na,1 GiB\n",
      #"a VM named "a" is at $.vms["vms.csv, line 2"].name already"#
    ),
  ]

  @Test("a mistake is told with its line", arguments: broken.indices)
  func mistakes(number: Int) {
    let (vms, message) = Self.broken[number]
    let error = #expect(throws: JSONErrors.self) { try scenario(vms: vms) }
    #expect(error.map { "\($0)" }?.contains(message) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(
    "nothing of a file that is no table is quoted",
    arguments: ["root:$6$secret:19000\n", "secret,secret\n1,2\n", "memory\n\"secret\"\n"])
  func secrets(vms: String) {
    let error = #expect(throws: JSONErrors.self) { try scenario(vms: vms) }
    let text = error.map { "\($0)" } ?? ""
    #expect(text.contains(#"the table vms.csv, line 1, has no column "name""#))
    #expect(!text.contains("secret"))
  }

  @Test("a scenario of strangers names no file outside of its folder")
  func confined() throws {
    _ = try scenario(vms: "name,memory\na,1 GiB\n", confined: true)
    #expect(throws: JSONErrors.self) {
      try scenario(vms: "name,memory\na,1 GiB\n", confined: true, file: "../vms.csv")
    }
  }
}
