import Experiment

extension EvidenceStudy {
  /// The study in words: a DocC article. Its numbers are the study's.
  public var article: String {
    """
    # Accuracy in other laboratories

    How close predictions come to measurements of many kinds: fits and forecasts, row by row.

    ## Overview

    This command writes this page:

    ```
    \(command)
    ```

    The page <doc:Accuracy> is about thousands of migrations of one laboratory. This page is about everything \
    else that was measured and that the repository holds. Each measured number is a *row*. The tests read \
    the same rows.

    - A *forecast* is a prediction of a number from which no constant of the model was taken.
    - A *fit* is a prediction of a number from which a constant was taken. It shows that the model can \
    have this number, and not that it would have known it.

    Errors are predicted values less measured ones, and *relative* if they are in per cent. \
    `Results/accuracy/laboratories.csv` has every row.

    ### In one table

    \(Self.table(["kind", "quantity", "standing", "rows", "median error", "median error", "largest error"], overview))

    \(sections.map(text).joined(separator: "\n\n"))

    """
  }

  private var overview: [[String]] {
    sections.flatMap { section in
      Self.summary(of: section.findings).map { quantity, standing, errors in
        [
          section.kind.title, quantity, standing, "\(errors.count)", Self.percent(errors.median),
          Self.amount(errors.medianAbsolute, errors.unit), Self.percent(errors.largest),
        ]
      }
    }
  }

  private func text(of section: Section) -> String {
    let findings = section.findings
    var parts = ["### \(section.kind.title)", section.kind.told]
    if let verdicts = Self.verdicts(of: findings) {
      parts.append(
        "Of \(verdicts.count) rows (\(verdicts.quantity)), \(verdicts.wrong) are predicted wrongly."
      )
    }
    let missing = findings.count { if case .numbers = $0.value { !$0.isRight } else { false } }
    if missing > 0 {
      parts.append("\(missing) measured numbers have no counterpart in the simulation.")
    }
    let shown =
      section.kind.isListed
      ? findings
      : Array(
        findings.filter { $0.relativeError != nil }
          .sorted { abs($0.relativeError!) > abs($1.relativeError!) }.prefix(10))
    if !section.kind.isListed { parts.append("The ten rows with the largest relative errors:") }
    parts.append(
      Self.table(
        ["case", "quantity", "measured", "predicted", "error", "standing"], shown.map(Self.cells)))
    return parts.joined(separator: "\n\n")
  }

  private static func cells(of finding: Finding) -> [String] {
    let standing =
      finding.standing.constant.map { "fit: \($0)" } ?? finding.standing.name
    switch finding.value {
    case .numbers(let measured, let predicted, let unit):
      return [
        finding.name, finding.quantity, amount(measured, unit),
        predicted.map { amount($0, unit) } ?? "never",
        finding.relativeError.map(percent) ?? "-", standing,
      ]
    case .words(let measured, let predicted):
      return [
        finding.name, finding.quantity, measured, predicted,
        measured == predicted ? "right" : "wrong", standing,
      ]
    }
  }

  /// A number with its unit, as people read it.
  static func amount(_ number: Double, _ unit: String) -> String {
    switch unit {
    case "ms" where abs(number) >= 10_000: "\(digits(number / 1000, 4)) s"
    case "ms" where abs(number) < 1: "\(digits(number, 2)) ms"
    case "ms": "\(fixed(number, abs(number) < 100 ? 1 : 0)) ms"
    case "B": "\(digits(number / 1e6, 4)) MB"
    case "1": digits(number, 4)
    default: "\(digits(number, 4)) \(unit)"
    }
  }

  private static func table(_ header: [String], _ rows: [[String]]) -> String {
    ([header, header.map { _ in "---" }] + rows)
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}
