import Glibc

extension CurveFit {
  /// The fit as a person reads it: classes, goodness, points against the curve, JSON to paste.
  public var report: String {
    let short = CurvePlot.short
    var lines: [String] = []
    for (index, set) in curve.sets.enumerated() {
      let name = curve.sets.count == 1 ? "hot set" : "hot set \(index + 1)"
      lines.append(
        "\(name): \(short(set.pages)) pages (\(short(set.pages * 4096 / 0x1p20)) MiB), "
          + "each written every \(short(set.time)) s")
    }
    if curve.background > 0 {
      lines.append(
        "background: \(short(curve.background)) new pages/s "
          + "(\(short(curve.background * 4096 / 1e6)) MB/s)")
    }
    let scatter =
      errorsAreProportional ? "\(short(100 * scatter)) %" : "\(short(scatter)) pages"
    lines.append(
      "scatter around the curve: \(scatter); R² \(short(determination)); AICc \(short(criterion))"
        + (runnerUp.map { " (with \($0.classes) hot sets \(short($0.criterion)))" } ?? ""))
    lines += reservations.map { "note: \($0)" }
    lines += ["", CurvePlot(points, curve).text, "", table, "", curve.json]
    return lines.joined(separator: "\n")
  }

  /// Measured and fitted values with their confidence intervals.
  private var table: String {
    let short = CurvePlot.short
    func line(_ cells: [String]) -> String {
      cells.map { String(repeating: " ", count: max(0, 12 - $0.count)) + $0 }.joined()
    }
    let header = line(["interval s", "measured", "fitted", "95 % low", "95 % high"])
    let rows = points.map { point in
      let interval = interval(after: point.time)
      return line(
        [
          point.time, point.pages, curve.pages(after: point.time), interval.lowerBound,
          interval.upperBound,
        ].map(short))
    }
    return ([header] + rows).joined(separator: "\n")
  }
}
