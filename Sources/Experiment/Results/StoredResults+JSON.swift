import StrictJSON

extension StoredResults {
  /// The answer for machines: what `summary.csv` says, with the question and the answer in words.
  package func json(question: String?) throws(StoredResultsError) -> String {
    let rows = try tables.rows("summary.csv")
    let byArm = Dictionary(grouping: rows, by: Arm.init)
    let strategies = arms.map { arm in
      var members: [JSONNode.Member] = [.init("strategy", JSONNode(.string(arm.strategy)))]
      if !arm.point.isEmpty {
        members.append(.init("point", JSONNode(.string(arm.point))))
        let values = points.axes.enumerated().map { place, axis in
          let text = points.text(place, at: arm.point)
          return JSONNode.Member(
            axis.name, JSONNode(.string(axis.unit.isEmpty ? text : "\(text) \(axis.unit)")))
        }
        members.append(.init("values", JSONNode(.object(values))))
      }
      let metrics = (byArm[arm] ?? []).map { row in
        JSONNode.Member(row["metric"], Self.metric(row))
      }
      members.append(.init("metrics", JSONNode(.object(metrics))))
      return JSONNode(.object(members))
    }
    var members: [JSONNode.Member] = [.init("scenario", JSONNode(.string(scenario)))]
    if let question { members.append(.init("question", JSONNode(.string(question)))) }
    members += [
      .init("answer", JSONNode(.string(try answer().text))),
      .init("seed", JSONNode(.number(JSONNumber(seed)))),
      .init("replications", JSONNode(integerLiteral: replications)),
      .init("folder", JSONNode(.string(folder))),
      .init("strategies", JSONNode(.array(strategies))),
    ]
    return JSONNode(.object(members)).prettyText
  }

  /// A row of the summary: numbers as such, and null where there is none.
  private static func metric(_ row: RecordedRow) -> JSONNode {
    let names = ["n", "mean", "ci95_low", "ci95_high"] + row.quantiles.map(\.column)
    var members: [JSONNode.Member] = [.init("unit", JSONNode(.string(row["unit"])))]
    for name in names + ["never_share"] {
      let number = row.number(name)
      members.append(.init(name, number.map { JSONNode.number($0) } ?? JSONNode(.null)))
    }
    return JSONNode(.object(members))
  }
}
