import Orchestration
import Quantities

/// What a host held on average for some time: a row of `memory.csv`.
struct HostMemoryRow: Sendable {
  let host: String
  let memory: Bytes
  let span: MemoryHistory.Span

  /// The rows of every host; none where nothing was recorded.
  static func rows(of view: FleetView, every step: Seconds?, until end: Instant) -> [HostMemoryRow]
  {
    guard let step, let history = view.memory else { return [] }
    return view.hosts.enumerated().flatMap { index, host in
      history.spans(of: index, every: step, until: end)
        .map { HostMemoryRow(host: host.name, memory: host.memory, span: $0) }
    }
  }

  /// `memory.csv`.
  static let table = ResultTable<RunKey, HostMemoryRow>(
    file: "memory.csv",
    about:
      "How much memory each host held over time in the first replication, where the scenario asks for it (hostView).",
    keys: RunKey.columns,
    columns: [
      Column("host", "The host.", isKey: true) { $0.host },
      Column("started_s", "When the interval begins.") { $0.span.started },
      Column("duration_s", "How long it is: one step, or several with equal means.") {
        $0.span.duration
      },
      Column(
        "held_bytes",
        "What the VMs on the host took on average, and what it kept for those on their way."
      ) { $0.span.held },
      Column("utilisation", "held_bytes / the host's memory.") {
        Share($0.span.held / $0.memory)
      },
    ])
}
