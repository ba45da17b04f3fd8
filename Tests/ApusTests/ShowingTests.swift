import Foundation
import Testing

@Suite("apus plot and apus report")
struct ShowingTests {
  private static let hasGnuplot = FileManager.default.isExecutableFile(atPath: "/usr/bin/gnuplot")
  /// The path on which there is apus, and nothing else.
  private static let withoutGnuplot = "a=$(command -v apus); PATH=$(dirname \"$a\")"

  private func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init").code == 0)
    #expect(
      try tool.apus("run", "scenario.json", "--replications", "3", "--output", "results").code == 0)
    return tool
  }

  @Test("a figure comes with its script, as SVG and as PNG", .enabled(if: hasGnuplot))
  func plot() throws {
    let tool = try tool()
    let ending = try tool.apus("plot", "results", "stages", "--output", "figures")
    #expect(ending.code == 0 && ending.errors == "")
    #expect(
      tool.files(in: "figures").keys.sorted() == ["stages.gp", "stages.png", "stages.svg"])
    // The script alone draws it again.
    let svg = try tool.text("figures/stages.svg")
    #expect(try tool.shell("cd figures && gnuplot stages.gp").code == 0)
    #expect(try tool.text("figures/stages.svg").count > svg.count / 2)
    #expect(try tool.apus("plot", "results").code == 0)
    #expect(tool.files(in: "apus-figures/scenario").keys.contains("means.svg"))
  }

  @Test("without gnuplot a message names its package, and the page is there without figures")
  func withoutGnuplot() throws {
    let tool = try tool()
    let plot = try tool.shell("\(Self.withoutGnuplot); \"$a\" plot results")
    #expect(plot.code == 5)
    #expect(plot.errors == "there is no gnuplot; install gnuplot-nox\n")
    #expect(tool.files(in: "apus-figures").isEmpty)
    let report = try tool.shell("\(Self.withoutGnuplot); \"$a\" report results")
    #expect(report.code == 5)
    #expect(report.output == "scenario.html\n")
    #expect(report.errors.contains("install gnuplot-nox; the page was written without figures"))
    let page = try tool.text("scenario.html")
    #expect(page.contains("there was no gnuplot to draw the figures with"))
    #expect(page.contains("What each strategy takes"))
  }

  @Test("a page has its figures in it", .enabled(if: hasGnuplot))
  func report() throws {
    let tool = try tool()
    let ending = try tool.apus("report", "results", "--output", "page.html")
    #expect(ending.code == 0 && ending.output == "page.html\n")
    let page = try tool.text("page.html")
    #expect(page.components(separatedBy: "<svg role=\"img\"").count > 5)
    #expect(page.contains("How long"))
  }

  @Test("results that cannot be shown are answered with what is wrong, and exit code 2")
  func bad() throws {
    let tool = try tool()
    let cases = [
      ("rm results/run.json", "holds no results of a run (no run.json)"),
      ("echo '{' > results/run.json", "run.json is damaged"),
      ("rm results/summary.csv", "summary.csv is missing"),
      ("rm results/migrations.csv", "migrations.csv is missing"),
      (": > results/migrations.csv", "migrations.csv: is empty"),
      (
        "head -c 400 results/migrations.csv > m; mv m results/migrations.csv",
        "truncated or damaged"
      ),
      (
        "head -3 results/migrations.csv > m; mv m results/migrations.csv",
        "and summary.csv tells of 3: the file is truncated or damaged"
      ),
      ("head -1 results/summary.csv > m; mv m results/summary.csv", "summary.csv holds no rows"),
      (": > results/summary.csv", "summary.csv: is empty"),
      (
        "sed -i 1s/,mean,/,average,/ results/summary.csv",
        "summary.csv:1: has no column mean; it has average instead"
      ),
      ("sed -i 1s/ci95_low/n/ results/summary.csv", "summary.csv:1: has two columns n"),
      (
        "sed -i 1s/paused_s/pause/ results/migrations.csv",
        "migrations.csv:1: has no column paused_s; it has pause instead"
      ),
      (
        "cut -d, -f1-5,7- results/rounds.csv > m; mv m results/rounds.csv",
        "rounds.csv:1: has no column vm"
      ),
      (": > results/stages.csv", "stages.csv: is empty"),
      (
        "sed -i '2s/,1,/,1h,/' results/stages.csv",
        "stages.csv:2: replication is \"1h\", which is no number"
      ),
    ]
    for (damage, message) in cases {
      #expect(try tool.shell("cp -r results copy; \(damage)").code == 0)
      for command in ["plot", "report"] {
        let ending = try tool.apus(command, "results")
        #expect(ending.code == 2, "\(damage)")
        #expect(ending.errors.contains(message), "\(damage): \(ending.errors)")
        #expect(ending.output == "")
      }
      #expect(try tool.shell("rm -rf results; mv copy results").code == 0)
    }
    #expect(try tool.apus("plot", "nowhere").errors.hasPrefix("nowhere: there is no such folder"))
    #expect(try tool.apus("report", "scenario.json").errors.contains("is a file"))
    let name = try tool.apus("plot", "results", "stagse")
    #expect(name.code == 2 && name.errors.hasPrefix("there is no figure \"stagse\"; name one of"))
    #expect(try tool.apus("plot", "results", "links").errors.contains("made from links.csv"))
  }

  @Test("results of a newer version are shown, and that is said")
  func newer() throws {
    let tool = try tool()
    #expect(
      try tool.shell("sed -i 's/\"apus\": \"[^\"]*\"/\"apus\": \"99.0.0\"/' results/run.json").code
        == 0)
    let ending = try tool.apus("report", "results")
    #expect(ending.errors.contains("was written by apus 99.0.0, which is newer"))
    #expect(try tool.text("scenario.html").contains("was written by apus 99.0.0"))
  }

  @Test("a column that no run writes is named, and the rest is shown")
  func added() throws {
    let tool = try tool()
    #expect(
      try tool.shell("sed -i 's/$/,1/; 1s/,1$/,mine/' results/summary.csv").code == 0)
    let ending = try tool.apus("report", "results")
    #expect(ending.code == (Self.hasGnuplot ? 0 : 5))
    #expect(ending.errors.contains("summary.csv: apus does not write the column mine"))
    #expect(try tool.text("scenario.html").contains("does not write the column mine"))
  }

  @Test("names of any kind are shown harmlessly")
  func harmless() throws {
    let tool = try tool()
    // As it stands in the file: a quote, a comma and a command. Control characters are always refused.
    let name = #"=<script>alert('x')</script>\", `id` $(id)"#
    let text = try tool.text("scenario.json").replacing("\"xen\"", with: "\"\(name)\"")
    try tool.write(text, to: "odd.json")
    #expect(try tool.apus("run", "odd.json").code == 2)
    let run = try tool.apus(
      "run", "odd.json", "--allow-formulas", "--replications", "2", "--output", "odd")
    #expect(run.code == 0, "\(run.errors)")
    #expect(!run.output.contains("\u{1B}"))
    // Files of strangers may hold them all the same.
    let damaged = try tool.text("odd/migrations.csv").replacing(
      ",web,", with: ",\"\u{1B}[31m\nweb\",")
    try tool.write(damaged, to: "odd/migrations.csv")
    let report = try tool.apus("report", "odd", "--allow-formulas", "--output", "odd.html")
    #expect(report.code == (Self.hasGnuplot ? 0 : 5), "\(report.errors)")
    let page = try tool.text("odd.html")
    #expect(!page.contains("<script>alert"))
    #expect(page.contains("&lt;script&gt;alert"))
    #expect(!page.contains("\u{1B}"))
    #expect(page.components(separatedBy: "<script").count == 2)
  }

  @Test("figures, explanations and JSON show such names harmlessly too")
  func harmlessElsewhere() throws {
    let tool = try tool()
    let name = #"=cmd|'/C calc'!A0 <script>alert(1)</script>\", `touch obeyed` $(touch obeyed)"#
    let text = try tool.text("scenario.json").replacing("\"xen\"", with: "\"\(name)\"")
      .replacing("\"web\"", with: "\"@<b>web</b>\"")
    try tool.write(text, to: "odd.json")
    #expect(try tool.apus("validate", "odd.json").code == 2)
    let json = try tool.apus(
      "run", "odd.json", "--allow-formulas", "--replications", "3", "--output", "odd", "--json")
    #expect(json.code == 0, "\(json.errors)")
    #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
    let explained = try tool.apus("explain", "odd.json", "--allow-formulas")
    #expect(explained.code == 0 && !explained.output.contains("\u{1B}"))
    guard Self.hasGnuplot else { return }
    let plot = try tool.apus("plot", "odd", "--output", "figures")
    #expect(plot.code == 0, "\(plot.errors)")
    for (file, data) in tool.files(in: "figures") where file.hasSuffix(".svg") {
      let svg = String(decoding: data, as: UTF8.self)
      #expect(!svg.contains("<script") && !svg.contains("<b>"), "\(file)")
    }
    #expect(try tool.shell("cd figures && for f in *.gp; do gnuplot $f || exit 1; done").code == 0)
    #expect(!tool.files().keys.contains { $0.hasSuffix("obeyed") })
  }
}
