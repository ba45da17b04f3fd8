import Datacenter
import Quantities

/// `links.csv`: how each direction of each link was used, where the scenario asks for it.
///
/// Links that no transfer used have no rows. A row of kind `whole` tells of a run from its start to its end, and its peak is the highest mean
/// rate of a sample; the rows of kind `sample` follow, one for each interval.
extension ExperimentRun {
  /// The file by name, or none.
  var linkTable: [(name: String, text: String)] {
    guard scenario.whole.parts.network.usage != nil else { return [] }
    var table = CSVTable(columns: Self.linkColumns)
    for (arm, replications) in zip(plan.arms, outcomes) {
      for (replication, outcome) in replications.enumerated() {
        for link in outcome.links where link.whole.busy > .zero {
          let key = (arm: arm.name, replication: replication + 1)
          add("whole", link.whole, of: link, key, peak: link.peak, to: &table)
          for span in link.spans { add("sample", span, of: link, key, peak: nil, to: &table) }
        }
      }
    }
    return [("links.csv", table.text)]
  }

  private static let linkColumns = [
    "scenario", "strategy", "point", "replication", "link", "kind", "started_s", "duration_s",
    "busy_s", "carried_bytes", "peak_bytes_per_s", "utilisation",
  ]

  private func add(
    _ kind: String, _ span: LinkUsage.Span, of link: World.DirectionUsage,
    _ key: (arm: String, replication: Int), peak: BytesPerSecond?, to table: inout CSVTable
  ) {
    table.add(scenario.name)
    table.add(key.arm)
    table.add(nil as String?)
    table.add(key.replication)
    table.add(link.name)
    table.add(kind)
    table.add(span.started)
    table.add(span.duration)
    table.add(span.busy)
    table.add(span.carried)
    table.add(peak)
    table.add(((span.rate / link.bandwidth) * 1e6).rounded() / 1e6)
  }
}
