import Experiment

/// How near predictions come to the measurements in a folder, kind by kind.
public struct EvidenceStudy: Sendable {
  /// A kind that the folder has, and what came of its rows.
  struct Section: Sendable {
    let kind: Kind
    let findings: [Finding]
  }

  let sections: [Section]
  /// The command that ran it, for those who read the page.
  public var command = "apus accuracy"

  /// Predicts every row.
  ///
  /// - Throws: `EvidenceError` if the folder has no file of a kind that is known, or one that cannot be
  ///   read.
  public init(
    _ folder: MeasuredFolder, jobs: Int = 1, progress: (String) -> Void = { _ in }
  ) throws {
    let kinds = Kind.all.filter { folder.has($0.file) }
    guard !kinds.isEmpty else {
      throw EvidenceError(
        file: folder.path, problem: "holds no measurements",
        remedy: "name a folder with \(Kind.all[0].file) or \(Kind.published.file) in it")
    }
    sections = try kinds.map { kind in
      progress(kind.title)
      return Section(kind: kind, findings: try kind.findings(folder, jobs))
    }
  }

  /// The table of every number.
  public var files: [(name: String, text: String)] { [("laboratories.csv", table)] }

  private var table: String {
    var table = CSVTable(columns: [
      "kind", "case", "quantity", "unit", "measured", "predicted", "error", "rel_error", "standing",
      "constant",
    ])
    for section in sections {
      for finding in section.findings {
        table.add(section.kind.title)
        table.add(finding.name)
        table.add(finding.quantity)
        switch finding.value {
        case .numbers(let measured, let predicted, let unit):
          table.add(unit)
          table.add(Self.rounded(measured))
          table.add(predicted.map(Self.rounded))
        case .words(let measured, let predicted):
          table.add(nil as String?)
          table.add(measured)
          table.add(predicted)
        }
        table.add(finding.error.map(Self.rounded))
        table.add(finding.relativeError.map(Self.rounded))
        table.add(finding.standing.name)
        table.add(finding.standing.constant)
      }
    }
    return table.text
  }

  /// To five digits, more than anything here is measured to.
  static func rounded(_ number: Double) -> Double { Double(digits(number, 5))! }

  /// The errors of the numbers of one quantity that are of one standing.
  struct Errors {
    let count: Int
    /// Relative.
    let median: Double
    let largest: Double
    /// In the unit of the quantity.
    let medianAbsolute: Double
    let unit: String
    /// Numbers that were measured, and do not happen in the simulation.
    let missing: Int
  }

  /// How the numbers of a section fall out, by quantity and standing.
  static func summary(
    of findings: [Finding]
  ) -> [(quantity: String, standing: String, errors: Errors)] {
    var order: [(quantity: String, standing: String)] = []
    for finding in findings {
      guard case .numbers = finding.value else { continue }
      let key = (finding.quantity, finding.standing.name)
      if !order.contains(where: { $0 == key }) { order.append(key) }
    }
    return order.map { key in
      let own = findings.filter {
        guard case .numbers = $0.value else { return false }
        return ($0.quantity, $0.standing.name) == key
      }
      let relative = own.compactMap(\.relativeError).map { abs($0) }
      var unit = ""
      if case .numbers(_, _, let one)? = own.first?.value { unit = one }
      return (
        key.quantity, key.standing,
        Errors(
          count: own.count, median: quantile(relative, 0.5), largest: relative.max() ?? .nan,
          medianAbsolute: quantile(own.compactMap(\.error).map { abs($0) }, 0.5), unit: unit,
          missing: own.count { !$0.isRight })
      )
    }
  }

  /// What people see at the end of a run.
  public var screen: String {
    var lines = [["kind", "quantity", "", "rows", "median error", "largest"]]
    for section in sections {
      for (quantity, standing, errors) in Self.summary(of: section.findings) {
        lines.append([
          section.kind.title, quantity, standing, "\(errors.count)", Self.percent(errors.median),
          Self.percent(errors.largest),
        ])
      }
      if let verdicts = Self.verdicts(of: section.findings) {
        lines.append([
          section.kind.title, verdicts.quantity, "forecast", "\(verdicts.count)",
          "\(verdicts.wrong) wrong", "",
        ])
      }
    }
    return TextColumns.aligned(lines, left: 3)
  }

  /// Of what is right or wrong, how much is wrong.
  static func verdicts(of findings: [Finding]) -> (quantity: String, count: Int, wrong: Int)? {
    let words = findings.filter { if case .words = $0.value { true } else { false } }
    guard let first = words.first else { return nil }
    return (first.quantity, words.count, words.count { !$0.isRight })
  }

  static func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }
}
