public import Prediction

/// The figures of an accuracy study.
public struct AccuracyFigures {
  private let study: AccuracyStudy
  private let gnuplot = Gnuplot()

  public init(_ study: AccuracyStudy) { self.study = study }

  /// Each figure as a file.
  public var files: [(name: String, text: String)] {
    get throws(Gnuplot.Failure) {
      var files: [(name: String, text: String)] = [
        ("reliability.svg", try gnuplot.svg(reliability, width: 560, height: 520)),
        ("load.svg", try gnuplot.svg(load)),
        ("predicted.svg", try gnuplot.svg(predicted, width: 560, height: 520)),
      ]
      if !study.casePoints.isEmpty {
        files.append(("cases.svg", try gnuplot.svg(cases, width: 560, height: 520)))
      }
      return files
    }
  }

  /// How often intervals of each nominal level held the measured total time.
  private var reliability: String {
    var script = """
      set xlabel "nominal level of the interval"
      set ylabel "share of measured total times inside"
      set xrange [0:1]
      set yrange [0:1]
      set title "Do the intervals hold what they promise? (workload known)"

      """
    var plots = ["x with lines dashtype 2 lc rgb '#888888' title 'perfect'"]
    for (number, (technique, points)) in study.reliabilityPoints.enumerated() {
      script += Gnuplot.data("r\(number)", points.map { ["\($0.nominal)", "\($0.observed)"] })
      plots.append("$r\(number) using 1:2 with linespoints lw 2 title '\(technique)'")
    }
    return script + "plot " + plots.joined(separator: ", ") + "\n"
  }

  /// The median error and the median width of the 90 % interval by load.
  private var load: String {
    var script = """
      set xlabel "load: dirty rate over bandwidth"
      set ylabel "per cent of the total time"
      set logscale y
      set yrange [0.1:300]
      set xrange [-0.5:5.5]
      set key bottom right
      set title "Errors and intervals grow with the load (pre-copy)"

      """
    let points = study.loadPoints
    script +=
      "set xtics ("
      + points.enumerated().map { "\"\($0.element.band)\" \($0.offset)" }.joined(separator: ", ")
      + ")\n"
    var plots: [String] = []
    for (number, (name, value)) in [
      ("known: median error", \AccuracyStudy.LoadPoint.knownError),
      ("known: width of the 90 % interval", \.knownWidth),
      ("unknown: median error", \.unknownError),
      ("unknown: width of the 90 % interval", \.unknownWidth),
    ].enumerated() {
      script += Gnuplot.data(
        "l\(number)",
        points.enumerated().map { ["\($0.offset)", "\($0.element[keyPath: value] * 100)"] })
      plots.append(
        "$l\(number) using 1:2 with linespoints lw 2 dashtype \(number % 2 + 1) title '\(name)'")
    }
    return script + "plot " + plots.joined(separator: ", ") + "\n"
  }

  /// Predicted against measured total times, in groups.
  private var predicted: String {
    var script = """
      set xlabel "predicted total time in s, median of a group"
      set ylabel "measured total time in s: median, 5 % and 95 % points"
      set logscale xy
      set title "Groups of rows of like prediction (workload known)"

      """
    var plots = ["x with lines dashtype 2 lc rgb '#888888' title 'perfect'"]
    let byTechnique = Dictionary(grouping: study.predictedGroups, by: \.technique)
    for (number, technique) in byTechnique.keys.sorted().enumerated() {
      script += Gnuplot.data(
        "p\(number)",
        byTechnique[technique]!.map { group in
          let (low, median, high) = group.measured
          return [group.predicted.median, median, low, high].map { "\($0 / 1000)" }
        })
      plots.append("$p\(number) using 1:2:3:4 with yerrorbars lw 1.5 title '\(technique)'")
    }
    return script + "plot " + plots.joined(separator: ", ") + "\n"
  }

  /// Predicted against measured total times of the migrations under controlled writes.
  private var cases: String {
    """
    set xlabel "measured total time in s"
    set ylabel "predicted total time in s, with the 90 % interval"
    set logscale xy
    set title "QEMU migrations under controlled writes"

    """
      + Gnuplot.data(
        "c",
        study.casePoints.map { point in
          [point.measured, point.median, point.low, point.high].map { "\($0 / 1000)" }
        })
        + """
        plot x with lines dashtype 2 lc rgb '#888888' notitle, \
          $c using 1:2:3:4 with yerrorbars pt 7 ps 0.5 title 'a case'

        """
  }
}
