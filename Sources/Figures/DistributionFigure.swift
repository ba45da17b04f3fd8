import Experiment

/// An empirical distribution for each strategy, with its band, and *never* on the axis.
///
/// What did not end lies above every number: the curve ends below 1, and the rest stands at *never*.
/// Migrations of one replication depend on each other. The band is that of Dvoretzky, Kiefer and
/// Wolfowitz, with Massart's constant, for as many independent observations as there are replications:
/// ±√(ln(2/0.05) / 2n). It holds the true curve everywhere with 95 %, and is wide rather than wrong.
struct DistributionFigure {
  let figure: Figure

  /// What was observed in one strategy.
  struct Sample {
    let label: String
    var values: [Double] = []
    var never = 0
    /// How many independent replications it is from.
    var replications: Set<String> = []

    var count: Int { values.count + never }
  }

  /// - Parameter other: the column of another distribution; where the values are the same, there is no
  ///   second figure of them.
  init?(
    _ name: String, _ shown: FigureKind.Shown, column: String, text: String,
    unlikeColumn other: String? = nil
  ) throws(StoredResultsError) {
    var samples = Dictionary(uniqueKeysWithValues: shown.arms.map { ($0, Sample(label: $0.label)) })
    var isUnlike = other == nil
    _ = try shown.results.tables.rows("migrations.csv") { row in
      if let other, !isUnlike {
        // A hundredth is no second figure.
        let (own, its) = (row.number(column) ?? 0, row.number(other) ?? 0)
        isUnlike = abs(own - its) > 0.01 * max(own, its)
      }
      let arm = StoredResults.Arm(row)
      guard samples[arm] != nil else { return false }
      if row["outcome"] != "finished" {
        samples[arm]!.never += 1
      } else if let value = row.number(column) {
        samples[arm]!.values.append(value)
      } else {
        return false
      }
      samples[arm]!.replications.insert(row["replication"])
      return false
    }
    guard isUnlike else { return nil }
    self.init(
      name, shown.arms.map { samples[$0]! }, text: text,
      title:
        "\(text.prefix(1).uppercased())\(text.dropFirst()) of each migration, as a distribution",
      subtitle: shown.subtitle(Self.of(shown.results.replications)),
      remarks: shown.remarks)
  }

  init?(ofRequests shown: FigureKind.Shown) throws(StoredResultsError) {
    let rows = try shown.results.tables.rows("requests.csv")
    var order: [String] = []
    var samples: [String: Sample] = [:]
    let several = Set(rows.map { $0["request"] }).count > 1
    for row in rows where shown.arms.contains(StoredResults.Arm(row)) {
      let request = row["name"].isEmpty ? "request \(row["request"])" : row["name"]
      let arm = StoredResults.Arm(row).label
      let label = several ? "\(arm): \(request)" : arm
      if samples[label] == nil {
        order.append(label)
        samples[label] = Sample(label: label)
      }
      if let time = row.number("total_time_s") {
        samples[label]!.values.append(time)
      } else {
        samples[label]!.never += 1
      }
      samples[label]!.replications.insert(row["replication"])
    }
    let most = 12
    self.init(
      "request-time", order.prefix(most).map { samples[$0]! }, text: "time of the request",
      title: "How long each request takes, as a distribution",
      subtitle: shown.subtitle(Self.of(shown.results.replications)),
      remarks: shown.remarks
        + (order.count > most ? ["\(most) of \(order.count) requests are shown"] : []))
  }

  private static func of(_ replications: Int) -> String {
    replications == 1 ? "of one replication" : "of all \(replications) replications"
  }

  private init?(
    _ name: String, _ samples: [Sample], text: String, title: String, subtitle: String,
    remarks: [String]
  ) {
    let samples = samples.filter { $0.count > 0 }
    let values = samples.flatMap(\.values)
    // One or two numbers are no distribution.
    guard values.contains(where: { $0 > 0 }), samples.contains(where: { $0.count > 2 }) else {
      return nil
    }
    let plain = Axis(values, .time)
    let hasNever = samples.contains { $0.never > 0 }
    let (axis, never) = hasNever ? plain.extended(by: 0.25) : (plain, plain.high)
    let drawing = Drawing(
      samples: samples, axis: axis, end: plain.high, never: hasNever ? never : nil, text: text)
    let grid = Panels(
      samples.count, columns: min(samples.count, 2), height: samples.count > 2 ? 150 : 250,
      margins: (left: 66, top: 30, right: 22, bottom: 28))
    let every = samples.map { Drawing.every($0.values.count, most: Drawing.mostSteps) }.max()!
    let thinning = every > 1 ? ["of many values, one in \(every) is drawn"] : []
    let hasBand = samples.contains { $0.replications.count > 1 }
    figure = Figure(
      name, title: title,
      subtitle: subtitle + (hasBand ? ", with a 95 % band" : "")
        + (samples.count > 1 ? "; grey: the other strategies" : ""),
      remarks: remarks + thinning, canvas: grid.canvas,
      panels: samples.indices.map { drawing.panel($0, in: grid) })
  }
}

