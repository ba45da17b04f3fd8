public import Experiment
import Foundation

/// Which of several values decides a result, from the table of `apus sensitivity`: Sobol's indices as bars
/// with their intervals, the most important value first.
public struct TornadoFigure {
  public let figure: Figure
  /// How many values are drawn.
  private static let most = 20

  /// - Parameter path: the file that `apus sensitivity --output` wrote.
  /// - Throws: if it is no such file, or it is damaged.
  public init(_ path: String) throws(StoredResultsError) {
    let url = URL(fileURLWithPath: path)
    let tables = StoredTables(url.deletingLastPathComponent().path)
    let columns = ["first", "first_low", "first_high", "total", "total_low", "total_high"]
    let rows = try tables.rows(url.lastPathComponent)
    let values = rows.compactMap { row -> Value? in
      let numbers = columns.compactMap { row.number($0) }
      guard numbers.count == columns.count else { return nil }
      return Value(
        name: row["value"], first: Array(numbers[..<3]), total: Array(numbers[3...]))
    }
    guard !values.isEmpty, values.count == rows.count else {
      throw StoredResultsError(
        saying:
          "\(path): is no table of apus sensitivity; write one with apus sensitivity --output, or name a folder of results"
      )
    }
    let sorted = values.sorted { $0.total[0] > $1.total[0] }.prefix(Self.most)
    let lines = sorted.count
    let margin = 30 + 7 * min(36, sorted.map(\.name.count).max()!)
    let grid = Panels(
      1, columns: 1, height: max(90, lines * 44),
      margins: (left: margin, top: 8, right: 40, bottom: 34), hasLegend: true)
    let high = max(1, sorted.map { max($0.first[2], $0.total[2]) }.max()!)
    let low = min(0, sorted.map { min($0.first[1], $0.total[1]) }.min()!)
    func bars(_ shift: Double, _ index: (Value) -> [Double]) -> [[Double]] {
      sorted.enumerated().map { line, value in
        let y = Double(line + 1) + shift
        let share = index(value)[0]
        return [share / 2, y, min(0, share), max(0, share), y - 0.17, y + 0.17]
      }
    }
    func whiskers(_ shift: Double, _ index: (Value) -> [Double]) -> [[Double]] {
      sorted.enumerated().map { line, value in
        [index(value)[0], Double(line + 1) + shift, index(value)[1], index(value)[2]]
      }
    }
    let looks = [
      "with boxxyerror fs solid 0.9 border lc rgb '\(Style.blue)' lc rgb '\(Style.blue)'",
      "with boxxyerror fs solid 0.35 border lc rgb '\(Style.sky)' lc rgb '\(Style.sky)'",
    ]
    let whisker = "with xerrorbars pt 0 lw 1.5 lc rgb '\(Style.black)'"
    let tics = sorted.enumerated().map { "\(Gnuplot.quoted($1.name, most: 36)) \($0 + 1)" }
    let of = rows.first?["of"] ?? ""
    figure = Figure(
      "tornado", title: "Which value decides\(of.isEmpty ? "" : ": \(of)")",
      subtitle: "shares of the variance, with 95 % intervals (Sobol's indices)",
      remarks: values.count > lines ? ["\(lines) of \(values.count) values are shown"] : [],
      canvas: grid.canvas,
      panels: [
        grid.legend([(looks[0], "alone"), (looks[1], "together with all others")]),
        """
        \(grid.box(0))\
        unset logscale xy
        set xrange [\(Gnuplot.number(low)):\(Gnuplot.number(high * 1.04))]
        set xtics 0.2
        set xlabel 'share of the variance'
        set yrange [\(lines).6:0.4]
        set ytics (\(tics.joined(separator: ", ")))
        unset ylabel
        \(Gnuplot.data("a", bars(-0.19, \.first)))\(Gnuplot.data("t", bars(0.19, \.total)))\
        \(Gnuplot.data("u", whiskers(-0.19, \.first)))\(Gnuplot.data("v", whiskers(0.19, \.total)))\
        plot $a using 1:2:3:4:5:6 \(looks[0]), $t using 1:2:3:4:5:6 \(looks[1]), \
        $u using 1:2:3:4 \(whisker), $v using 1:2:3:4 \(whisker)

        """,
      ])
  }

  /// A value and its two indices, each with its interval.
  private struct Value {
    let name: String
    let first: [Double]
    let total: [Double]
  }
}
