import Experiment
import Foundation
import Testing

@Suite("No command writes over what it reads")
struct OverwritingTests {
  @Test(
    "nor over a link to it, and it says so before any work is done",
    arguments: [
      ["predict", "vms.csv", "--output", "vms.csv"],
      ["predict", "vms.csv", "--output", "./vms.csv"],
      ["predict", "vms.csv", "--output", "soft.csv"],
      ["predict", "vms.csv", "--output", "hard.csv"],
      ["predict", "vms.csv", "--score", "--score-output", "vms.csv"],
      ["calibrate", "vms.csv", "--output", "vms.csv"],
      ["accuracy", "--data", "vms.csv", "--article", "vms.csv"],
    ])
  func inventory(arguments: [String]) throws {
    let tool = try CommandLineTool()
    let text = "memory_mib,dirty_rate_pages_per_s\n512,10\n"
    try tool.write(text, to: "vms.csv")
    #expect(try tool.shell("ln -s vms.csv soft.csv && ln vms.csv hard.csv").code == 0)
    let ending = try tool.apus(arguments)
    #expect(ending.code == 2)
    #expect(ending.output == "")
    #expect(ending.errors.contains("would be overwritten; name another file with --"))
    #expect(try tool.text("vms.csv") == text)
  }

  @Test("results do not replace their scenario, nor take away its trace")
  func results() throws {
    let tool = try CommandLineTool()
    let rate = "\"10000 writes/s\" }"
    let traced = Starter.text.replacing(
      rate, with: rate + #", "activity": { "trace": { "file": "links.csv", "then": "hold" } }"#)
    try tool.write(traced, to: "traced.json")
    try tool.write("time_s,share\n0,1\n5,0.5\n", to: "links.csv")
    try tool.write(Starter.text, to: "run.json")
    for scenario in ["traced.json", "run.json"] {
      let ending = try tool.apus("run", scenario, "--output", ".", "--replications", "1")
      #expect(ending.code == 2)
      #expect(ending.errors.contains("would be overwritten; name another folder with --output"))
    }
    #expect(tool.files().keys.sorted() == ["links.csv", "run.json", "traced.json"])
    #expect(try tool.text("run.json") == Starter.text)
  }

  @Test("a device or a pipe is no file that one could be put in the place of")
  func devices() throws {
    let tool = try CommandLineTool()
    try tool.write("memory_mib\n512\n", to: "vms.csv")
    #expect(try tool.shell("mkfifo pipe").code == 0)
    let ending = try tool.apus("predict", "vms.csv", "--output", "pipe")
    #expect(ending.code == 2)
    #expect(
      ending.errors.contains(
        "pipe: is a device or pipe, not a file; name another file with --output"))
  }

  @Test("two results do not go into one file")
  func twice() throws {
    let tool = try CommandLineTool()
    try tool.write("memory_mib\n512\n", to: "vms.csv")
    let ending = try tool.apus(
      "predict", "vms.csv", "--score", "--output", "x.csv", "--score-output", "x.csv")
    #expect(ending.code == 64)
    #expect(ending.errors.contains("--output and --score-output name one file; name two"))
  }

  @Test("an inventory and measured points may come through a pipe")
  func pipes() throws {
    let tool = try CommandLineTool()
    try tool.write("memory_mib,dirty_rate_pages_per_s\n512,10\n", to: "vms.csv")
    let ending = try tool.shell("cat vms.csv | apus predict /dev/stdin --replications 2")
    #expect(ending.code == 0)
    #expect(ending.output.split(separator: "\n").count == 2)
    let points = try tool.shell("printf 'interval_s\\n1\\n' | apus fit /dev/stdin")
    #expect(points.errors.hasPrefix("/dev/stdin:1: there is no column dirty_pages"))
  }
}
