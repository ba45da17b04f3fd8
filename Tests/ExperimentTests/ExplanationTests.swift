import Experiment
import Testing

@Suite("A migration explained")
struct ExplanationTests {
  private func text(
    faults: String = "[]", strategy: String = #"{ "engine": "xen-modern" }"#
  ) throws -> String {
    try Explanation(
      Scenario(
        parsing: FaultSpecTests.text(faults: faults, strategy: strategy), file: "test.json")
    ).text
  }

  /// The line of A, dots and B.
  private func timeline(_ text: String) -> Substring? {
    text.split(separator: "\n").last { $0.allSatisfy { "A.B".contains($0) } }
  }

  @Test("the stages, the rounds, the reason and the timeline are told")
  func success() throws {
    let text = try text()
    for stage in [
      "0 pre-migration", "1 reservation", "2 iterative-pre-copy", "3 stop-and-copy",
      "4 commitment", "5 activation",
    ] {
      #expect(text.contains(stage))
    }
    #expect(text.contains("(few-dirty-pages)"))
    #expect(text.contains("It runs on B"))
    let line = try #require(timeline(text))
    #expect(line.wholeMatch(of: /A+\.+B+/) != nil, "\(line)")
  }

  @Test("a failure tells where the VM is and what was wasted")
  func failure() throws {
    let fault = #"[{ "fault": "cancelled", "vm": "web", "during": "commitment" }]"#
    let text = try text(faults: fault)
    #expect(text.contains("It stays on A (cancelled)"))
    #expect(text.contains("sent for nothing"))
    #expect(try #require(timeline(text)).wholeMatch(of: /A+\.+A+/) != nil)
  }

  @Test("in doubt, the timeline ends dark")
  func doubt() throws {
    let fault = #"[{ "fault": "report-lost", "vm": "web", "during": "commitment" }]"#
    let text = try text(faults: fault)
    #expect(text.contains("Nobody knows who owns it (report-lost)"))
    #expect(try #require(timeline(text)).wholeMatch(of: /A+\.+/) != nil)
  }

  @Test("skipped pages have a column where there are any")
  func skipped() throws {
    let busy = FaultSpecTests.text(strategy: #"{ "engine": "xen-classic" }"#).replacing(
      #""memory": "64 MiB" },"#,
      with:
        #""memory": "64 MiB", "writes": { "hot": { "size": "16 MiB", "rate": "9000 writes/s" } } },"#
    )
    let text = try Explanation(Scenario(parsing: busy, file: "test.json")).text
    #expect(text.contains("skipped"))
  }

  @Test("a strategy that there is not is answered with those that there are")
  func dangling() throws {
    let scenario = try Scenario(parsing: FaultSpecTests.text(), file: "test.json")
    #expect {
      _ = try Explanation(scenario, strategy: "cold")
    } throws: { error in
      "\(error)" == "there is no strategy \"cold\"; the scenario has \"live\""
    }
  }
}
