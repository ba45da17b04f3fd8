import Experiment

/// What a sweep of one value says: a panel for each metric, and in it a curve with its 95 % band for each
/// strategy.
///
/// A point at which not every migration ends is hollow; one at which none does stands at *never*.
struct SweepFigure {
  let figure: Figure
  /// How many curves can be told apart.
  private static let most = Style.series.count

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let points = shown.results.points
    guard points.axes.count == 1, points.names.count > 1 else { return nil }
    let rows = try shown.results.tables.rows("summary.csv")
    let metrics = ShownMetric.told(by: rows)
    guard !metrics.isEmpty else { return nil }
    let strategies = Array(shown.strategies.prefix(Self.most))
    let steps = SweptAxis(points, 0)
    let grid = Panels(
      metrics.count, columns: min(2, metrics.count), height: metrics.count > 1 ? 190 : 300,
      margins: (left: 92, top: 22, right: 24, bottom: 50), hasLegend: strategies.count > 1)
    var panels: [String] = []
    if strategies.count > 1 {
      panels.append(
        grid.legend(
          strategies.enumerated().map { (CurveLook($0).line(isJoined: steps.isNumeric), $1) }))
    }
    var hasPart = false
    for (index, metric) in metrics.enumerated() {
      let own = rows.filter { $0["metric"] == metric.name }
      let curves = strategies.map { name in
        Curve(own.filter { $0["strategy"] == name }, steps: steps)
      }.enumerated().map { number, curve in
        // Words have a place for each strategy beside each other.
        steps.isNumeric
          ? curve : curve.moved(0.12 * (Double(number) - Double(strategies.count - 1) / 2))
      }
      hasPart = hasPart || curves.contains { $0.knots.contains(where: \.isPart) }
      panels.append(
        Self.panel(
          index, metric.text, unit: own.first?["unit"] ?? "", curves, steps: steps, in: grid))
    }
    let replications = shown.results.replications
    figure = Figure(
      "sweep", title: "What each value of \(points.axes[0].shortName) leads to",
      subtitle: shown.subtitle(
        (replications > 1
          ? "means over \(replications) replications with 95 % bands"
          : "one replication, so no intervals")
          + (hasPart ? "; hollow: not every migration finishes" : "")),
      remarks: shown.strategies.count > strategies.count
        ? [
          "\(strategies.count) of \(shown.strategies.count) strategies are shown; name others with --strategy"
        ] : [],
      canvas: grid.canvas, panels: panels)
  }

  private static func panel(
    _ index: Int, _ text: String, unit: String, _ curves: [Curve], steps: SweptAxis,
    in grid: Panels
  ) -> String {
    let knots = curves.flatMap(\.knots)
    let numbers =
      knots.compactMap(\.mean)
      + knots.flatMap { [$0.low, $0.high].compactMap(\.self) }
      .filter { $0 > 0 }
    let plain = Axis(numbers, .named(unit))
    let hasNever = knots.contains { $0.mean == nil }
    let (axis, never) = hasNever ? plain.extended(by: 0.2) : (plain, plain.high)
    var commands =
      grid.box(index)
      + steps.commands
      + axis.commands(
        "y", text, most: 5, below: plain.high, more: hasNever ? [("never", never)] : [])
    var bands: [String] = []
    var lines: [String] = []
    for (number, curve) in curves.enumerated() {
      let look = CurveLook(number)
      let name = "\(index)_\(number)"
      let runs = curve.runs
      if steps.isNumeric, runs.contains(where: { $0.contains { $0.high != nil } }) {
        commands += Gnuplot.data(
          "b\(name)",
          runs: runs.map { run in
            run.map { knot in
              let mean = knot.mean!
              return [
                knot.x, max(axis.low, axis.at(knot.low ?? mean)), axis.at(knot.high ?? mean),
              ]
            }
          })
        bands.append(
          "$b\(name) using 1:2:3 with filledcurves fs transparent solid 0.2 noborder lc rgb '\(look.colour)'"
        )
      }
      for (kind, isWanted) in [
        ("c", { (knot: Curve.Knot) in !knot.isPart }), ("p", { (knot: Curve.Knot) in knot.isPart }),
      ] {
        let own = runs.joined().filter(isWanted).map { [$0.x, axis.at($0.mean!)] }
        guard !own.isEmpty else { continue }
        commands += Gnuplot.data("\(kind)\(name)", own)
        lines.append("$\(kind)\(name) using 1:2 \(look.points(isHollow: kind == "p"))")
      }
      if steps.isNumeric, runs.contains(where: { $0.count > 1 }) {
        commands += Gnuplot.data(
          "l\(name)", runs: runs.map { run in run.map { [$0.x, axis.at($0.mean!)] } })
        lines.append("$l\(name) using 1:2 \(look.lineOnly)")
      } else if !steps.isNumeric {
        let bars = runs.joined().filter { $0.high != nil }.map {
          [
            $0.x, axis.at($0.mean!), max(axis.low, axis.at($0.low ?? $0.mean!)), axis.at($0.high!),
          ]
        }
        if !bars.isEmpty {
          commands += Gnuplot.data("e\(name)", bars)
          bands.append(
            "$e\(name) using 1:2:3:4 with yerrorbars pt 7 ps 0.1 lw 1.5 lc rgb '\(look.colour)'")
        }
      }
      let lost = curve.knots.filter { $0.mean == nil }.map { [$0.x, never] }
      if !lost.isEmpty {
        commands += Gnuplot.data("n\(name)", lost)
        lines.append("$n\(name) using 1:2 \(look.points(isHollow: true))")
      }
    }
    return commands + "plot \((bands + lines).joined(separator: ", "))\n"
  }
}

