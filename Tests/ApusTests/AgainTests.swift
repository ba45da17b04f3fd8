import Foundation
import Testing

@Suite("Results again, as their page says")
struct AgainTests {
  /// Asks something, follows what the page of its results says, and compares.
  private func expectAgain(
    _ tool: borrowing CommandLineTool, _ folder: String, _ arguments: String...
  ) throws {
    let first = try tool.apus(arguments)
    #expect(first.code == 0, "\(first.errors)")
    let before = tool.files(in: folder)
    #expect(before["summary.csv"] != nil)
    // Without gnuplot the page is written all the same, and the code is 5.
    _ = try tool.apus("report", folder, "--output", "page.html")
    let page = try tool.text("page.html")
    let text = try #require(page.firstMatch(of: #/<pre tabindex="0">(apus [^<]*)<\/pre>/#)).output.1
    let commands = [("&#39;", "'"), ("&quot;", "\""), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
      .reduce(String(text)) { $0.replacing($1.0, with: $1.1) }.split(separator: "\n")
    #expect(commands.count == 2)
    #expect(commands[1] == "apus report \(folder)")
    try FileManager.default.removeItem(at: tool.folder.appending(path: folder))
    let again = try tool.shell(String(commands[0]))
    #expect(again.code == 0, "\(commands[0]): \(again.errors)")
    #expect(tool.files(in: folder) == before, "\(commands[0])")
  }

  @Test("a sweep is made again with its axes, conditions, points and fidelity")
  func sweep() throws {
    let tool = try CommandLineTool()
    _ = try tool.apus("init")
    try expectAgain(
      tool, "apus-results/scenario", "sweep", "scenario.json", "--vary",
      "speed: ..bandwidth = 1..10 Gbit/s", "--vary", "memory: vms[web].memory = 1..2 GiB",
      "--where", "memory <= 1.8 GiB", "--design", "sobol", "--points", "3", "--fidelity", "fluid",
      "--replications", "2", "--seed", "5", "--quantiles", "0.25,0.75")
    let run = try tool.text("apus-results/scenario/run.json")
    #expect(run.contains("\"fidelity\": \"fluid\""))
    #expect(run.contains("\"points\": 3"))
    #expect(run.contains("\"quantiles\": [0.25, 0.75]"))
  }

  @Test("a run without options says nothing of them; one with another fidelity does")
  func run() throws {
    let tool = try CommandLineTool()
    _ = try tool.apus("init")
    try expectAgain(tool, "apus-results/scenario", "run", "scenario.json", "--replications", "2")
    let plain = try tool.text("apus-results/scenario/run.json")
    for key in ["fidelity", "sweep", "drain", "quantiles"] {
      #expect(!plain.contains("\"\(key)\":"), "\(key)")
    }
    try expectAgain(
      tool, "apus-results/scenario", "run", "scenario.json", "--replications", "2", "--fidelity",
      "fluid")
  }

  @Test("a question of apus drain is asked again with its hosts and options")
  func drain() throws {
    let tool = try CommandLineTool()
    _ = try tool.apus("init", "drain")
    try expectAgain(
      tool, "apus-results/drain-drain", "drain", "drain.json", "esx-{2..3}", "--replications", "2",
      "--at-once", "1", "--strategy", "qemu-8.2", "--deadline", "5 min")
  }
}
