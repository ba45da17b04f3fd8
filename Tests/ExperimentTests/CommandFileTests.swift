import Testing

@testable import Experiment

@Suite("What a migration was told is in the results, and how it answered")
struct CommandFileTests {
  static func rows(_ fault: String, at moment: String) throws -> [[String: String]] {
    let run = try FleetScenarioTests.run(
      requests: #"{ "migrate": ["vm-1"], "to": ["h-2"], "at": "1 s" }"#,
      more: #""faults": [ { "fault": "\#(fault)", "vm": "vm-1", \#(moment) } ],"#, replications: 1)
    return FleetScenarioTests.rows(run, "events.csv")
  }

  @Test(
    "obeyed, too late, or not understood",
    arguments: [
      ("cancelled", #""at": "2 s""#, "cancel", "heard"),
      ("cancelled", #""during": "activation""#, "cancel", "too-late"),
      ("start-post-copy", #""at": "2 s""#, "start-post-copy", "not-understood"),
    ])
  func answers(fault: String, moment: String, command: String, answer: String) throws {
    let rows = try Self.rows(fault, at: moment)
    #expect(rows.count == 1)
    let row = try #require(rows.first)
    #expect(row["vm"] == "vm-1" && row["number"] == "1")
    #expect(row["event"] == command && row["answer"] == answer)
  }

  @Test("without a command there is no such file")
  func none() throws {
    #expect(try Self.rows("guest-hangs", at: #""at": "90000 s""#).isEmpty)
  }
}
