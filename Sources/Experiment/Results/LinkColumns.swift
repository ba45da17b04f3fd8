import Datacenter
import Quantities

/// One direction of one link, over a run or over an interval of it: a row of `links.csv`.
struct LinkRow {
  let link: World.DirectionUsage
  let span: LinkUsage.Span
  let isWhole: Bool

  /// The rows of a link. One that no transfer used has none.
  static func rows(of link: World.DirectionUsage) -> [LinkRow] {
    let whole = link.whole
    guard whole.busy > .zero else { return [] }
    return [LinkRow(link: link, span: whole, isWhole: true)]
      + link.spans.map { LinkRow(link: link, span: $0, isWhole: false) }
  }

  /// `links.csv`.
  static let table = ResultTable<RunKey, LinkRow>(
    file: "links.csv",
    about:
      "Each direction of each link that a transfer used, and each datastore with a limit, where the scenario asks for it (usage).",
    keys: RunKey.columns,
    columns: [
      Column("link", "The link and the direction, such as a-b:a->b, or the datastore.", isKey: true)
      { $0.link.name },
      Column(
        "kind",
        "whole: from the start of the run to its end; sample: one interval. Add up one kind, not both.",
        isKey: true
      ) { $0.isWhole ? "whole" : "sample" },
      Column("started_s", "When the interval begins.") { $0.span.started },
      Column("duration_s", "How long it is.") { $0.span.duration },
      Column("busy_s", "For how much of it at least one transfer was under way.") { $0.span.busy },
      Column("carried_bytes", "What transfers carried over it.") { $0.span.carried },
      Column("peak_bytes_per_s", "whole: the highest mean rate of a sample; else empty.") {
        $0.isWhole ? $0.link.peak : nil
      },
      Column("utilisation", "The mean rate, divided by the bandwidth.") {
        Share($0.span.rate / $0.link.bandwidth)
      },
    ])
}
