package import Design
import Experiment
import Quantities
package import Randomness
import StrictJSON

/// Which of some values decides a result: Sobol's indices.
package struct SensitivityStudy: Sendable {
  package let axes: [Axis]
  package let measure: Measure
  package let indices: SobolIndices
  private let laboratory: Laboratory
  private let count: Int

  /// The most values that may be varied.
  package static let mostAxes = SobolSequence.mostDimensions / 2

  /// - Parameters:
  ///   - axes: values with ranges or lists.
  ///   - count: how many points each of the two samples has.
  /// - Throws: what is wrong with the question, or with the scenario at one of the points.
  package init(
    of measure: Measure, _ axes: [Axis], count: Int, in laboratory: Laboratory,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws {
    guard (1...Self.mostAxes).contains(axes.count) else {
      throw DesignError("\(axes.count) values are varied", "vary 1 to \(Self.mostAxes)")
    }
    (self.axes, self.measure, self.count) = (axes, measure, count)
    self.laboratory = laboratory
    let points = SobolIndices.points(count: count, inputs: axes.count)
    let together = axes.enumerated().map { place, axis in
      let values = points.map { axis.values.value(at: $0[place]).text }
      return "\(axis.path.text) = \(values.joined(separator: ", "))"
    }.joined(separator: "; ")
    let samples = try laboratory.observe([together], metric: measure.metric, progress: progress)
    var results: [Double] = []
    for sample in samples {
      guard let value = measure.value(of: sample) else {
        throw DesignError(
          "\(measure) is never, or nothing, at some of the points", "vary within narrower ranges")
      }
      results.append(value)
    }
    indices = SobolIndices(results, inputs: axes.count)
  }

  /// The indices, the most important value first.
  package var text: String {
    let order = axes.indices.sorted { indices.total[$0].value > indices.total[$1].value }
    var rows = [["value", "alone", "", "with all others", ""]]
    for place in order {
      rows.append(
        [axes[place].name] + Self.shown(indices.first[place]) + Self.shown(indices.total[place]))
    }
    return """
      \(measure), strategy \(laboratory.armName): which value decides it?

      \(TextColumns.aligned(rows, left: 1))

      Shares of the variance that a value decides alone (first order), and together with all others \
      (total): Sobol's indices with 95 % intervals, of \(count * (axes.count + 2)) points of \
      \(laboratory.replications) replications.
      """
  }

  private static func shown(_ index: SobolIndices.Index) -> [String] {
    func text(_ value: Double) -> String {
      let hundredths = Int((abs(value) * 100).rounded())
      let digits = "\(hundredths % 100)"
      let sign = value < 0 && hundredths > 0 ? "-" : ""
      return "\(sign)\(hundredths / 100).\(digits.count < 2 ? "0" : "")\(digits)"
    }
    return [
      text(index.value),
      "(\(text(index.interval.lowerBound)) to \(text(index.interval.upperBound)))",
    ]
  }

  /// The indices as a table.
  package var csv: String {
    var table = CSVTable(
      columns: [
        "value", "first", "first_low", "first_high", "total", "total_low", "total_high",
        "of",
      ])
    for (place, axis) in axes.enumerated() {
      table.add(axis.name)
      for index in [indices.first[place], indices.total[place]] {
        table.add(index.value)
        table.add(index.interval.lowerBound)
        table.add(index.interval.upperBound)
      }
      table.add("\(measure), strategy \(laboratory.armName)")
    }
    return table.text
  }
}
