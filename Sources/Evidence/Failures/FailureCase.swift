/// A migration of QEMU 7.2 that something befell: a row of `failures-measured.csv`. The guest writes
/// 10,000 pages per second, uniformly over 32 of its 128 MiB, and the link carries 32 MB/s.
struct FailureCase: Sendable {
  let row: MeasuredCase

  static let file = "failures-measured.csv"

  /// Every row, in the order of the file.
  static func cases(in folder: MeasuredFolder) throws -> [FailureCase] {
    try folder.rows(of: file).map(FailureCase.init)
  }

  func text(_ column: String) -> String { row.text(column) }
  func number(_ column: String) -> Double? { row.value(column) }

  /// The case, and which of its repeats.
  var name: String { "\(row.name) \(text("rep"))" }
  private var action: String { text("action") }
  private var isPostCopy: Bool { text("postcopy") == "1" }
  private var isBehindRouter: Bool { text("transport").hasSuffix("at router") }

  /// When the row's action comes, in milliseconds after the migration began: so long after the VM stood
  /// still, or after it ran again, as in the row.
  func moment(stop: Double?, resume: Double?) -> Double {
    guard let after = number("stop_to_action_ms"), let stop else { return number("action_ms") ?? 0 }
    if text("moment") == "resumed", let resume, let outage = number("outage_ms") {
      return resume + after - outage
    }
    return stop + after
  }

  /// The row as a scenario, with its faults or without.
  func scenario(at moment: Double?) -> String {
    let strategy =
      isPostCopy
      ? #"{ "postCopy": { "after": "\#(text("postcopy_start_ms")) ms", \#(BareMachine.costs) } }"#
      : #"""
      { "preCopy": { "engine": "qemu-7.2", "maximumBandwidth": "4 GB/s",
        "downtimeLimit": "\#(text("downtime_limit_ms")) ms", \#(BareMachine.costs) } }
      """#
    let links =
      isBehindRouter
      ? """
      { "between": ["a", "router"], "bandwidth": "1 GB/s" },
      { "name": "wire", "between": ["router", "b"], "bandwidth": "32 MB/s" }
      """ : #"{ "name": "wire", "between": ["a", "b"], "bandwidth": "32 MB/s" }"#
    let switches = isBehindRouter ? #""switches": ["router"], "# : ""
    return """
      { "format": 1,
        "hosts": [ { "name": "a", "memory": "1 GiB" }, { "name": "b", "memory": "1 GiB" } ],
        "network": { \(switches)"links": [ \(links) ] },
        "vms": [ { "name": "vm", "host": "a", "memory": "128 MiB", "devices": "bare", "emulated": true,
          "writes": { "hot": { "size": "32 MiB", "rate": "10000 writes/s" } } } ],
        "requests": [ { "migrate": "vm", "to": "b" } ],
        "strategies": { "s": \(strategy) },
        "faults": [ \(moment.map(faults)?.joined(separator: ", ") ?? "") ],
        "guestView": "10 ms", "until": "20 s", "replications": 1 }
      """
  }

  /// What the row's action is in a scenario.
  private func faults(at moment: Double) -> [String] {
    let at = #""at": "\#(moment) ms""#
    func down(_ connections: String, _ milliseconds: Double?) -> String {
      let lasting = milliseconds.map { #", "lasting": "\#($0) ms""# } ?? ""
      return
        #"{ "fault": "link-down", "link": "wire", "connections": "\#(connections)", \#(at)\#(lasting) }"#
    }
    if action.hasPrefix("kill -9 destination") {
      return [#"{ "fault": "host-lost", "host": "b", \#(at) }"#]
    }
    if action.hasPrefix("kill -9 source") {
      return [#"{ "fault": "host-lost", "host": "a", \#(at) }"#]
    }
    if action.hasPrefix("kill -9 relay") { return [down("closed", number("recover_ms"))] }
    let words = action.split { !$0.isNumber }
    var faults = [down("silent", words.first.flatMap { Double($0) }.map { $0 * 1000 })]
    if let after = number("cancel_ms"), action.contains("then") {
      let what = action.contains("yank") ? "yanked" : "cancelled"
      faults.append(
        #"{ "fault": "\#(what)", "vm": "vm", "at": "\#(moment + after) ms" }"#)
    }
    return faults
  }
}
