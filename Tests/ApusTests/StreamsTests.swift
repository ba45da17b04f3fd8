import Experiment
import Foundation
import Testing

@Suite("What cannot be written is exit code 2")
struct StreamsTests {
  private static func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    try tool.write(
      Starter.text.replacing("\"replications\": 30", with: "\"replications\": 2"), to: "s.json")
    _ = try tool.apus("record", "s.json")
    return tool
  }

  @Test(
    "by every command, to a full output",
    arguments: [
      "--help", "--version", "run --help", "run s.json", "explain s.json", "record s.json",
      "check s.json", "check --consistency Results/s", "validate s.json", "list", "columns",
      "schema",
    ])
  func fullOutput(line: String) throws {
    let ending = try Self.tool().shell("apus \(line) > /dev/full")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("could not be written to the output"))
    #expect(try Self.tool().shell("apus \(line) >&-").code == 2)
  }

  @Test(
    "and to a closed or full error stream, whatever the command had to say there",
    arguments: ["validate none.json", "run none.json", "run --sed 1", "check none.json", "none"])
  func errors(line: String) throws {
    let tool = try Self.tool()
    for stream in ["2>&-", "2>/dev/full"] {
      #expect(try tool.shell("apus \(line) \(stream)").code == 2, "\(line) \(stream)")
    }
    // Who has nothing to say there does not miss it, and no file takes its place.
    #expect(try tool.shell("apus run s.json --output out 2>&-").code == 0)
    #expect(try tool.shell("apus check --consistency out").code == 0)
  }

  @Test("a reader who goes away, such as head, is no error, and nothing is said of it")
  func pipe() throws {
    let tool = try Self.tool()
    let rows = (1...2000).map { "v\($0),1024,50\n" }.joined()
    try tool.write("id,memory_mib,dirty_rate_pages_per_s\n" + rows, to: "vms.csv")
    for line in ["schema", "predict vms.csv --replications 1", "run --help", "run s.json"] {
      let ending = try tool.shell(
        "(apus \(line) 2>errors; echo $? >code) | true; sleep 0.5; cat code errors")
      // It may have written everything before the reader was gone.
      #expect(["0\n", "141\n"].contains(ending.output), "\(line): \(ending.output)")
    }
    #expect(!tool.files(in: "apus-results/s").isEmpty)
  }

  @Test("accuracy looks for gnuplot before the work, and tells of figures that can be left out")
  func gnuplot() throws {
    let tool = try CommandLineTool()
    try tool.write("memory_mib\n1\n", to: "m.csv")
    let ending = try tool.shell("p=$(command -v apus); PATH=/nowhere $p accuracy --data m.csv")
    #expect(ending.code == 2)
    #expect(ending.errors.hasPrefix("there is no gnuplot; install gnuplot-nox, or leave"))
  }
}

@Suite("Traces of strangers")
struct TraceFileTests {
  private static func scenario(_ trace: String) -> String {
    let rate = "\"10000 writes/s\" }"
    return Starter.text.replacing("\"replications\": 30", with: "\"replications\": 1").replacing(
      rate, with: rate + #", "activity": { "trace": { "file": "\#(trace)", "then": "hold" } }"#)
  }

  @Test(
    "devices, pipes and folders are none, and nothing waits for them",
    arguments: ["/dev/zero", "pipe", "folder"])
  func irregular(trace: String) throws {
    let tool = try CommandLineTool()
    #expect(try tool.shell("mkfifo pipe && mkdir folder").code == 0)
    try tool.write(Self.scenario(trace), to: "s.json")
    let ending = try tool.shell("timeout 10 apus validate s.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("is not a regular file; name a file"))
  }

  @Test("nothing of a file that is no trace is quoted")
  func secrets() throws {
    let tool = try CommandLineTool()
    for secret in ["root:$6$abc:19000\ndaemon:*:19000\n", "secret,other\n1,abc\n", "secret\n"] {
      try tool.write(secret, to: "shadow")
      try tool.write(Self.scenario("shadow"), to: "s.json")
      let ending = try tool.apus("validate", "s.json")
      #expect(ending.code == 2)
      #expect(ending.errors.contains("has none of the columns time_s, rate_writes_per_s, share"))
      #expect(!ending.errors.contains("secret") && !ending.errors.contains("root"))
    }
  }

  @Test("with --sandbox a scenario reads below its folder only, whatever links lead out of it")
  func sandbox() throws {
    let tool = try CommandLineTool()
    try tool.makeFolder("theirs/sub")
    let trace = "time_s,share\n0,1\n5,0.5\n"
    for file in ["mine.csv", "theirs/own.csv", "theirs/sub/own.csv"] {
      try tool.write(trace, to: file)
    }
    #expect(try tool.shell("ln -s ../mine.csv theirs/link.csv").code == 0)
    let cases = [
      ("own.csv", 0), ("sub/own.csv", 0), ("../mine.csv", 2), ("link.csv", 2),
      (tool.folder.path + "/mine.csv", 2),
    ]
    for (name, code) in cases {
      try tool.write(Self.scenario(name), to: "theirs/s.json")
      #expect(try tool.apus("validate", "theirs/s.json").code == 0, "\(name)")
      let ending = try tool.apus("validate", "--sandbox", "theirs/s.json")
      #expect(ending.code == code, "\(name)")
      if code == 2 { #expect(ending.errors.contains("is outside of the scenario's folder")) }
    }
  }
}
