import Foundation
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
      let never =
        outage.never > 0
        ? ", \(Readable(roughly: Double(outage.never) / Double(outage.replicationMeans.count), .count).text) of them not on again by the end"
        : ""
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

  /// A share that is nearly one, with as many digits as tell it from one and one more. It is cut rather than
  /// rounded: what was never wholly available is not shown as if it were.
  static func percent(_ share: Double) -> String {
    guard share < 1 else { return "100 %" }
    // Numbers in binary may lie a hair below what they stand for.
    var (digits, steps) = (1, 10.0)
    while 100 * (1 - share) * steps < 10 - 1e-6, digits < 9 {
      (digits, steps) = (digits + 1, 10 * steps)
    }
    let whole = (100 * share * steps * (1 + 4 * .ulpOfOne)).rounded(.down)
    return String(format: "%.\(digits)f %%", whole / steps)
  }
}
