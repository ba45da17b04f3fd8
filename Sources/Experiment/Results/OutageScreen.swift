import Randomness

/// What the screen says of failures: a line for each arm, and one for each request that foresees them.
extension ExperimentRun {
  /// What arms make of failures; none where nothing fails.
  func outageLines(arm: Int) -> [String] {
    let observed = observed[arm]
    guard observed["availability"] != nil else { return [] }
    let lead = plan.arms.count > 1 ? "\(plan.arms[arm].name): " : ""
    func mean(_ metric: String) -> Double {
      observed[metric]?.means?.mean ?? 0
    }
    func shown(_ metric: String) -> String { Readable(roughly: mean(metric), .count).text }
    let availability = mean("availability")
    let nines = OutageDigest.nines(availability).map {
      " (\(Readable(roughly: $0, .count).text) nines)"
    }
    var lines = [
      "\(lead)a VM is available \(Self.percent(availability)) of the time\(nines ?? "")"
    ]
    if let outage = observed["outage"], mean("crashes") > 0 {
      let length = outage.means.map { ", each off for \(Readable.span($0.mean)) on average" } ?? ""
      let never = outage.never > 0 ? ", \(outage.never) of them not on again by the end" : ""
      lines[0] +=
        "; \(shown("host-failures")) host failures and \(shown("crashes")) VM crashes per run\(length)\(never)"
    } else {
      lines[0] += "; \(shown("host-failures")) host failures per run, and no VM crashed"
    }
    guard mean("warnings") + mean("not-foreseen") > 0 else { return lines }
    lines.append(
      "\(lead)\(shown("warnings")) warnings per run, \(shown("false-warnings")) of them false; VMs per run: \(shown("saved")) saved, \(shown("moved-for-nothing")) moved for nothing, \(shown("not-out-in-time")) not out in time, \(shown("not-foreseen")) not foreseen"
    )
    return lines
  }

  /// A share that is nearly one, with as many digits as tell it from one.
  private static func percent(_ share: Double) -> String {
    guard share < 1 else { return "100 %" }
    var digits = 1.0
    while 100 * (1 - share) < 1 / digits, digits < 1e9 { digits *= 10 }
    let text = (1000 * share * digits / 10).rounded(.down) / digits
    return "\(text) %"
  }
}
