import Foundation
import StrictJSON

/// What `apus check` found, for people and for build servers.
struct CheckReport {
  /// What was found about a scenario.
  struct Entry {
    let scenario: String
    let status: Status
    /// What moved, or what is missing.
    let findings: [String]
  }

  enum Status: String {
    case asRecorded = "as-recorded"
    case moved
    case missing
  }

  private(set) var entries: [Entry] = []

  mutating func add(_ scenario: String, _ status: Status, _ findings: [String]) {
    entries.append(Entry(scenario: scenario, status: status, findings: findings))
  }

  func has(_ status: Status) -> Bool { entries.contains { $0.status == status } }

  /// The last entry, for the screen; empty where that is a complaint.
  var lastEntry: String {
    guard let entry = entries.last else { return "" }
    return
      (["\(entry.scenario): \(entry.status == .moved ? "moved" : "as recorded")"]
      + entry.findings.map { "  " + $0 }).joined(separator: "\n")
  }

  /// `{ "scenarios": [ { "name": ..., "status": "moved", "findings": [...] } ] }`
  var json: String {
    let all = entries.map { entry -> JSONNode in
      [
        "name": JSONNode(.string(entry.scenario)),
        "status": JSONNode(.string(entry.status.rawValue)),
        "findings": JSONNode(.array(entry.findings.map { JSONNode(.string($0)) })),
      ]
    }
    let root: JSONNode = ["scenarios": JSONNode(.array(all))]
    return root.prettyText + "\n"
  }

  /// A test suite with a case for each scenario.
  var junit: String {
    let failures = entries.count { $0.status == .moved }
    let errors = entries.count { $0.status == .missing }
    var lines = [
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
      "<testsuite name=\"apus check\" tests=\"\(entries.count)\" failures=\"\(failures)\" errors=\"\(errors)\">",
    ]
    for entry in entries {
      let name = "  <testcase classname=\"apus.check\" name=\"\(Self.escaped(entry.scenario))\""
      guard entry.status != .asRecorded else {
        lines.append(name + "/>")
        continue
      }
      let element = entry.status == .moved ? "failure" : "error"
      lines += [
        name + ">",
        "    <\(element) message=\"\(entry.status.rawValue)\">"
          + Self.escaped(entry.findings.joined(separator: "\n")) + "</\(element)>",
        "  </testcase>",
      ]
    }
    return (lines + ["</testsuite>", ""]).joined(separator: "\n")
  }

  private static func escaped(_ text: String) -> String {
    Visible.lines(text).replacing("&", with: "&amp;").replacing("<", with: "&lt;")
      .replacing(">", with: "&gt;").replacing("\"", with: "&quot;")
  }
}
