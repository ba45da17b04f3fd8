import Experiment
import Foundation
import Testing

@Suite("The other commands of apus")
struct OtherCommandsTests {
  @Test("init writes a scenario that is sound, and never overwrites one")
  func initialise() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").output == "Wrote scenario.json. Run it: apus run scenario.json\n")
    #expect(try tool.text("scenario.json") == Starter.text)
    #expect(try tool.apus("validate", "scenario.json").code == 0)
    try tool.write("mine", to: "scenario.json")
    let again = try tool.apus("init")
    #expect(again.code == 2)
    #expect(again.output == "")
    #expect(again.errors.hasPrefix("scenario.json: there is such a file already;"))
    #expect(try tool.text("scenario.json") == "mine")
    let nowhere = try tool.apus("init", "no/such/folder.json")
    #expect(nowhere.code == 2)
    #expect(nowhere.errors.contains("check that its folder exists"))
    let spaced = try tool.apus("init", "rack 3's drain.json").output
    let command = try #require(spaced.components(separatedBy: "Run it: ").last)
    #expect(try tool.shell(command.replacing("apus run", with: "apus validate")).code == 0)
  }

  @Test("validate lists the VMs that cannot leave a host that is to be emptied, and why")
  func stranded() throws {
    let tool = try CommandLineTool()
    try tool.write(
      """
      { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
        "network": { "links": [ { "between": ["a", "b"], "bandwidth": "10 Gbit/s" } ] },
        "vms": [ { "name": "gpu", "host": "a", "memory": "8 GiB", "pinned": "a GPU of its own" } ],
        "requests": [ { "evacuate": "a" } ], "strategies": { "q": { "preCopy": {} } } }
      """, to: "gpu.json")
    let ending = try tool.apus("validate", "gpu.json")
    #expect(ending.code == 0)
    #expect(ending.output.contains("1 VM cannot leave:"))
    #expect(ending.output.contains("gpu on a: a GPU of its own"))
  }

  @Test("validate prints every mistake of every file, and what is sound on the other stream")
  func validate() throws {
    let tool = try CommandLineTool()
    try tool.write(Starter.text, to: "sound.json")
    let text = Starter.text.replacing("\"4 GiB\"", with: "\"4 Gb\"")
      .replacing("\"seed\": 1", with: "\"sed\": 1")
    try tool.write(text, to: "b.json")
    try tool.write("{", to: "c.json")
    let ending = try tool.apus("validate", "sound.json", "b.json", "c.json", "d.json")
    #expect(ending.code == 2)
    #expect(ending.output.hasPrefix("sound.json: sound: How long"))
    let lines = ending.errors.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(
      zip(lines, ["b.json:14:", "b.json:24:", "c.json:1:", "d.json: "]).allSatisfy {
        $0.hasPrefix($1)
      }, "\(ending.errors)")
  }

  @Test("schema, list and the version are printed")
  func prints() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("schema").output == Scenario.schema + "\n")
    #expect(try tool.apus("list").output == Catalogue.text + "\n")
    let version = try tool.apus("--version").output.split(separator: "\n")
    let heads = version.map { String($0.prefix { $0 != ":" }) }
    #expect(heads == [ExperimentRun.version, "commit", "libraries"])
    #expect(version[2].contains("GSL 2."))
  }

  @Test(
    "help is no error",
    arguments: ["init", "run", "explain", "check", "record", "fit", "validate", "list", "schema"])
  func help(command: String) throws {
    let tool = try CommandLineTool()
    let ending = try tool.apus(command, "--help")
    #expect(ending.code == 0)
    #expect(ending.errors == "")
    #expect(ending.output.contains("USAGE: apus \(command)"))
  }

  @Test("an answer that cannot be written is not passed over in silence")
  func full() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    for arguments in [
      ["schema"], ["list"], ["validate", "scenario.json"], ["run", "scenario.json"],
    ] {
      let ending = try tool.apus(arguments, full: true)
      #expect(ending.code == 2)
      #expect(ending.errors.hasPrefix("the answer could not be written"))
    }
  }

  @Test("no two engines of the list are described alike")
  func engines() throws {
    let lines = try CommandLineTool().apus("list").output.components(separatedBy: "\n\n")[3]
      .split(separator: "\n").filter { !$0.contains("parameters:") }
    let texts = lines.map { $0.split(separator: " ", maxSplits: 1)[1] }
    #expect(texts.count == 13)
    #expect(Set(texts).count == texts.count)
  }

  @Test(
    "lines of help that are indented stay so",
    arguments: [
      "init", "run", "plot", "report", "predict", "calibrate", "accuracy", "explain", "check",
      "record",
      "fit", "manual",
      "validate", "schema",
    ])
  func indentation(command: String) throws {
    let lines = try CommandLineTool().apus(command, "--help").output.split(
      separator: "\n", omittingEmptySubsequences: false)
    // What was wrapped goes on at the margin, straight below a line that is indented.
    for (line, next) in zip(lines, lines.dropFirst()) where line.hasPrefix("  ") {
      #expect(next.isEmpty || next.hasPrefix("  "), "\(next)")
    }
  }

  @Test("an unknown command is answered with exit code 64")
  func unknown() throws {
    let tool = try CommandLineTool()
    let ending = try tool.apus("rum")
    #expect(ending.code == 64)
    #expect(ending.output == "")
    #expect(ending.errors.contains("rum"))
  }
}
