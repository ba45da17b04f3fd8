import Datacenter
import Foundation
import Quantities
import StrictJSON
import Testing

@testable import Experiment

@Suite("Scenarios of strangers")
struct StrangersTests {
  /// A small scenario with other texts in the place of some.
  private static func text(_ changes: (String, String)...) -> String {
    var text = """
      {
        "format": 1, "question": "why?",
        "hosts": [ { "name": "a" }, { "name": "b", "memory": "8 GiB" } ],
        "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
        "vms": [
          { "name": "v", "host": "a", "memory": "1 GiB",
            "writes": { "hot": { "size": "64 MiB", "rate": "1000 writes/s" } } },
          { "name": "w", "host": "b", "memory": "6 GiB" } ],
        "requests": [ { "migrate": "v", "to": "b" } ],
        "strategies": { "live": { "preCopy": {} } }, "replications": 1
      }
      """
    for (old, new) in changes {
      precondition(text.contains(old), "\(old) is not in the scenario")
      text = text.replacing(old, with: new)
    }
    return text
  }

  private func complaint(_ text: String, file: String = "s.json") -> String {
    do throws(ScenarioErrors) {
      _ = try Scenario(parsing: text, file: file)
      return ""
    } catch {
      return error.description
    }
  }

  @Test("the scenario by itself is sound")
  func sound() { #expect(complaint(Self.text()) == "") }

  @Test("names that a spreadsheet takes for formulas are refused, unless they are allowed")
  func formulas() throws {
    for name in ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(1)"] {
      for place in ["\"v\"", "\"b\"", "\"live\""] {
        let text = Self.text((place, "\"\(name)\""))
        #expect(complaint(text).contains("would take the name \"\(name)\" for a formula"))
      }
    }
    let named = [
      ("\"between\"", "\"name\": \"=1+1\", \"between\""),
      ("\"migrate\"", "\"name\": \"@SUM(1)\", \"migrate\""),
      ("\"links\"", "\"switches\": [\"\u{FF1D}1\"], \"links\""),
      (
        "\"links\"",
        #"""
        "topologies": [ { "singleSwitch":
          { "prefix": "-", "cable": { "bandwidth": "1 Gbit/s" } } } ], "links"
        """#
      ),
      (
        "\"replications\"",
        #""sweep": { "vary": ["@x: vms[0].memory = 1, 2 GiB"] }, "replications""#
      ),
    ]
    for change in named {
      #expect(complaint(Self.text(change)).contains("for a formula"), "\(change)")
    }
    #expect(complaint(Self.text(), file: "=1+1.json").contains("rename the file"))
    let file = NSTemporaryDirectory() + "apus-\(UUID().uuidString).json"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(Self.text(("\"v\"", "\"=v\"")).utf8).write(to: URL(fileURLWithPath: file))
    #expect(try Scenario(contentsOf: file, allowsFormulas: true).name.hasPrefix("apus-"))
  }

  @Test(
    "a scenario whose name is a folder is refused", arguments: ["...json", ".json", "x/..json"])
  func names(file: String) {
    #expect(complaint(Self.text(), file: file).contains("is no name; rename the file"))
  }

  @Test("nothing that is shown steers a terminal or turns text around")
  func shown() throws {
    #expect(
      Visible.text("a\u{9B}31m\u{202E}b\u{1B}[2J\r\n\u{2066}\u{FEFF}")
        == #"a\u{009B}31m\u{202E}b\u{1B}[2J\r\n\u{2066}\u{FEFF}"#)
    #expect(Visible.text("naïve 日本 न‍ no") == "naïve 日本 न‍ no")
    let text = Self.text(
      ("\"why?\"", "\"\\u001b[31mso\\r\\nfake: sound\""), ("\"live\"", "\"s\\u202egnp\""))
    let screen = ExperimentRun(try Scenario(parsing: text, file: "s.json")).screen
    #expect(screen.hasPrefix(#"\u{1B}[31mso\r\nfake: sound"# + "\n"))
    #expect(screen.contains(#"s\u{202E}gnp"#))
    #expect(!screen.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
  }

  @Test("what would fill memory is refused with the limit")
  func limits() throws {
    let flows = (1...51).map { _ in #"{ "link": "a-b", "flows": 10000 }"# }.joined(separator: ", ")
    let network = #""bandwidth": "1 Gbit/s" } ]"#
    #expect(
      complaint(Self.text((network, network + #", "loads": [\#(flows)]"#)))
        .contains("more than 1000000 competing flows"))
    #expect(
      complaint(Self.text((network, network + #", "usage": "1 ms""#)))
        .contains("makes 172800000 samples of 2 directions of links, more than 5000000"))
    #expect(
      complaint(Self.text(("\"replications\"", "\"guestView\": \"1 ms\", \"replications\"")))
        .contains("\"guestView\": 1 ms until"))
    #expect(
      complaint(Self.text(("\"to\": \"b\"", "\"every\": \"1 ms\"")))
        .contains("this is asked for again more than 1000000 times until 1 d"))
    let failures = #""failures": [ { "hosts": "b", "life": "1 min", "repair": "1 min" } ]"#
    let foresee = #"{ "foresee": "b", "lead": "1 s", "precision": 1e-4 }"#
    #expect(
      complaint(
        Self.text(
          ("\"to\": \"b\" }", "\"to\": \"b\" }, \(foresee)"),
          ("\"replications\"", "\(failures), \"replications\""))
      ).contains("a run has more than 1000000 warnings until 1 d"))
    let large = Self.text(
      ("\"name\": \"a\"", "\"name\": \"a\", \"memory\": \"1 PiB\""), ("\"1 GiB\"", "\"512 GiB\""),
      ("\"8 GiB\"", "\"1 TiB\""))
    #expect(complaint(large) == "")
    #expect(
      complaint(large.replacing("\"format\"", with: "\"fidelity\": \"pages\", \"format\""))
        .contains("more than can be modelled page by page (256 GiB)"))
    var scenario = try Scenario(parsing: large, file: "s.json")
    #expect(scenario.tooLarge == nil)
    scenario.useFidelity("pages")
    #expect(scenario.tooLarge?.contains("518 GiB") == true)
  }

  @Test("moves that every run would refuse are found without one")
  func refused() {
    #expect(
      complaint(Self.text(("\"to\": \"b\"", "\"to\": \"a\"")))
        .contains("$.requests[0].to: \"v\" is on \"a\" already"))
    #expect(
      complaint(Self.text(("\"memory\": \"6 GiB\"", "\"memory\": \"7.5 GiB\"")))
        .contains("\"b\" never has room for \"v\": of its 8 GiB, 7.5 GiB are taken"))
    // Who leaves makes room, whenever that is.
    #expect(
      complaint(
        Self.text(
          ("\"memory\": \"6 GiB\"", "\"memory\": \"7.5 GiB\""),
          ("\"to\": \"b\" }", "\"to\": \"b\" }, { \"migrate\": \"w\", \"to\": \"a\" }"))) == "")
    #expect(
      complaint(
        Self.text(("\"to\": \"b\" }", "\"to\": \"b\" }, { \"migrate\": \"v\", \"to\": \"b\" }"))
      ).contains("\"v\" is moved by another request of the same instant"))
  }

  @Test("faults that never strike are said")
  func faults() throws {
    func screen(_ fault: String) throws -> String {
      let text = Self.text(("\"replications\"", "\"faults\": [ \(fault) ], \"replications\""))
      return ExperimentRun(try Scenario(parsing: text, file: "s.json")).screen
    }
    #expect(
      try screen(#"{ "fault": "host-lost", "host": "b", "during": "post-copy", "vm": "v" }"#)
        .contains("fault 1, host-lost, never struck: during post-copy, which no run reached"))
    #expect(
      try screen(#"{ "fault": "host-lost", "host": "b", "at": "1 h" }"#)
        .contains("fault 1, host-lost, never struck: at 1 h, after the runs had ended"))
    #expect(
      try !screen(#"{ "fault": "host-lost", "host": "b", "at": "1 s" }"#).contains("never struck"))
    for fault in ["cancelled", "guest-hangs", "destination-refuses", "report-lost", "yanked"] {
      #expect(
        try screen(#"{ "fault": "\#(fault)", "vm": "v", "at": "1 h" }"#)
          .contains(
            "fault 1, \(fault), never struck: at 1 h, when no migration of \"v\" was under way"))
    }
  }

  @Test("a run whose clock stands still says where, and one that ends says nothing")
  func standstill() throws {
    let run = ExperimentRun(try Scenario(parsing: Self.text(), file: "s.json"))
    #expect(run.cutShort == nil)
    let stuck = CutShortError(
      cause: .standstill(vm: "v"), at: Seconds(3), arm: "live", replication: 2, ended: 0, asked: 1,
      events: 9)
    #expect(
      stuck.description.hasPrefix(
        "the migration of \"v\" by \"live\" is stuck at 3 s in replication 2: its clock stands still"
      ))
    let endless = CutShortError(
      cause: .rounds(1_000_000, vm: "v"), at: Seconds(3), arm: "live", replication: 2, ended: 0,
      asked: 1, events: 9)
    #expect(
      endless.description.hasPrefix(
        "the migration of \"v\" by \"live\" does not end by itself: it had 1000000 rounds by 3 s"))
  }

  @Test("no more is resent than sent, with compression too")
  func resent() throws {
    let text = Self.text(
      ("\"64 MiB\", \"rate\": \"1000 writes/s\"", "\"900 MiB\", \"rate\": \"1e6 writes/s\""),
      (
        "\"preCopy\": {}",
        "\"preCopy\": { \"engine\": \"hyper-v-like\", \"compression\": { \"ratio\": 0.3 } }"
      ))
    let outcome = ReplicationOutcome(
      Plan(try Scenario(parsing: text, file: "s.json")),
      arm: Plan(try Scenario(parsing: text, file: "s.json")).arms[0], replication: 1)
    let record = try #require(outcome.asked[0].record)
    #expect(record.resent > .zero)
    #expect(record.resent <= record.sent)
    #expect(record.resent.value > 0.6 * record.sent.value)
  }
}
