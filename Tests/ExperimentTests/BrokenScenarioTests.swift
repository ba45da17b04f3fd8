import StrictJSON
import Testing

@testable import Experiment

@Suite("A scenario that is wrong")
struct BrokenScenarioTests {
  @Test(
    "is refused with its line, its place, what is wrong and what to write instead",
    arguments: Broken.syntax + Broken.values + Broken.meaning + Broken.network + Broken.storage
      + Broken.diskMoves)
  func refused(broken: Broken) throws {
    let error = try #require(throws: ScenarioErrors.self) {
      _ = try Scenario(parsing: broken.text, file: "broken.json")
    }
    let issue = error.issues[0]
    #expect(issue.line == broken.line)
    if let path = broken.path { #expect(issue.path == path) }
    #expect(issue.problem.contains(broken.problem))
    #expect(issue.remedy.contains(broken.remedy))
    // What follows from the one mistake is not held against its author.
    #expect(Set(error.issues.map(\.line)).count == 1, "\(error)")
  }

  @Test("is not wrong if nothing is")
  func sound() throws {
    let scenario = try Scenario(parsing: Broken.sound, file: "folder/sound.json")
    #expect(scenario.name == "sound")
    #expect(scenario.whole.migrations == 3)
    #expect(scenario.maximumReplications == 16_666_666)
  }

  @Test("is not wrong where only one of its strategies would be refused, or somebody moves first")
  func mayBeTheLesson() throws {
    // Thin, the disk fits; and when the second request comes, the first has moved the VM.
    let text = Broken.sound
      .replacing(
        #"{ "size": "20 GiB" }"#,
        with: #"{ "size": "200 GiB", "allocated": "20 GiB", "provisioning": "thick" }"#
      )
      .replacing(
        #"{ "at": "10 s", "migrate": "web", "to": "node-1" }"#,
        with: #"""
          { "migrate": "web", "to": "a", "storage": "ssd" },
          { "at": "1 h", "migrate": "web", "to": "a", "storage": "san", "strategy": "thin" }
          """#
      )
      .replacing(
        #""cold": { "cold": {} }"#,
        with: #""thin": { "storage": { "provisioning": "thin" } }, "cold": { "cold": {} }"#)
    #expect(throws: Never.self) { try Scenario(parsing: text, file: "lesson.json") }
  }

  @Test("a disk for which the destination has no datastore large enough is told where it is to go")
  func noneIsLargeEnough() {
    let text = """
      { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
        "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
        "storage": [ { "name": "la", "host": "a" }, { "name": "lb", "host": "b", "capacity": "10 GiB" } ],
        "vms": [ { "name": "web", "host": "a", "memory": "1 GiB", "disks": [ { "size": "20 GiB" } ] } ],
        "requests": [ { "migrate": "web", "to": "b" } ],
        "strategies": { "live": { "preCopy": {} }, "both": { "sharedNothing": {} } } }
      """
    let error = #expect(throws: ScenarioErrors.self) {
      try Scenario(parsing: text, file: "small.json")
    }
    #expect(
      error?.description
        == #"small.json:5:43: $.requests[0].to: a disk of "web" takes 20 GiB, more than any datastore holds that "b" reaches (10 GiB); write a larger "capacity" for one of them"#
    )
  }

  @Test("no cores at all is one mistake, whatever else is said of them")
  func cores() {
    let text = Broken.sound.replacing(
      #""name": "a", "#, with: #""name": "a", "cores": 0, "migrationCores": 2, "#)
    let error = #expect(throws: ScenarioErrors.self) {
      try Scenario(parsing: text, file: "broken.json")
    }
    #expect(error?.issues.map(\.path) == ["$.hosts[0].cores"])
  }

  @Test("has all its mistakes reported at once, in the order of the text")
  func several() throws {
    let text = Broken.sound
      .replacing("\"8 GiB\"", with: "\"-8 GiB\"")
      .replacing("\"to\": \"node-1\"", with: "\"to\": \"node-7\"")
      .replacing("\"latency\"", with: "\"latancy\"")
      .replacing("\"replications\": 3", with: "\"replications\": 0")
      .replacing("[\"node-*\", \"tor\"]", with: "[\"node-*\", \"top\"]")
    let error = try #require(throws: ScenarioErrors.self) {
      _ = try Scenario(parsing: text, file: "broken.json")
    }
    #expect(error.issues.map(\.line) == [10, 11, 24, 27, 34])
    #expect(
      error.issues.map(\.path) == [
        "$.network.links[0].latancy", "$.network.links[1].between[1]", "$.vms[1].memory",
        "$.requests[0].to", "$.replications",
      ])
  }

  @Test("is refused if it is not UTF-8")
  func encoding() throws {
    let bytes = Array("{ \"question\": \"caf".utf8) + [0xE9] + Array("\" }".utf8)
    let error = try #require(throws: ScenarioErrors.self) {
      _ = try JSONDocument(parsing: bytes, file: "latin-1.json")
    }
    #expect(error.issues.map(\.problem) == ["byte 18, 0xE9, is not UTF-8"])
  }

  @Test("a group that is wrong as a whole does not complain for each of its members")
  func group() throws {
    let text = Broken.sound.replacing(
      "\"batch-{}\", \"count\": 2", with: "\"batch-{}\", \"count\": 100000")
    let error = try #require(throws: ScenarioErrors.self) {
      _ = try Scenario(parsing: text, file: "broken.json")
    }
    #expect(error.issues.count <= 6)
  }
}