/// The panels of a distribution, which share their axis.
private struct Drawing {
  let samples: [DistributionFigure.Sample]
  let axis: Axis
  /// Where numbers end, and *never* begins.
  let end: Double
  let never: Double?
  let text: String

  func panel(_ index: Int, in grid: Panels) -> String {
    let sample = samples[index]
    let curve = steps(sample, most: Self.mostSteps)
    let n = Double(sample.replications.count)
    let reach = n > 1 ? (3.6888794541139363 / (2 * n)).squareRoot() : 0
    let band = curve.map { [$0[0], max(0, $0[1] - reach), min(1, $0[1] + reach)] }
    let others = samples.indices.filter { $0 != index }
    var commands = """
      \(grid.box(index, title: "\(sample.label) (\(sample.count))"))\
      \(axis.commands("x", text, isNamed: grid.isLast(index), most: 5, below: end, more: never.map { [("never", $0)] } ?? []))
      unset logscale y
      set yrange [0:1.03]
      set ytics ('0' 0, '0.5' 0.5, '1' 1)
      \(index % 2 == 0 ? "set ylabel 'share of all'" : "unset ylabel")
      \(Gnuplot.data("c\(index)", curve))\(Gnuplot.data("b\(index)", band))
      """
    for other in others where index == 0 || other == 0 {
      // The first panel brings the curves of all others, the second that of the first.
      commands += Gnuplot.data("o\(other)", steps(samples[other], most: 60))
    }
    var plots: [String] = []
    if reach > 0 {
      plots.append(
        "$b\(index) using 1:2:3 with filledcurves fs solid 0.25 noborder lc rgb '\(Style.sky)'")
    }
    plots += others.map { "$o\($0) using 1:2 with lines lc rgb '\(Style.pale)' lw 1" }
    plots.append("$c\(index) using 1:2 with lines lc rgb '\(Style.blue)' lw 2.5")
    if let never, sample.never > 0 {
      let share = Double(sample.never) / Double(sample.count)
      commands +=
        Gnuplot.data(
          "n\(index)", [[end, 1 - share], [never, 1 - share]])
        + Gnuplot.data("v\(index)", [[never, 1 - share], [never, 1]])
        + "set label \(Gnuplot.quoted(MeansFigure.percent(share)))"
        + " at first \(Gnuplot.number(never)), first \(Gnuplot.number(1 - share / 2))"
        + " right offset -0.8,0 front font ',11'\n"
      plots.append("$n\(index) using 1:2 with lines lc rgb '\(Style.blue)' lw 1.5 dt 2")
      plots.append(
        "$v\(index) using 1:2 with linespoints lc rgb '\(Style.orange)' lw 4 pt 9 ps 0.7")
    }
    return commands + "plot \(plots.joined(separator: ", "))\n"
  }

  /// How many steps the curve of a panel has at most, about.
  static let mostSteps = 400

  /// Of so many values every how manieth is drawn.
  static func every(_ count: Int, most: Int) -> Int { max(1, count / most) }

  /// The corners of a step function, in the unit of the axis; of many values every so-manieth.
  private func steps(_ sample: DistributionFigure.Sample, most: Int) -> [[Double]] {
    let sorted = sample.values.sorted()
    let total = Double(sample.count)
    let stride = Self.every(sorted.count, most: most)
    var points: [[Double]] = [[axis.low, 0]]
    for index in sorted.indices where index % stride == 0 || index == sorted.count - 1 {
      let value = axis.at(sorted[index])
      points.append([value, points.last![1]])
      points.append([value, Double(index + 1) / total])
    }
    points.append([end, points.last![1]])
    return points
  }
}
