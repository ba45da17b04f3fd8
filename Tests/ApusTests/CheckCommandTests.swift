import Experiment
import Foundation
import Testing

@Suite("explain, record and check, as users call them")
struct CheckCommandTests {
  private static let small = Starter.text.replacing(
    "\"replications\": 30", with: "\"replications\": 2")

  @Test(
    "a folder of results is not taken for an export of another system", arguments: ["check", "run"])
  func results(command: String) throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    #expect(
      try tool.apus("run", "scenario.json", "--replications", "1", "--output", "own").code == 0)
    let ending = try tool.apus(command, "own")
    #expect(ending.code == 2)
    #expect(
      ending.errors
        == "own: holds the results of a run, and no scenario; write the scenario's file\n")
  }

  @Test("what was recorded is found again, with one job and with two")
  func asRecorded() throws {
    let tool = try CommandLineTool()
    try tool.write(Self.small, to: "s.json")
    #expect(try tool.apus("record", "s.json").output == "s: recorded in Results/s\n")
    for jobs in ["1", "2"] {
      let ending = try tool.apus("check", "s.json", "--jobs", jobs)
      #expect(ending.code == 0)
      #expect(ending.output == "s: as recorded\n")
    }
  }

  @Test("what moved is told with exit code 1, and the wording of the question is not part of it")
  func moved() throws {
    let tool = try CommandLineTool()
    try tool.write(Self.small, to: "s.json")
    #expect(try tool.apus("record", "s.json", "--results", "kept").code == 0)
    let other = Self.small.replacing("10000 writes/s", with: "10001 writes/s")
    #expect(other != Self.small)
    try tool.write(other, to: "s.json")
    let ending = try tool.apus("check", "s.json", "--results", "kept")
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("s: moved\n  migrations.csv: strategy"))
    #expect(ending.output.contains("\"scenarioHash\""))
    // However lenient, the scenario is another one.
    let lenient = try tool.apus("check", "s.json", "--results", "kept", "--tolerance", "0.9")
    #expect(lenient.code == 1)
    #expect(lenient.output.hasPrefix("s: moved\n  run.json: was \"scenarioHash\""))
    try tool.write(Self.small.replacing("How long", with: "And how long"), to: "s.json")
    #expect(try tool.apus("check", "s.json", "--results", "kept").code == 0)
  }

  @Test("a trace is part of what was recorded: when it changes, the scenario is another one")
  func traces() throws {
    let tool = try CommandLineTool()
    let rate = "\"10000 writes/s\" }"
    let activity = #", "activity": { "trace": { "file": "t.csv", "then": "hold" } }"#
    let traced = Self.small.replacing(rate, with: rate + activity)
    #expect(traced != Self.small)
    try tool.write(traced, to: "s.json")
    try tool.write("time_s,share\n0,1\n5000,0.5\n", to: "t.csv")
    #expect(try tool.apus("record", "s.json").code == 0)
    #expect(try tool.apus("check", "s.json").code == 0)
    // A change beyond the end of the run moves nothing but the hash.
    try tool.write("time_s,share\n0,1\n5000,0.4\n", to: "t.csv")
    let ending = try tool.apus("check", "s.json")
    #expect(ending.code == 1)
    #expect(ending.output.hasPrefix("s: moved\n  run.json: was \"scenarioHash\""))
  }

  @Test("what was never recorded is no success, and a wrong scenario is wrong input")
  func missing() throws {
    let tool = try CommandLineTool()
    try tool.write(Self.small, to: "s.json")
    let ending = try tool.apus("check", "s.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("has no recorded results in Results/s"))
    #expect(try tool.apus("check", "none.json").code == 2)
    for tolerance in ["1", "0x1p-3", "nan", "1e-999x"] {
      #expect(try tool.apus("check", "s.json", "--tolerance", tolerance).code == 64)
    }
  }

  @Test("two scenarios of one name are not recorded over each other")
  func sameName() throws {
    let tool = try CommandLineTool()
    try tool.makeFolder("other")
    for file in ["s.json", "other/s.json"] { try tool.write(Self.small, to: file) }
    let ending = try tool.apus("record", "s.json", "other/s.json")
    #expect(ending.code == 2)
    #expect(ending.errors.hasPrefix("other/s.json: s.json has the same name"))
    #expect(tool.files(in: "Results").isEmpty)
  }

  @Test("explain tells the first strategy's first migration, or the one that is named")
  func explain() throws {
    let tool = try CommandLineTool()
    try tool.write(Self.small, to: "s.json")
    let first = try tool.apus("explain", "s.json")
    #expect(first.code == 0)
    #expect(first.output.contains("2 iterative-pre-copy"))
    let cold = try tool.apus("explain", "s.json", "--strategy", "cold", "--replication", "2")
    #expect(cold.output.contains("engine cold"))
    let wrong = try tool.apus("explain", "s.json", "--vm", "x")
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("there is no migration of a VM \"x\""))
    let late = try tool.apus("explain", "s.json", "--replication", "3")
    #expect(late.code == 2)
    #expect(late.output == "")
    #expect(
      late.errors == "there is no replication 3: the scenario has 2; write a number from 1 to 2\n")
  }
}
