import Testing

@testable import Experiment

@Suite("No link and no datastore is used more than all the time")
struct UtilisationTests {
  private static func text(_ more: String) -> String {
    """
    { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
      "storage": [ { "name": "x", "shared": true, "bandwidth": "100 MB/s" },
                   { "name": "y", "shared": true, "bandwidth": "15 MB/s" } ],
      "vms": [ { "name": "v", "host": "a", "memory": "1 GiB", "storage": "x",
                 "disks": [ { "size": "1 GiB", "writes": { "region": "512 MiB",
                              "rate": "300 writes/s", "size": "64 KiB" } } ] } ],
      "requests": [ { "at": "1 s", "migrate": "v", "to": "b", "storage": "y" } ],
      "strategies": { "cold": { "cold": {} }, "shared-nothing": { "sharedNothing": {} } },
      "replications": 1, "until": "10 min", \(more) }
    """
  }

  @Test("two links without names between the same hosts are told apart in results and faults")
  func sideBySide() throws {
    let links = """
      "network": { "usage": "5 s", "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" },
                                              { "between": ["a", "b"], "bandwidth": "10 Gbit/s" } ] }
      """
    let scenario = try Scenario(parsing: Self.text(links), file: "test.json")
    #expect(scenario.whole.links.map(\.name) == ["a-b", "a-b#2"])
    let rows = try #require(
      ExperimentRun(scenario).files.first { $0.name == "links.csv" }
    ).text.split(separator: "\n")
    #expect(rows.contains { $0.contains("a-b#2:a->b") })
    let fault = links + #", "faults": [ { "fault": "link-down", "link": "a-b#2", "at": "2 s" } ]"#
    #expect(throws: Never.self) { try Scenario(parsing: Self.text(fault), file: "test.json") }
  }

  @Test(
    "not where guests, others or failures leave nothing of it",
    arguments: [
      // The guest writes more to its new datastore than that takes.
      #""network": { "usage": "5 s", "links": [ { "between": ["a", "b"], "bandwidth": "10 Gbit/s" } ] }"#,
      // Others use more of the link than it has.
      """
      "network": { "usage": "5 s", "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ],
        "loads": [ { "link": "a-b", "profile": [ { "at": "0 s", "rate": "0 B/s" },
                                                 { "at": "20 s", "rate": "2 Gbit/s" } ] } ] }
      """,
      // The link is degraded to nearly nothing and recovers.
      """
      "network": { "usage": "5 s", "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "failures": [ { "links": ["a-b"], "life": "20 s", "repair": "20 s", "speed": 0.001 } ]
      """,
    ])
  func bounded(more: String) throws {
    let run = ExperimentRun(try Scenario(parsing: Self.text(more), file: "test.json"))
    let table = try #require(run.files.first { $0.name == "links.csv" }).text
    let rows = table.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(rows[0].firstIndex(of: "utilisation"))
    #expect(rows.count > 20)
    for row in rows.dropFirst() {
      let share = try #require(Double(row[place]), "\(row)")
      #expect((0...1).contains(share), "\(row)")
    }
  }
}
