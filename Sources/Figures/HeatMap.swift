/// Rows of cells over a common axis, the darker the higher their values.
struct HeatMap {
  /// What the rows are, from top to bottom.
  let rows: [String]
  /// Where a cell is and how high: times in seconds.
  var cells: [Cell] = []
  /// Moments that are marked in a row.
  var marks: [Mark] = []

  struct Cell {
    let row: Int
    let start: Double
    let end: Double
    let value: Double
  }

  struct Mark {
    let row: Int
    let at: Double
    let kind: Kind

    /// What is marked, and by which of gnuplot's shapes.
    enum Kind: Int, CaseIterable {
      case empty = 6
      case back = 8
    }
  }

  /// The height of a row, in pixels.
  static let rowHeight = 16

  /// gnuplot's commands for one of them.
  ///
  /// - Parameters:
  ///   - highest: the value of the darkest colour.
  ///   - value: what the colours say.
  func commands(
    _ index: Int, title: String, axis: Axis, highest: Double, value: String, box: String
  ) -> String {
    let boxes = cells.map { cell in
      let (start, end) = (axis.at(cell.start), axis.at(cell.end))
      return [
        (start + end) / 2, Double(cell.row + 1), start, end, Double(cell.row) + 0.55,
        Double(cell.row) + 1.45, cell.value,
      ]
    }
    let tics = rows.enumerated().map { "\(Gnuplot.quoted($1, most: 24)) \($0 + 1)" }
    var data = Gnuplot.data("h\(index)", boxes)
    var plots = [
      "$h\(index) using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 noborder lc palette"
    ]
    for kind in Mark.Kind.allCases {
      let points = marks.filter { $0.kind == kind }.map { [axis.at($0.at), Double($0.row + 1)] }
      guard !points.isEmpty else { continue }
      data += Gnuplot.data("\(kind)\(index)", points)
      plots.append(
        "$\(kind)\(index) using 1:2 with points pt \(kind.rawValue) ps 0.9 lw 2 lc rgb '\(Style.orange)'")
    }
    return """
      \(box)set title \(Gnuplot.quoted(title, most: 80)) offset 0,-0.5
      \(axis.commands("x", "time", most: 8))set yrange [\(rows.count).5:0.5]
      set ytics (\(tics.joined(separator: ", "))) font ',9'
      unset ylabel
      set palette defined (0 '#f7fbff', 0.5 '#6baed6', 1 '#08306b')
      set cbrange [0:\(Gnuplot.number(highest))]
      set cblabel \(Gnuplot.quoted(value)) font ',11'
      set cbtics font ',10'
      \(data)plot \(plots.joined(separator: ", "))

      """
  }

  /// The width of the labels of rows, in pixels.
  static func margin(_ rows: [String]) -> Int { 24 + 6 * min(24, rows.map(\.count).max() ?? 0) }
}
