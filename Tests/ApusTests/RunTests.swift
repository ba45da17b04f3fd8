import Foundation
import Testing

@Suite("apus run")
struct RunTests {
  private static let results = [
    "comparison.csv", "migrations.csv", "rounds.csv", "run.json", "stages.csv", "summary.csv",
  ]

  @Test("gives the same bytes twice, and with one or two jobs")
  func reproducible() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    for (folder, jobs) in [("one", "1"), ("again", "1"), ("two", "2")] {
      let ending = try tool.apus(
        "run", "scenario.json", "--replications", "4", "--jobs", jobs, "--output", folder)
      #expect(ending.code == 0)
      #expect(ending.errors == "")
      #expect(ending.output.contains("CSV files: \(folder)\n"))
    }
    let one = tool.files(in: "one")
    #expect(one.keys.sorted() == Self.results)
    #expect(tool.files(in: "again") == one)
    #expect(tool.files(in: "two") == one)
    #expect(try tool.apus("run", "scenario.json", "--seed", "2", "--output", "other").code == 0)
    #expect(tool.files(in: "other")["migrations.csv"] != one["migrations.csv"])
  }

  @Test("ends at a limit of events or time with exit code 4, says how far it came, writes nothing")
  func limits() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    let events = try tool.apus("run", "scenario.json", "--event-limit", "3", "--output", "out")
    #expect(events.code == 4)
    #expect(events.errors.contains("reached the limit of 3 events: at "))
    #expect(events.errors.contains("after 3 events, 0 of "))
    #expect(tool.files(in: "out").isEmpty)
    try tool.write(Self.endless, to: "endless.json")
    let time = try tool.apus("run", "endless.json", "--time-limit", "0.2 s", "--output", "out")
    #expect(time.code == 4)
    #expect(time.errors.contains("the time limit of 200 ms was reached in replication 1 of \"q\""))
    #expect(time.errors.contains("0 of 1 migrations had ended; nothing was written"))
    #expect(tool.files(in: "out").isEmpty)
    #expect(try tool.apus("run", "endless.json", "--time-limit", "0 s").code == 64)
    // Far more short replications than there is time for: it ends between two of them, soon.
    let start = ContinuousClock.now
    let many = try tool.apus(
      "run", "scenario.json", "--replications", "400000", "--time-limit", "0.5 s", "--output", "out"
    )
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(many.code == 4)
    #expect(
      many.errors.contains(#/time limit of 500 ms was reached after [1-9][0-9]* of 800000 rep/#),
      "\(many.errors)")
    #expect(tool.files(in: "out").isEmpty)
    #expect(try tool.apus("run", "endless.json", "--event-limit", "0").code == 64)
  }

  @Test("one SIGTERM ends a replication that would not end, and exits with 143")
  func terminated() throws {
    let tool = try CommandLineTool()
    try tool.write(Self.endless, to: "endless.json")
    let ended = try tool.shell(
      """
      apus run endless.json --output cut & pid=$!
      until ls -d cut.unfinished-$pid; do sleep 0.02; done >/dev/null 2>&1
      kill -TERM $pid; wait $pid
      """)
    #expect(ended.code == 143, "\(ended.errors)")
    #expect(ended.errors.contains("interrupted after 0 of 1 replications"))
    #expect(tool.files(in: "cut").isEmpty)
  }

  /// A tiny VM that writes as fast as it is sent: 10^9 rounds a day.
  private static let endless = """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "900 TB/s" } ] },
      "vms": [ { "name": "web", "host": "a", "memory": "4 MiB",
                 "writes": { "hot": { "size": "4 MiB", "rate": "1e9 writes/s" } } } ],
      "requests": [ { "at": "1 s", "migrate": "web", "to": "b" } ],
      "strategies": { "q": { "preCopy": { "engine": "qemu-11", "downtimeLimit": "0 s" } } },
      "replications": 1, "until": "1 d" }
    """

  @Test("writes to apus-results/NAME unless it is told where")
  func defaultFolder() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init", "mine.json").code == 0)
    #expect(try tool.apus("run", "mine.json", "--replications", "1").code == 0)
    #expect(tool.files(in: "apus-results/mine").keys.sorted() == Self.results)
  }

  @Test(
    "refuses a scenario that cannot be read with exit code 2, and writes nothing",
    arguments: [
      ("nowhere.json", "nowhere.json: there is no such file; check the path\n"),
      ("folder", "folder: the folder is empty; name the folder that holds the export\n"),
      ("empty.json", "empty.json: the file is empty; write a JSON object: { ... }\n"),
    ])
  func unreadable(path: String, message: String) throws {
    let tool = try CommandLineTool()
    try tool.makeFolder("folder")
    try tool.write("", to: "empty.json")
    let ending = try tool.apus("run", path, "--output", "results")
    #expect(ending.code == 2)
    #expect(ending.errors == message)
    #expect(ending.output == "")
    #expect(tool.files().keys.sorted() == ["empty.json"])
    #expect(!FileManager.default.fileExists(atPath: tool.folder.path + "/results"))
  }

  @Test("refuses a file that it may not read", .disabled(if: isRoot))
  func forbidden() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0], ofItemAtPath: tool.folder.path + "/scenario.json")
    let ending = try tool.apus("run", "scenario.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("may not be read"))
  }

  @Test("leaves the files of an earlier run alone when it is refused")
  func keepsResults() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    #expect(
      try tool.apus("run", "scenario.json", "--replications", "2", "--output", "results").code == 0)
    let before = tool.files(in: "results")
    let text = try tool.text("scenario.json").replacing("\"to\": \"b\"", with: "\"to\": \"c\"")
    try tool.write(text, to: "scenario.json")
    let ending = try tool.apus("run", "scenario.json", "--output", "results")
    #expect(ending.code == 2)
    #expect(
      ending.errors
        == "scenario.json:18:57: $.requests[0].to: there is no host \"c\"; write one of \"a\", \"b\"\n"
    )
    #expect(tool.files(in: "results") == before)
  }

  @Test("refuses an output folder that is a file, and keeps that file")
  func outputIsAFile() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    try tool.write("mine", to: "taken")
    let ending = try tool.apus("run", "scenario.json", "--output", "taken")
    #expect(ending.code == 2)
    #expect(ending.errors == "taken: is a file, not a folder; name another folder with --output\n")
    #expect(ending.output == "")
    #expect(try tool.text("taken") == "mine")
  }

  @Test("refuses an output folder below a file")
  func outputBelowAFile() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    let ending = try tool.apus("run", "scenario.json", "--output", "scenario.json/results")
    #expect(ending.code == 2)
    #expect(ending.errors.hasSuffix("; name another folder with --output\n"))
    #expect(ending.output == "")
  }

  @Test("refuses an output folder that may not be written", .disabled(if: isRoot))
  func outputIsForbidden() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    try tool.makeFolder("locked")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o500], ofItemAtPath: tool.folder.path + "/locked")
    let ending = try tool.apus("run", "scenario.json", "--output", "locked")
    #expect(ending.code == 2)
    #expect(ending.errors == "locked: is not writable; name another folder with --output\n")
  }

  @Test("keeps every old file when one result cannot take its place")
  func wholeOrNotAtAll() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    let run = ["run", "scenario.json", "--replications", "1", "--output", "results"]
    #expect(try tool.apus(run).code == 0)
    #expect(
      try tool.shell("cd results && rm summary.csv && mkdir summary.csv && touch mine").code == 0)
    let before = tool.files(in: "results")
    let ending = try tool.apus(run + ["--seed", "2"])
    #expect(ending.code == 2)
    #expect(ending.errors.contains("results/summary.csv: is a folder, not a file"))
    #expect(ending.output == "")
    #expect(tool.files(in: "results") == before)
  }

  @Test("refuses more replications than its results have room for")
  func tooMany() throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    let ending = try tool.apus("run", "scenario.json", "--replications", "100000000")
    #expect(ending.code == 2)
    #expect(
      ending.errors
        == "--replications 100000000: results have room for 50000000; write that or less\n")
  }

  @Test(
    "answers a wrong command line with exit code 64",
    arguments: [
      ["--replications", "0"], ["--replications", "many"], ["--jobs", "0"], ["--seed", "-1"],
      ["--seed=-1"], ["--sed", "1"], ["second.json"],
    ])
  func wrongOption(options: [String]) throws {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    let ending = try tool.apus(["run", "scenario.json"] + options)
    #expect(ending.code == 64)
    #expect(ending.output == "")
    #expect(ending.errors.hasPrefix("Error: "))
    #expect(ending.errors.contains("apus run --help") || ending.errors.contains("Usage: apus run"))
    #expect(tool.files().keys.sorted() == ["scenario.json"])
  }
}
