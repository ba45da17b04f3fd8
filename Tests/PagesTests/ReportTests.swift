import Experiment
import Figures
import Foundation
import StrictJSON
import Testing

@testable import Pages

@Suite("A page of results")
struct ReportTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  private static func page(_ names: String...) throws -> String {
    try Report(
      names.map { "\(repository)/Results/\($0)" },
      scenarios: names.map { "\(repository)/Scenarios/\($0).json" },
      accuracy: "\(repository)/Results/accuracy", choice: FigureChoice()
    ) { path, _ throws(ScenarioErrors) in try Scenario(contentsOf: path) }.page(nil)
  }

  @Test("says the question, the answer with its interval, and how to run it again")
  func first() throws {
    let page = try Self.page("first-migration")
    #expect(page.contains("How long is the downtime of a busy 4 GiB web server"))
    #expect(
      page.contains("The downtime is 39.43 ± 0.23 ms with xen and 30.5 s with cold."))
    #expect(page.contains("Every migration finished."))
    #expect(page.contains("first-migration.json --seed 1 --replications 30"))
    #expect(page.contains("It says nothing of cold, xen-modern"))
    #expect(page.contains("4 GiB"))
  }

  @Test("never hides what did not finish")
  func failures() throws {
    let page = try Self.page("throttle-or-wait")
    #expect(page.contains("Migrations that did not finish"))
    #expect(page.contains("Not every migration finishes: 100 % with wait do not."))
    #expect(page.contains("dirties-faster"))
  }

  @Test("of a fleet says when each host is empty and who could not leave")
  func fleet() throws {
    let page = try Self.page("drain-a-rack")
    #expect(page.contains("When each host is empty"))
    #expect(page.contains("Who could not leave"))
    #expect(page.contains("gpu"))
    #expect(
      page.contains(
        "meets its deadline of 600 s, with every VM moved, in 0 of 10 runs in both cases. It takes 936"
      ))
    #expect(page.contains("migrations are shown; all stand in migrations.csv."))
  }

  @Test("is written for results of which only some tables are there")
  func someTables() throws {
    let page = try Self.page("rolling-upgrade-40-hosts")
    #expect(
      page.contains(
        "meets its deadline of 8 h in 5 of 5 runs with four-hosts and eight-hosts, in 2 of 5 runs with two-hosts, and in 0 of 5 runs with one-host."
      ))
    #expect(page.contains("If the largest host dies at the worst moment"))
    #expect(page.contains("room beyond N+1"))
    #expect(page.contains("single migrations are not told"))
    #expect(page.contains("What became of the requests"))
  }

  @Test("says of a whole fleet when it has moved, though its requests are not told")
  func makespan() throws {
    let page = try Self.page("rolling-upgrade-500-hosts")
    let told = try #require(
      page.firstMatch(of: /The time until the last VM is moved is ([0-9.]+) ± ([0-9.]+) h\./))
    let recorded = try #require(
      try StoredTables("\(Self.repository)/Results/rolling-upgrade-500-hosts").rows("summary.csv") {
        $0["metric"] == "makespan"
      }.first)
    let (mean, high) = (recorded.number("mean")! / 3600, recorded.number("ci95_high")! / 3600)
    #expect(abs(Double(told.1)! - mean) < 0.06)
    #expect(abs(Double(told.2)! - (high - mean)) < 0.06)
  }

  @Test("of requests that last as long as the run, failures are told, not that they do not end")
  func lasting() throws {
    let page = try Self.page("predict-failures-or-not")
    #expect(page.contains("The number of VMs that crash is least with"))
    #expect(!page.contains("does not end"))
  }

  @Test("many strategies that say the same are told once")
  func same() throws {
    let page = try Self.page("how-many-at-once")
    #expect(page.contains("864 GiB to spare in all 5 cases"))
    let many = try Self.page("ten-minutes-warning")
    #expect(many.contains("Not every migration finishes: none does in"))
    #expect(!many.contains("and and"))
  }

  @Test("a path has no steps back that it need not have")
  func plainPaths() {
    #expect(PlainPath.joined("Results/a/", "../../Scenarios") == "Scenarios")
    #expect(PlainPath.joined("a", "..") == ".")
    #expect(PlainPath.joined("a", "../../b") == "../b")
    #expect(PlainPath.joined("/x//Results/a", "../../Scenarios") == "/x/Scenarios")
    #expect(PlainPath.joined("./Results/a", "") == "Results/a")
  }

  @Test("calls points of a sweep by their values")
  func points() throws {
    let page = try Self.page("when-to-start")
    #expect(page.contains("qemu, start 15 h"))
    #expect(page.contains("The downtime with qemu is from"))
  }

  @Test("tells each point of a strategy where one value varies, and which of several decides")
  func answers() throws {
    let one = try Self.page("how-much-bandwidth")
    #expect(one.contains("185.0 ± 4.6 ms at 2 Gbit/s, 61.1 ± 4.4 ms at 4 Gbit/s"))
    #expect(one.contains("<dt>bandwidth, varied</dt><dd>0.5, 1, 2, 4, 8, 16, 32 Gbit/s</dd>"))
    let several = try Self.page("which-parameter-matters")
    #expect(several.contains("The downtime follows bandwidth (-0.56) most, then memory (0.2)"))
  }

  @Test("says how short of cores hosts were, and with how many moves")
  func balancing() throws {
    let page = try Self.page("balance-two-hot-hosts")
    #expect(page.contains("The shortage of cores, in core-seconds, is 228867 with balancer none"))
    #expect(page.contains("The number of moves is 0 with balancer none"))
  }

  @Test("calls a metric the same in every table")
  func titles() throws {
    let page = try Self.page("rolling-upgrade-40-hosts")
    #expect(page.components(separatedBy: "until the last was moved").count > 4)
    #expect(!page.contains("makespan"))
  }

  @Test("refuses a folder of accuracy that holds none")
  func noAccuracy() {
    #expect {
      try Report(
        ["\(Self.repository)/Results/first-migration"], scenarios: [], accuracy: "nowhere",
        choice: FigureChoice()
      ) { path, _ throws(ScenarioErrors) in try Scenario(contentsOf: path) }
    } throws: {
      "\($0)".contains("holds no tables of an accuracy study")
    }
  }

  @Test("compares several folders")
  func comparison() throws {
    let page = try Self.page("nsdi05-web-server", "nsdi05-specweb99")
    #expect(page.contains("All results beside each other"))
    #expect(page.contains("nsdi05-web-server: the answer"))
    #expect(page.contains("nsdi05-specweb99: the answer"))
  }

  @Test("needs nothing else: no address, no import, no other file")
  func contained() throws {
    let page = try Self.page("first-migration")
    for word in ["http:", "https:", "<link", "@import", "<img", "src="] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.utf8.count < 200_000)
  }

  @Test("a scenario that is not the one that was run is refused")
  func foreign() {
    #expect {
      try Report(
        ["\(Self.repository)/Results/first-migration"],
        scenarios: ["\(Self.repository)/Scenarios/cold-or-live.json"], accuracy: "",
        choice: FigureChoice()
      ) { path, _ throws(ScenarioErrors) in try Scenario(contentsOf: path) }
    } throws: {
      "\($0)".contains("no results were made from this scenario")
    }
  }

  @Test("identifiers of a picture are its own, and its name is escaped")
  func inline() {
    let svg = InlineSVG.text(
      "<?xml?>\n<svg><g id=\"a\"/><use href='#a'/><g clip-path=\"url(#a)\"/></svg>",
      title: "<b> & \"c\"", prefix: "f1-")
    #expect(
      svg
        == "<svg role=\"img\" aria-label=\"&lt;b> &amp; &quot;c&quot;\"><g id=\"f1-a\"/><use href='#f1-a'/><g clip-path=\"url(#f1-a)\"/></svg>"
    )
  }

  @Test("a command can be pasted whatever a file is called")
  func shell() {
    #expect(Shell.quoted("Scenarios/first-migration.json") == "Scenarios/first-migration.json")
    #expect(Shell.quoted("rack 3's drain.json") == "'rack 3'\\''s drain.json'")
    #expect(Shell.quoted("-x") == "'-x'")
    #expect(Shell.quoted("$(touch a)") == "'$(touch a)'")
  }

  @Test("does not say that everything finished where VMs were switched off instead")
  func switchedOff() throws {
    let page = try Self.page("nova-or-kubevirt-defaults")
    #expect(!page.contains("Every migration finished."))
    #expect(page.contains(" were switched off instead of moved"))
  }
}
