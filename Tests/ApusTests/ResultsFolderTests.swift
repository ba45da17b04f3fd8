import Experiment
import Foundation
import Testing

@Suite("The folder of a run")
struct ResultsFolderTests {
  private static func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    try tool.write(
      Starter.text.replacing("\"replications\": 30", with: "\"replications\": 2"), to: "s.json")
    return tool
  }

  @Test("files that Apus did not write are not overwritten, and not taken away")
  func foreign() throws {
    let tool = try Self.tool()
    try tool.makeFolder("mine")
    for (file, text) in [("links.csv", "a\n"), ("run.json", "{ \"mine\": 1 }")] {
      try tool.write(text, to: "mine/\(file)")
      let before = tool.files()
      let ending = try tool.apus("run", "s.json", "--output", "mine")
      #expect(ending.code == 2)
      #expect(
        ending.errors
          == "mine: holds files that are no results of apus run, such as links.csv; name another folder with --output\n"
      )
      #expect(tool.files() == before)
    }
  }

  @Test(
    "an empty folder, or one of an earlier run, is taken, and what is no longer written leaves it")
  func own() throws {
    let tool = try Self.tool()
    try tool.makeFolder("out")
    #expect(try tool.apus("run", "s.json", "--output", "out").code == 0)
    let first = tool.files(in: "out")
    try tool.write("old\n", to: "out/disks.csv")
    #expect(try tool.apus("run", "s.json", "--output", "out/", "--seed", "2").code == 0)
    let second = tool.files(in: "out")
    #expect(second.keys.sorted() == first.keys.sorted())
    #expect(second["run.json"] != first["run.json"])
    #expect(try tool.shell("ls -a | grep unfinished").output == "")
  }

  @Test("files of others that lie among results stay, and so does the folder one works in")
  func among() throws {
    let tool = try Self.tool()
    #expect(try tool.apus("run", "s.json", "--output", "out").code == 0)
    let first = try tool.text("out/run.json")
    try tool.write("mine", to: "out/notes.txt")
    try tool.write("old\n", to: "out/disks.csv")
    #expect(try tool.apus("run", "s.json", "--output", "out", "--seed", "2").code == 0)
    #expect(try tool.text("out/notes.txt") == "mine")
    #expect(tool.files(in: "out")["disks.csv"] == nil)
    #expect(try tool.text("out/run.json") != first)
    let inside = try tool.shell(
      "rm out/notes.txt; cd out && apus run ../s.json --output . && ls -a")
    #expect(inside.code == 0)
    #expect(inside.output.contains("\nrun.json\n"))
    #expect(!inside.output.contains("unfinished"))
    #expect(try tool.text("out/run.json") == first)
  }

  @Test("what killed runs left is cleared by the next one, and what others are writing is not")
  func leftovers() throws {
    let tool = try Self.tool()
    // 4194304 is the first number that no process has.
    let dead = ["out.unfinished-4194304", "out/.unfinished-4194304"]
    let alive = ["out.unfinished-1", "other.unfinished-4194304", "out.unfinished-x"]
    for folder in dead + alive {
      try tool.makeFolder(folder)
      try tool.write("x", to: "\(folder)/links.csv")
    }
    #expect(try tool.apus("run", "s.json", "--output", "out").code == 0)
    let left = tool.files()
    for folder in dead { #expect(left["\(folder)/links.csv"] == nil, "\(folder)") }
    for folder in alive { #expect(left["\(folder)/links.csv"] != nil, "\(folder)") }
  }

  @Test("a link to a folder stays one")
  func link() throws {
    let tool = try Self.tool()
    #expect(
      try tool.shell("mkdir real && ln -s real out && apus run s.json --output out").code == 0)
    #expect(try tool.shell("test -L out").code == 0)
    #expect(tool.files(in: "real")["run.json"] != nil)
  }

  @Test("a run that is killed leaves the results of the one before as they were")
  func killed() throws {
    let tool = try Self.tool()
    #expect(try tool.apus("run", "s.json", "--output", "out").code == 0)
    let before = tool.files(in: "out")
    for wait in ["0.02", "0.05", "0.1", "0.2"] {
      _ = try tool.shell(
        "apus run s.json --output out --replications 20000 --seed 3 & p=$!; sleep \(wait); kill -9 $p; wait $p"
      )
      let after = tool.files(in: "out")
      #expect(after == before)
    }
    #expect(try tool.apus("run", "s.json", "--output", "out").code == 0)
    #expect(tool.files(in: "out") == before)
    #expect(try tool.shell("ls -a | grep unfinished").output == "")
  }
}
