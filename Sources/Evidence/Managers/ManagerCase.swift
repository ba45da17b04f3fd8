import Foundation

/// Real QEMU 7.2 under a manager: a case of `managers-measured.csv`, with all of its runs. The guest
/// writes uniformly over its working set, and a relay is the link.
struct ManagerCase: Sendable {
  let runs: [MeasuredCase]

  static let file = "managers-measured.csv"

  /// Every case, in the order of the file.
  static func cases(in folder: MeasuredFolder) throws -> [ManagerCase] {
    let runs = try folder.rows(of: file).filter { $0.text("outlier") == "0" }
    var names: [String] = []
    for run in runs where !names.contains(run.name) { names.append(run.name) }
    return names.map { name in ManagerCase(runs: runs.filter { $0.name == name }) }
  }

  var name: String { text("case") }
  /// What the runs of a case have in common.
  func text(_ column: String) -> String { runs[0].text(column) }
  func number(_ column: String) -> Double? { runs[0].value(column) }
  /// The median of the runs.
  func median(_ column: String) -> Double? {
    let values = runs.compactMap { $0.value(column) }.sorted()
    return values.isEmpty ? nil : values[values.count / 2]
  }

  /// Something that the manager did in the first run.
  private struct Action {
    let milliseconds: Double
    let name: String
    let value: Double?
  }

  private var actions: [Action] {
    guard
      let list = try? JSONSerialization.jsonObject(with: Data(text("actions").utf8)) as? [[Any]]
    else { return [] }
    return list.compactMap { entry in
      guard entry.count == 3, let time = entry[0] as? Double, let name = entry[1] as? String
      else { return nil }
      let values = (entry[2] as? [[Any]])?.first
      return Action(milliseconds: time, name: name, value: values?.last as? Double)
    }
  }

  // MARK: As a scenario

  /// What the case's manager is in a scenario. Its program looked every 8 ms at what was due.
  private var manager: String {
    let after = #""after": "\#(text("manager_at_s")) s""#
    let rules: [String] =
      switch text("manager") {
      case "nova": [#""ramp": { "every": "\#(text("nova_delay_s")) s" }"#]
      case "postcopy": [#""steps": [ { \#(after), "do": "start-post-copy" } ]"#]
      case "pause": [#""steps": [ { \#(after), "do": "pause" } ]"#]
      case "abort": [#""steps": [ { \#(after), "do": "cancel" } ]"#] + retries
      case "bw": [#""steps": [ { \#(after), "rateCap": "\#(value ?? 0) MB/s" } ]"#]
      case "acraise": [#""steps": [ { \#(after), "throttle": \#(Int(value ?? 0)) } ]"#]
      case "pve":
        [
          #""every": "1 s", "everyWhenNear": "100 ms", "doubling": { "looks": 6 }"#,
          #""downtimeLimit": "\#(text("downtime_limit_start_ms")) ms""#,
        ]
      default: []
      }
    guard !rules.isEmpty else { return #""none""# }
    // Proxmox's rule sleeps between queries, which take some milliseconds on top. Replayed on what remained in
    // the measured runs, looks every 109 to 110.5 ms come nearest to when the limit was doubled.
    let late = text("manager") == "pve" ? ("9 ms", "10.5 ms") : ("0 ms", "8 ms")
    let lateness = #""lateness": { "uniform": { "low": "\#(late.0)", "high": "\#(late.1)" } }"#
    return "{ " + (rules + [lateness]).joined(separator: ", ") + " }"
  }

  /// The value of the first thing that was done.
  private var value: Double? { actions.first?.value }

  /// When it was tried again, and how.
  private var retries: [String] {
    guard let cancel = actions.first(where: { $0.name == "cancel" }),
      let retry = actions.first(where: { $0.name == "retry" })
    else { return [] }
    let limit = retry.value.map { #", "downtimeLimit": "\#($0) ms""# } ?? ""
    let after = retry.milliseconds - cancel.milliseconds
    return [#""retries": { "most": 1, "after": "\#(after) ms"\#(limit) }"#]
  }

  var scenario: String {
    let limit = text("downtime_limit_start_ms")
    // The guest's work is due at each tick of 1 ms, and one that is slept through is done on waking: at a throttle
    // of 60 % its pages become dirty (681 a turn of 53.3 ms) as by 44 % of its writes, not 40 %.
    let aid = text("auto_converge") == "1" ? #", "autoConverge": { "response": 0.94 }"# : ""
    let strategy =
      text("postcopy") == "1"
      ? #"{ "postCopy": { "onCommand": true, "downtimeLimit": "\#(limit) ms", \#(BareMachine.costs) } }"#
      : #"""
      { "preCopy": { "engine": "qemu-7.2", "downtimeLimit": "\#(limit) ms",
        "maximumBandwidth": "\#(text("max_bandwidth_Bps")) B/s"\#(aid), \#(BareMachine.costs) } }
      """#
    let size = (number("s0_ws_pages") ?? 0) * 4096
    return """
      { "format": 1,
        "hosts": [ { "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" } ],
        "network": { "links": [ { "between": ["a", "b"], "latency": "0 s",
          "bandwidth": "\(text("link_Bps")) B/s" } ] },
        "vms": [ { "name": "vm", "host": "a", "memory": "\(text("mem_mb")) MiB", "devices": "bare",
          "emulated": true, "writes": { "hot": { "size": "\(Int(size)) B", "rate": "\(text("s0_rate_pps")) writes/s" } } } ],
        "requests": [ { "migrate": "vm", "to": "b" } ],
        "manager": \(manager),
        "strategies": { "s": \(strategy) },
        "until": "120 s", "replications": 401 }
      """
  }
}
