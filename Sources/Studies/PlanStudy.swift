package import Design
import Experiment
import Quantities
import Randomness
import StrictJSON

/// The smallest or largest value of something with which a demand holds.
package struct PlanStudy: Sendable {
  /// What is wanted.
  package enum Wanted: String, Sendable {
    case smallest, largest
  }

  package let axis: Axis
  package let demand: Demand
  package let wanted: Wanted
  package let frontier: Frontier
  private let laboratory: Laboratory
  /// In how many parts a range is cut before the right one is halved.
  private static let parts = 8
  /// How fine a range is looked at, as a share of it.
  private static let resolution = 1.0 / 1024

  /// - Parameter axis: one value with a range or a list, as `--vary` says it.
  /// - Throws: what is wrong with the question, or with the scenario at one of the values.
  package init(
    _ wanted: Wanted, _ axis: Axis, suchThat demand: Demand, in laboratory: Laboratory,
    progress: (@Sendable (Int) -> Void)? = nil
  ) throws {
    // The frontier takes what comes later for more.
    let axis = axis.ascending
    (self.axis, self.demand, self.wanted) = (axis, demand, wanted)
    self.laboratory = laboratory
    var tried = 0
    func look(_ value: JSONNode) throws -> Evidence {
      let text = "\(axis.path.text) = \(value.text)"
      let sample = try laboratory.observe([text], metric: demand.metric)[0]
      try demand.check(unit: sample.unit)
      tried += 1
      progress?(tried)
      return demand.evidence(sample)
    }
    let fromEnd = wanted == .largest
    switch axis.values {
    case .list(let values):
      frontier = try Frontier(
        grid: values.indices.map(Double.init), resolution: nil, fromEnd: fromEnd
      ) { try look(values[Int($0)]) }
    case .range(let range):
      let parts = range.count.map { max(1, $0 - 1) } ?? Self.parts
      frontier = try Frontier(
        grid: (0...parts).map { Double($0) / Double(parts) },
        resolution: Self.resolution, fromEnd: fromEnd,
        snap: { range.isWhole ? range.share(of: range.number(at: $0)) : $0 }
      ) { try look(range.value(at: $0)) }
    }
  }

  /// The value at a place, as a person reads it.
  private func shown(_ place: Double) -> String {
    switch axis.values {
    case .list(let values): values[Int(place)].string ?? values[Int(place)].text
    case .range(let range):
      Magnitude.shown(range.number(at: place)) + (range.unit.isEmpty ? "" : " \(range.unit)")
    }
  }

  /// The exact value at a place.
  private func value(_ place: Double) -> String {
    switch axis.values {
    case .list(let values): values[Int(place)].string ?? values[Int(place)].text
    case .range(let range): range.value(at: place).string ?? range.value(at: place).text
    }
  }

  /// Whether there is an answer.
  package var hasAnswer: Bool { frontier.answer != nil }

  /// The answer, and what it rests on.
  package var text: String {
    var lines = ["\(axis.name), strategy \(laboratory.armName): \(demand.sentence)"]
    if let answer = frontier.answer {
      lines.append("\(wanted.rawValue): \(shown(answer)) (95 % interval: \(interval))")
      if frontier.holdsEverywhere {
        lines.append("It holds at the end of the range already: look beyond it.")
      }
    } else {
      lines.append(
        frontier.possible.map {
          "none found in the range; chance may hide one from \(shown($0)) on"
        } ?? "none in the range")
    }
    if answersWithoutProof {
      lines.append(
        "It is nowhere sure: \(laboratory.replications) replications show too little; use more.")
    }
    for gap in frontier.gaps {
      lines.append(
        "Not monotone: it holds at one of \(shown(gap.lowerBound)) and \(shown(gap.upperBound)), and not at the other, against the direction of the rest."
      )
    }
    lines += ["", "It rests on \(laboratory.replications) replications at each value:"]
    let rows = frontier.tried.map { trial in
      [value(trial.place), trial.evidence.shown, Self.verdict(trial.evidence)]
    }
    lines.append(TextColumns.aligned([[axis.name, "holds", "so"]] + rows, left: 0))
    return lines.joined(separator: "\n")
  }

  private var answersWithoutProof: Bool { frontier.answer != nil && frontier.sure == nil }

  /// From the last value at which the demand is surely broken to the first at which it surely holds.
  private var interval: String {
    let broken = frontier.broken.map(shown) ?? "beyond the range"
    let sure = frontier.sure.map(shown) ?? "beyond the range"
    return wanted == .smallest ? "\(broken) to \(sure)" : "\(sure) to \(broken)"
  }

  private static func verdict(_ evidence: Evidence) -> String {
    if evidence.isSurelyMet { return "yes" }
    if evidence.isMet { return "likely" }
    return evidence.mayBeMet ? "unlikely" : "no"
  }

  /// Everything that was looked at, as a table.
  package var csv: String {
    var table = CSVTable(columns: ["value", "found", "holds", "may_hold", "surely_holds"])
    for trial in frontier.tried {
      table.add(value(trial.place))
      table.add(trial.evidence.shown)
      for flag in [trial.evidence.isMet, trial.evidence.mayBeMet, trial.evidence.isSurelyMet] {
        table.add(flag ? 1 : 0)
      }
    }
    return table.text
  }
}
