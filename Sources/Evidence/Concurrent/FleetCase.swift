/// Several migrations of QEMU 7.2 over shared links, with all of its repeats (`fleet-migrations.csv`, the
/// rows that were not disturbed).
struct FleetCase: Sendable {
  let name: String
  /// Row by row: the VMs, each as often as the case was repeated.
  let rows: [MeasuredCase]
  /// Whether TCP is taken to share evenly.
  var sharesEvenly = false

  static let file = "fleet-migrations.csv"

  /// Over what bytes went.
  enum Transport: Sendable {
    /// A relay that takes chunks by round robin: links that are fair by construction.
    case relay
    /// TCP as Linux has it, behind a shaper.
    case tcp
  }

  /// The cases over a transport, in the order of the file.
  static func cases(in folder: MeasuredFolder, over transport: Transport) throws -> [FleetCase] {
    let rows = try folder.rows(of: file).filter {
      ($0.text("transport") == "relay") == (transport == .relay) && $0.count("outlier") == 0
    }
    var names: [String] = []
    for row in rows where names.last != row.name { names.append(row.name) }
    return names.map { name in FleetCase(name: name, rows: rows.filter { $0.name == name }) }
  }

  var vmCount: Int { rows[0].count("n_vms") }

  /// The median of a column over the repeats of a VM.
  func median(_ column: String, of vm: Int) -> Double {
    quantile(
      rows.filter { $0.count("vm") == vm }.map { $0.number(column) }, 0.5)
  }
  /// The median over the repeats of the case.
  var makespan: Double {
    let repeats = Dictionary(grouping: rows) { $0.count("rep") }.values
    return quantile(repeats.map { $0[0].number("makespan_ms") }, 0.5)
  }

  /// How often it is simulated. Where chance decides whom a queue favours, the ends of ranges need many.
  var replications: Int { transport.isEmpty ? 41 : 400 }

  /// The case as a scenario: what is known about its set-up, and nothing about its outcome.
  var scenario: String {
    let isQueue = rows[0].text("start_rule") == "queue"
    let vms = (0..<vmCount).map { vm in rows.first { $0.count("vm") == vm }! }
    let sources = Set(vms.map { $0.count("link") }).sorted()
    let backbone = rows[0].count("backbone_Bps")
    let joint = backbone > 0 ? "joint" : "b"
    let hosts = sources.map { "a\($0)" } + ["b"]
    var links = sources.map {
      #"{ "between": ["a\#($0)", "\#(joint)"], "bandwidth": "\#(vms[0].count("link_Bps")) B/s", "latency": "0 s" }"#
    }
    if backbone > 0 {
      links.append(
        #"{ "between": ["joint", "b"], "bandwidth": "\#(backbone) B/s", "latency": "0 s" }"#)
    }
    let requests = vms.enumerated().map { number, vm in
      let start = isQueue ? 0 : median("start_ms", of: number)
      return
        #"{ "migrate": "vm\#(number)", "to": "b", "at": "\#(start) ms", "strategy": "\#(Self.strategy(of: vm))" }"#
    }
    let strategies = Set(vms.map(Self.strategy(of:))).sorted().map { name in
      #""\#(name)": { "preCopy": { \#(settings(of: name)) } }"#
    }
    return """
      { "format": 1,
        "hosts": [ \(hosts.map { #"{ "name": "\#($0)", "memory": "8 GiB" }"# }.joined(separator: ", ")) ],
        "network": { "switches": [ \(backbone > 0 ? "\"joint\"" : "") ],
          "links": [ \(links.joined(separator: ", ")) ]\(transport) },
        "vms": [ \(vms.enumerated().map(Self.vm).joined(separator: ", ")) ],
        "requests": [ \(requests.joined(separator: ", ")) ],
        \(isQueue ? #""admission": { "limits": { "cluster": \#(rows[0].count("k")) } },"# : "")
        "strategies": { \(strategies.joined(separator: ", ")) } }
      """
  }

  /// The queue that fills, over TCP, and what of its link was used while anybody sent (`link_util`, medians of
  /// 34 and 15 runs).
  private var transport: String {
    if sharesEvenly { return "" }
    return switch rows[0].text("transport") {
    case "tcp+tbf":
      #", "transport": { "efficiency": 0.9991, "sharing": { "queue": "sending-host" } }"#
    case "tcp+tbf at router":
      #", "transport": { "efficiency": 0.9987, "sharing": { "queue": "switch-port" } }"#
    default: ""
    }
  }

  private static func strategy(of vm: MeasuredCase) -> String {
    vm.count("auto_converge") == 1 ? "throttling" : "plain"
  }

  /// A guest that is throttled to 80 % sleeps 2.5 ms at a time; it looks at its clock every millisecond, and
  /// makes the last one up.
  private func settings(of strategy: String) -> String {
    let aid = strategy == "throttling" ? #""autoConverge": { "response": 0.6 }, "# : ""
    return #"""
      "engine": "qemu-7.2", "maximumBandwidth": "\#(rows[0].count("max_bandwidth_Bps")) B/s",
      "downtimeLimit": "\#(rows[0].count("downtime_limit_ms")) ms", \#(aid)
      \#(BareMachine.costs)
      """#
  }

  /// The first 1.3 MiB, which PCs leave to the firmware, are empty; what the guest writes begins at 16 MiB.
  private static func vm(number: Int, vm: MeasuredCase) -> String {
    let set = vm.count("s0_ws_pages") * 4096
    let hot =
      set == 0
      ? ""
      : #"""
      , "classes": [ { "name": "low", "size": "\#((16 << 20) - 326 * 4096) B", "rate": "0 writes/s" },
        { "name": "hot", "size": "\#(set) B", "rate": "\#(vm.text("s0_rate_pps")) writes/s" } ]
      """#
    return #"""
      { "name": "vm\#(number)", "host": "a\#(vm.count("link"))", "memory": "\#(vm.count("mem_mb")) MiB", "devices": "bare",
        "emulated": true, "writes": { "zero": { "size": "\#(326 * 4096) B" }\#(hot) } }
      """#
  }
}
