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

  @Test("in doubt, the timeline ends with the VM paused")
  func doubt() throws {
    let fault = #"[{ "fault": "report-lost", "vm": "web", "during": "commitment" }]"#
    let text = try text(faults: fault)
    #expect(text.contains("Nobody knows who owns it (report-lost)"))
    #expect(try #require(timeline(text)).wholeMatch(of: /A+\.+/) != nil)
  }

  @Test("skipped pages have a column where there are any")
  func skipped() throws {
    let busy = FaultSpecTests.text(strategy: #"{ "engine": "xen-classic" }"#).replacing(
      #""memory": "64 MiB", "devices": "bare" },"#,
      with:
        #""memory": "64 MiB", "writes": { "hot": { "size": "16 MiB", "rate": "9000 writes/s" } } },"#
    )
    let text = try Explanation(Scenario(parsing: busy, file: "test.json")).text
    #expect(text.contains("skipped"))
  }

  /// Two disks of which one lies on the new datastore already; a pass over the other takes 100 s.
  private static let storage = """
    { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "storage": [ { "name": "old", "shared": true, "readBandwidth": "100 MiB/s" },
                   { "name": "new", "shared": true } ],
      "vms": [ { "name": "web", "host": "a", "memory": "1 GiB", "devices": "bare", "storage": "new", "disks": [
        { "size": "10000 MiB", "storage": "old", "writes": { "region": "1 GiB", "rate": "100 writes/s" } },
        { "size": "10 GiB" } ] } ],
      "requests": [ { "migrate": "web", "to": "a", "storage": "new" } ],
      "strategies": { "mirror": { "storage": {} }, "snapshots": { "storage": { "engine": "snapshots" } },
                      "cold": { "cold": {} } },
      "replications": 2 }
    """

  @Test("where only disks move, A and B are datastores")
  func datastores() throws {
    let scenario = try Scenario(parsing: Self.storage, file: "test.json")
    for strategy in ["mirror", "cold"] {
      let text = try Explanation(scenario, strategy: strategy).text
      #expect(text.hasPrefix("web from old to new on a, strategy \(strategy), replication 1: "))
      #expect(text.contains(", A is old, B is new\n"))
      #expect(text.contains("\nA runs on old, . paused, B runs on new; about "))
    }
  }

  @Test("each pass over a disk is told in the stage in which it began")
  func passes() throws {
    let scenario = try Scenario(parsing: Self.storage, file: "test.json")
    let lines = try Explanation(scenario, strategy: "snapshots").text.split(separator: "\n")
    let head = try #require(lines.firstIndex { $0.contains("disk  pass") })
    #expect(lines[head - 1].hasPrefix("2 iterative-pre-copy"))
    #expect(lines[head + 1].contains("9.766 GiB"))
    #expect(lines.filter { $0.hasSuffix("drained while the VM was paused") }.count == 1)
    let merged = try #require(lines.firstIndex { $0.hasSuffix("redo logs merged") })
    #expect(lines[merged - 2].hasPrefix("5 activation"))
  }

  @Test("many disks of few passes are told without their middle, as many passes are")
  func manyDisks() throws {
    let disks = Array(repeating: #"{ "size": "1 GiB", "storage": "old" }"#, count: 60)
    let text = Self.storage.replacing(
      #"{ "size": "10 GiB" }"#, with: disks.joined(separator: ", "))
    let story = try Explanation(Scenario(parsing: text, file: "test.json")).text
    #expect(story.contains(" more ..."))
    #expect(story.split(separator: "\n").count < 50)
  }

  @Test("what was refused at once has no timeline, and what had not ended says what it had sent")
  func ends() throws {
    let refused = FaultSpecTests.text().replacing(
      #"{ "name": "b""#, with: #"{ "name": "b", "cpu": { "vendor": "amd" }"#
    ).replacing(#"{ "name": "a""#, with: #"{ "name": "a", "cpu": { "vendor": "intel" }"#)
    let story = try Explanation(Scenario(parsing: refused, file: "test.json")).text
    #expect(story.hasSuffix("B does not take it (cpu-vendor); it never noticed."))
    let short = Self.storage.replacing("\"replications\": 2", with: "\"until\": \"50 s\"")
    let open = try Explanation(Scenario(parsing: short, file: "test.json")).text
    #expect(
      open.contains("It had not ended when the run did, 50 s after it began; 4.883 GiB were sent."))
  }

  @Test("a replication that the scenario does not have is answered with those that it has")
  func replications() throws {
    let scenario = try Scenario(parsing: Self.storage, file: "test.json")
    #expect(throws: Never.self) { try Explanation(scenario, replication: 2) }
    #expect {
      _ = try Explanation(scenario, replication: 99)
    } throws: { error in
      "\(error)"
        == "there is no replication 99: the scenario has 2; write a number from 1 to 2"
    }
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

  /// A guest that touches all of its memory moves ahead of it, and the link goes down.
  private func cutOff(_ lasting: String = "") throws -> Scenario {
    try Scenario(
      parsing: """
        { "format": 1,
          "hosts": [ { "name": "a", "memory": "64 GiB" }, { "name": "b", "memory": "64 GiB" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
          "vms": [ { "name": "web", "host": "a", "memory": "4 GiB",
                     "writes": { "hot": { "size": "3 GiB", "rate": "10000 writes/s" } } } ],
          "requests": [ { "at": "10 s", "migrate": "web", "to": "b" } ],
          "faults": [ { "fault": "link-down", "link": "a-b", "at": "12 s" \(lasting) } ],
          "strategies": { "pc": { "postCopy": {} } },
          "replications": 1, "until": "1 h", "seed": 1 }
        """, file: "test.json")
  }

  @Test("behind a dead link, only the link is the reason, and only its return is the advice")
  func deadLink() throws {
    let text = try Explanation(try cutOff()).text
    #expect(text.contains("A link between the hosts is down; 3."))
    #expect(!text.contains("it writes") && !text.contains("bandwidth"), "\(text)")
    // The wait that is still open is the longest.
    #expect(text.contains(" in all, 3588 s at most"), "\(text)")
    #expect(
      text.contains("It would end with a link down for 1 min instead of for good after "), "\(text)"
    )
    #expect(!text.contains("stage 2 was left"))
  }

  @Test("a link that goes down and comes back is among the events")
  func linkEvents() throws {
    let text = try Explanation(try cutOff(#", "lasting": "100 s""#), telling: .events).text
    #expect(text.contains("\n  2.0000 s  link a-b fails\n"), "\(text)")
    #expect(text.contains("\n102.0000 s  link a-b works again\n"), "\(text)")
  }
}
