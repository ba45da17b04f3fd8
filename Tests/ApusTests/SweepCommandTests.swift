import Experiment
import Foundation
import Testing

@Suite("apus sweep, shards and merge")
struct SweepCommandTests {
  private static let vary = [
    "--vary", "..bandwidth = 1, 10 Gbit/s", "--vary", "memory: vms[web].memory = 1, 2 GiB",
    "--replications", "3",
  ]

  private func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    return tool
  }

  @Test("one table has a row for each point and a column for each value that is varied")
  func tidy() throws {
    let tool = try tool()
    let ending = try tool.apus(["sweep", "scenario.json", "--output", "all"] + Self.vary)
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output.contains("point  ..bandwidth (Gbit/s)  memory (GiB)  strategy"))
    #expect(
      try tool.text("all/points.csv") == """
        scenario,point,..bandwidth (Gbit/s),memory (GiB)
        scenario,1,1,1
        scenario,2,1,2
        scenario,3,10,1
        scenario,4,10,2

        """)
    let summary = try tool.text("all/summary.csv").split(separator: "\n")
    #expect(
      summary[0].hasPrefix("scenario,strategy,point,..bandwidth (Gbit/s),memory (GiB),metric,"))
    #expect(summary.contains { $0.hasPrefix("scenario,xen,4,10,2,downtime,s,3,") })
    #expect(
      try tool.text("all/comparison.csv").contains("\nscenario,4,10,2,cold,xen,total_time,s,3,"))
    #expect(try tool.apus("check", "--consistency", "all").output == "all: consistent\n")
  }

  @Test("what its help says varies a value varies it")
  func help() throws {
    let tool = try tool()
    let help = try tool.apus("sweep", "--help").output.split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    let examples = help.matches(of: #/apus sweep S.json (--vary '[^']+'(?: --vary '[^']+')*)/#)
    #expect(examples.count == 3)
    for example in examples {
      let values = example.output.1.matches(of: #/--vary '([^']+)'/#).map { String($0.output.1) }
      let ending = try tool.apus(
        ["sweep", "scenario.json", "--dry-run"] + values.flatMap { ["--vary", $0] })
      #expect(ending.code == 0, "\(values): \(ending.errors)")
    }
  }

  @Test("a misspelt key that is varied is called by its right name")
  func misspelt() throws {
    let ending = try tool().apus(
      "sweep", "scenario.json", "--vary", "network.links[0].bandwith = 1, 10 Gbit/s")
    #expect(ending.code == 2)
    #expect(ending.errors.contains(#"remove it; "bandwidth" is there already"#))
  }

  @Test("a point gives what the scenario gives that says so itself")
  func likeItself() throws {
    let tool = try tool()
    #expect(
      try tool.apus(
        "sweep", "scenario.json", "--vary", "..bandwidth = 10 Gbit/s", "--replications", "2",
        "--output", "swept"
      ).code == 0)
    let text = try tool.text("scenario.json").replacing("1 Gbit/s", with: "10 Gbit/s")
    try tool.write(text, to: "scenario.json")
    #expect(
      try tool.apus("run", "scenario.json", "--replications", "2", "--output", "own").code == 0)
    #expect(
      try tool.text("own/migrations.csv").replacing(",xen,,", with: ",xen,1,")
        .replacing(",cold,,", with: ",cold,1,") == tool.text("swept/migrations.csv"))
  }

  @Test("the file may say what is varied, and apus run plays it")
  func inTheFile() throws {
    let tool = try tool()
    let vary =
      "\"sweep\": { \"vary\": [\"..bandwidth = 1, 10 Gbit/s\", \"memory: vms[web].memory = 1, 2 GiB\"] },"
    try tool.write(
      try tool.text("scenario.json").replacing("\"hosts\": [", with: vary + "\n\"hosts\": ["),
      to: "swept.json")
    for arguments in [["run", "swept.json"], ["sweep", "swept.json", "--jobs", "1"]] {
      let ending = try tool.apus(
        arguments + ["--replications", "3", "--output", arguments[0]])
      #expect(ending.code == 0, "\(ending.errors)")
    }
    #expect(tool.files(in: "run") == tool.files(in: "sweep"))
    #expect(try tool.apus(["sweep", "scenario.json", "--output", "all"] + Self.vary).code == 0)
    #expect(
      try tool.text("run/migrations.csv").replacing("swept,", with: "scenario,")
        == tool.text("all/migrations.csv"))
  }

  @Test("--dry-run lists the points and what each changes, and writes nothing")
  func dryRun() throws {
    let tool = try tool()
    let ending = try tool.apus(["sweep", "scenario.json", "--dry-run"] + Self.vary)
    #expect(
      ending.output == """
        ..bandwidth: network.links[0].bandwidth (was 1 Gbit/s)
        memory: vms[0].memory (was 4 GiB)

        point  ..bandwidth (Gbit/s)  memory (GiB)
            1                     1             1
            2                     1             2
            3                    10             1
            4                    10             2

        """)
    #expect(tool.files().keys.sorted() == ["scenario.json"])
  }

  @Test(
    "what cannot be varied is refused with exit code 2",
    arguments: [
      ("..bandwith = 1 Gbit/s", "--vary: \"..bandwith\" is nowhere in the scenario"),
      ("vms[0].memory = ", "--vary: there are no values"),
      ("vms[0].memory = 1 Gbit/s", "point 1 (vms[0].memory (Gbit/s) 1): \"1 Gbit/s\""),
      ("vms[0].memroy = 1 GiB", "there is no key \"memroy\" here"),
      ("seed = 1, 2", "--vary: \"seed\" is the same at every point"),
    ])
  func refused(vary: String, message: String) throws {
    let tool = try tool()
    let ending = try tool.apus("sweep", "scenario.json", "--vary", vary)
    #expect(ending.code == 2)
    #expect(ending.errors.contains(message), "\(ending.errors)")
    #expect(tool.files().keys.sorted() == ["scenario.json"])
  }

  @Test("a sweep of nothing is refused")
  func nothing() throws {
    let tool = try tool()
    let ending = try tool.apus("sweep", "scenario.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("varies nothing; add --vary"))
  }

  @Test("shards, merged, give the bytes of one machine")
  func shards() throws {
    let tool = try tool()
    #expect(
      try tool.apus(["sweep", "scenario.json", "--output", "one", "--jobs", "2"] + Self.vary).code
        == 0)
    for shard in ["3/3", "1/3", "2/3"] {
      let ending = try tool.apus(
        ["sweep", "scenario.json", "--shard", shard, "--output", "part-\(shard.first!)"]
          + Self.vary)
      #expect(ending.code == 0, "\(ending.errors)")
    }
    let merged = try tool.apus("merge", "part-2", "part-1", "part-3", "--output", "merged")
    #expect(merged.code == 0, "\(merged.errors)")
    #expect(tool.files(in: "merged") == tool.files(in: "one"))
    // Running a shard again changes nothing.
    #expect(
      try tool.apus(
        ["sweep", "scenario.json", "--shard", "2/3", "--output", "again"] + Self.vary
      ).code == 0)
    #expect(tool.files(in: "again") == tool.files(in: "part-2"))
    // A fleet of mistakes at merging; each says what to do.
    for (folders, message) in [
      (["part-1", "part-2"], "in no shard, such as point 1, strategy xen, replication 3"),
      (["part-1", "part-2"], "run --shard 3/3 as well"),
      (["part-1", "part-2", "part-3", "again"], "and so has part-2; name each shard once"),
      (["part-1", "one"], "one: holds a whole run, not a shard; leave it out"),
      (["part-1", "nowhere"], "nowhere: there is no such folder"),
    ] {
      let ending = try tool.apus(["merge"] + folders + ["--output", "bad"])
      #expect(ending.code == 2)
      #expect(ending.errors.contains(message), "\(ending.errors)")
    }
    #expect(tool.files(in: "bad").isEmpty)
  }

  @Test("shards of another run are not merged, nor damaged ones")
  func otherShards() throws {
    let tool = try tool()
    for (seed, shard) in [("1", "1/2"), ("2", "2/2")] {
      #expect(
        try tool.apus(
          "run", "scenario.json", "--seed", seed, "--shard", shard, "--output", "s\(seed)",
          "--replications", "2"
        ).code == 0)
    }
    let other = try tool.apus("merge", "s1", "s2")
    #expect(other.code == 2)
    #expect(other.errors.contains("s2: is of another run than s1: the seed 2 instead of 1"))
    let part = try tool.text("s1/part.json")
    let mine = "\"apus\" : \"\(ExperimentRun.version)\""
    try #require(part.contains(mine))
    try tool.write(part.replacing(mine, with: "\"apus\" : \"0.0.1\""), to: "s1/part.json")
    let older = try tool.apus("merge", "s1")
    #expect(older.code == 2)
    #expect(
      older.errors.contains(
        "s1: was written by version 0.0.1, and this is \(ExperimentRun.version)"))
    try tool.write(part, to: "s1/part.json")
    let rows = try tool.text("s1/migrations.csv")
    try tool.write(String(rows.dropLast(5)), to: "s1/migrations.csv")
    #expect(try tool.apus("merge", "s1").errors.contains("s1: is damaged; run the shard again"))
  }

  @Test("an interrupted run keeps what is whole, exits with 130, and goes on with --resume")
  func resumed() throws {
    let tool = try tool()
    let long = "run scenario.json --replications 20000 --jobs 2"
    let interrupted = try tool.shell(
      """
      apus \(long) --output cut & pid=$!
      until ls -d cut.unfinished-$pid; do sleep 0.02; done >/dev/null 2>&1
      kill -INT $pid; wait $pid
      """)
    #expect(interrupted.code == 130, "\(interrupted.errors)")
    #expect(interrupted.errors.contains("which are kept in"))
    #expect(tool.files(in: "cut").isEmpty)
    #expect(!tool.files(in: "cut.interrupted").isEmpty)
    let other = try tool.apus(
      "run", "scenario.json", "--replications", "9", "--output", "cut", "--resume")
    #expect(other.code == 2)
    #expect(other.errors.contains("was interrupted in another run: it has replications 20000"))
    #expect(try tool.shell("apus \(long) --output cut --resume").code == 0)
    #expect(try tool.shell("apus \(long) --output whole").code == 0)
    #expect(tool.files(in: "cut") == tool.files(in: "whole"))
    #expect(tool.files(in: "cut.interrupted").isEmpty)
  }

  @Test("what was kept never becomes less, however often and early a run is interrupted")
  func keptForEver() throws {
    let tool = try tool()
    let long = "run scenario.json --replications 60000 --jobs 2"
    let isBegun = "-d cut.unfinished-$pid"
    let hasMany = #"-n "$(find cut.unfinished-$pid/rounds.csv -size +4M 2>/dev/null)""#
    /// How many replications are kept after an interruption, once something is so.
    func kept(_ options: String, once condition: String) throws -> Int {
      let ending = try tool.shell(
        """
        apus \(long) --output cut \(options) & pid=$!
        until [ \(condition) ]; do sleep 0.02; done
        kill -INT $pid; wait $pid
        """)
      #expect(ending.code == 130, "\(ending.errors)")
      let words = ending.errors.split(separator: " ")
      let after = try #require(words.firstIndex(of: "after"))
      return try #require(Int(words[after + 1]))
    }
    let first = try kept("", once: hasMany)
    #expect(first > 0)
    let files = tool.files(in: "cut.interrupted")
    let second = try kept("--resume", once: isBegun)
    #expect(second >= first)
    if second == first { #expect(tool.files(in: "cut.interrupted") == files) }
    // The longer one is kept even where nobody asked for it.
    let third = try kept("", once: isBegun)
    #expect(third >= second)
    #expect(try kept("--resume", once: hasMany) >= third)
    #expect(try tool.shell("apus \(long) --output cut --resume").code == 0)
    #expect(try tool.shell("apus \(long) --output whole").code == 0)
    #expect(tool.files(in: "cut") == tool.files(in: "whole"))
    #expect(tool.files(in: "cut.interrupted").isEmpty)
  }

  @Test("no axis takes the name of a column that results have, nor the place of another axis")
  func clashes() throws {
    let tool = try tool()
    for name in ["unit", "strategy", "metric", "mean", "n", "baseline", "quantile", "point", "p50"]
    {
      let ending = try tool.apus(
        "sweep", "scenario.json", "--vary", "\(name): vms[0].memory = 1, 2 GiB", "--dry-run")
      #expect(ending.code == 2)
      #expect(ending.errors.contains("\"\(name)\" is the name of a column"), "\(ending.errors)")
      #expect(ending.errors.contains("my-\(name): vms[0].memory"))
    }
    let twice = try tool.apus(
      "sweep", "scenario.json", "--vary", "vms[0].memory = 1, 2 GiB", "--vary",
      "vms[*].memory = 4, 8 GiB", "--dry-run")
    #expect(twice.code == 2)
    #expect(
      twice.errors.contains("\"vms[0].memory\" and \"vms[*].memory\" change the same value"),
      "\(twice.errors)")
  }

  @Test("apus plan answers with an interval, and with exit code 1 where there is no answer")
  func plan() throws {
    let tool = try tool()
    let found = try tool.apus(
      "plan", "scenario.json", "--smallest", "..bandwidth = 1..8/8 Gbit/s", "--such-that",
      "mean total_time < 10 s", "--output", "tried.csv")
    // A stream of Xen moves 130 MB/s at most: no bandwidth is enough.
    #expect(found.code == 1, "\(found.output)")
    #expect(try tool.text("tried.csv").hasPrefix("value,found,holds,may_hold,surely_holds\n1 Gbit"))
    let none = try tool.apus(
      "plan", "scenario.json", "--largest", "vms[0].memory = 1, 2 GiB", "--such-that",
      "downtime < 1 ms", "--replications", "2")
    #expect(none.code == 1)
    #expect(none.output.contains("none in the range"))
    let wrong = try tool.apus(
      "plan", "scenario.json", "--smallest", "..bandwith = 1..8 Gbit/s", "--such-that",
      "downtime < 1 ms")
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("\"..bandwith\" is nowhere"))
  }

  @Test("apus rank and apus sensitivity say what is best and what decides")
  func studies() throws {
    let tool = try tool()
    let rank = try tool.apus("rank", "scenario.json", "--by", "downtime", "--replications", "5")
    #expect(rank.code == 0, "\(rank.errors)")
    #expect(rank.output.contains("cold") && rank.output.contains("worse"))
    let sensitivity = try tool.apus(
      "sensitivity", "scenario.json", "--of", "mean total_time", "--vary",
      "vms[0].memory = 1..8 GiB", "--vary", "..bandwidth = 1..2 Gbit/s", "--points", "16",
      "--replications", "2")
    #expect(sensitivity.code == 0, "\(sensitivity.errors)")
    #expect(sensitivity.output.contains("vms[0].memory"))
    #expect(
      try tool.apus("rank", "scenario.json", "--by", "downtme").errors.contains(
        "write \"downtime\""))
  }

  @Test("apus run --precision runs as many replications as a metric needs")
  func precision() throws {
    let tool = try tool()
    let ending = try tool.apus("run", "scenario.json", "--precision", "downtime 20 %")
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(ending.output.contains("30 replications: downtime is known to"))
    let wrong = try tool.apus("run", "scenario.json", "--precision", "downtime")
    #expect(wrong.code == 2)
    #expect(wrong.errors.contains("such as downtime 5 %"))
  }

  @Test("apus check tells scripts and build servers what moved, and what is beyond chance")
  func check() throws {
    let tool = try tool()
    #expect(try tool.apus("record", "scenario.json").code == 0)
    let json = try tool.apus("check", "scenario.json", "--json", "--junit", "check.xml")
    #expect(json.code == 0)
    #expect(json.output.contains("\"status\": \"as-recorded\""))
    #expect(try tool.text("check.xml").contains("tests=\"1\" failures=\"0\" errors=\"0\""))
    #expect(try tool.apus("check", "scenario.json", "--statistical", "--seed", "9").code == 0)
    // Rows that are another law's: every time is a tenth longer.
    let rows = try tool.text("Results/scenario/migrations.csv").split(separator: "\n")
    let column = try #require(rows[0].split(separator: ",").firstIndex(of: "downtime_s"))
    let shifted = rows.enumerated().map { number, row in
      var cells = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if number > 0 { cells[column] = "\(Double(cells[column])! * 1.1)" }
      return cells.joined(separator: ",")
    }
    try tool.write(shifted.joined(separator: "\n") + "\n", to: "Results/scenario/migrations.csv")
    let moved = try tool.apus("check", "scenario.json", "--statistical", "--junit", "check.xml")
    #expect(moved.code == 1)
    #expect(moved.output.contains("metric downtime: the mean was"), "\(moved.output)")
    #expect(try tool.text("check.xml").contains("<failure message=\"moved\">"))
  }
}