/// The value that a sweep varies, as an axis of a figure: numbers to scale, words side by side.
struct SweptAxis {
  let isNumeric: Bool
  private let axis: Axis
  private let label: String
  /// The words, in their order.
  private let words: [String]
  private let points: StoredPoints
  private let number: Int

  init(_ points: StoredPoints, _ number: Int) {
    self.points = points
    self.number = number
    isNumeric = points.isNumeric(number)
    label = points.axes[number].label
    words = points.values(number)
    let numbers = points.names.compactMap { points.number(number, at: $0) }
    axis =
      isNumeric
      ? Axis(numbers, .plain, logarithmicFrom: Self.areEvenAsLogarithms(numbers) ? 4 : .infinity)
      : Axis([0.5, Double(words.count) + 0.5], .plain, logarithmicFrom: .infinity)
  }

  /// Whether numbers lie more evenly by their ratios than by their differences.
  private static func areEvenAsLogarithms(_ numbers: [Double]) -> Bool {
    func largestGap(_ values: [Double]) -> Double {
      zip(values, values.dropFirst()).map { $1 - $0 }.max()! / (values.last! - values.first!)
    }
    let sorted = Set(numbers).sorted()
    guard sorted.count > 2, sorted[0] > 0 else { return false }
    return largestGap(sorted.map(\.logarithm)) < 0.8 * largestGap(sorted)
  }

  /// Where a point stands; `nil` for one that results do not list.
  func place(of point: String) -> Double? {
    isNumeric
      ? points.number(number, at: point)
      : words.firstIndex(of: points.text(number, at: point)).map { Double($0 + 1) }
  }

  var commands: String {
    if isNumeric { return axis.commands("x", label, most: 6) }
    let tics = words.enumerated().map { "\(Gnuplot.quoted($1, most: 16)) \($0 + 1)" }
    return """
      unset logscale x
      set xrange [0.5:\(words.count).5]
      set xtics (\(tics.joined(separator: ", ")))
      set xlabel \(Gnuplot.quoted(label))

      """
  }
}

/// One metric of one strategy at the points of a sweep.
private struct Curve {
  let knots: [Knot]

  struct Knot {
    let x: Double
    /// `nil` where nothing ended.
    let mean: Double?
    let low: Double?
    let high: Double?
    /// Whether something there did not end.
    let isPart: Bool
  }

  private init(knots: [Knot]) { self.knots = knots }

  init(_ rows: [RecordedRow], steps: SweptAxis) {
    knots = rows.compactMap { row -> Knot? in
      guard let x = steps.place(of: row["point"]) else { return nil }
      let never = row.number("never_share") ?? 0
      let mean = row.number("mean")
      if mean == nil, never == 0 { return nil }
      return Knot(
        x: x, mean: mean, low: row.number("ci95_low"), high: row.number("ci95_high"),
        isPart: never > 0)
    }.sorted { $0.x < $1.x }
  }

  /// The same further along the axis.
  func moved(_ distance: Double) -> Curve {
    Curve(
      knots: knots.map { knot in
        Knot(
          x: knot.x + distance, mean: knot.mean, low: knot.low, high: knot.high,
          isPart: knot.isPart)
      })
  }

  /// Points in a row that have a mean: a curve goes through them.
  var runs: [[Knot]] {
    knots.split { $0.mean == nil }.map(Array.init)
  }
}

/// How a curve is drawn: colour, dash and shape tell it from others.
struct CurveLook {
  let colour: String
  private let dash: Int
  private let point: Int

  init(_ number: Int) {
    let look = Style.series[number % Style.series.count]
    (colour, dash, point) = (look.colour, look.dash, look.point)
  }

  func line(isJoined: Bool) -> String {
    isJoined
      ? "with linespoints lc rgb '\(colour)' lw 2 dt \(dash) pt \(point) ps 0.8"
      : points(isHollow: false)
  }

  var lineOnly: String { "with lines lc rgb '\(colour)' lw 2 dt \(dash)" }

  /// Every shape is followed by its hollow sister in gnuplot's list, one number lower.
  func points(isHollow: Bool) -> String {
    "with points lc rgb '\(colour)' lw 1.5 pt \(isHollow ? point - 1 : point) ps 0.8"
  }
}
