import Experiment

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

    /// What the marks that are there mean, after what else a subtitle says.
    static func legend(_ kinds: Set<Kind>) -> String {
      (kinds.contains(.empty) ? "; circle: empty" : "")
        + (kinds.contains(.back) ? "; triangle: takes VMs again" : "")
    }
  }

  /// Marks when hosts are empty, and when they take VMs again.
  ///
  /// - Parameters:
  ///   - hosts: rows of `hosts.csv`.
  ///   - places: the row of each host.
  mutating func mark(_ hosts: [RecordedRow], _ places: [String: Int], until end: Double) {
    for row in hosts {
      guard let place = places[row["host"]], let start = row.number("started_s") else { continue }
      if let time = row.number("empty_after_s") {
        marks.append(.init(row: place, at: start + time, kind: .empty))
      }
      if let time = row.number("back_after_s"), start + time <= end {
        marks.append(.init(row: place, at: start + time, kind: .back))
      }
    }
  }

  /// Heat maps below each other, or in two columns where that makes a figure that fits on a page.
  ///
  /// - Parameters:
  ///   - maps: a title and a map for each panel; all have the same rows.
  ///   - value: what the colours say.
  static func figure(
    _ name: String, title: String, subtitle: String, remarks: [String],
    _ maps: [(title: String, map: HeatMap)], until end: Double, highest: Double, value: String
  ) -> Figure {
    let rows = maps[0].map.rows
    let margin = margin(rows)
    let isWide = maps.count == 1 || rows.count <= 16 || margin > 130
    let grid = Panels(
      maps.count, columns: isWide ? 1 : 2,
      height: max(60, rows.count * (rows.count > 24 ? 11 : 16)),
      margins: (left: margin, top: 34, right: isWide ? 110 : 84, bottom: 30))
    let axis = Axis([end], .time, fromZero: true)
    let scale = Axis([highest], .plain, fromZero: true)
    let ticks = scale.ticks(most: max(2, min(6, rows.count * 16 / 30)), below: highest)
    return Figure(
      name, title: title, subtitle: subtitle, remarks: remarks, canvas: grid.canvas,
      panels: maps.enumerated().map { index, entry in
        entry.map.commands(
          index, title: entry.title, axis: axis, most: isWide ? 8 : 4, highest: highest,
          ticks: ticks, value: value, in: grid)
      })
  }

  /// gnuplot's commands for one of them.
  ///
  /// - Parameters:
  ///   - most: how many ticks its axis has.
  ///   - highest: the value of the darkest colour.
  ///   - ticks: those beside the colours.
  ///   - value: what the colours say.
  private func commands(
    _ index: Int, title: String, axis: Axis, most: Int, highest: Double, ticks: [Double],
    value: String, in grid: Panels
  ) -> String {
    let boxes = cells.map { cell in
      let (start, end) = (axis.at(cell.start), axis.at(cell.end))
      return [
        (start + end) / 2, Double(cell.row + 1), start, end, Double(cell.row) + 0.55,
        Double(cell.row) + 1.45, cell.value,
      ]
    }
    let tics = rows.enumerated().map { "\(Gnuplot.quoted($1, most: 32)) \($0 + 1)" }
    var data = Gnuplot.data("h\(index)", boxes)
    var plots = [
      "$h\(index) using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 noborder lc palette"
    ]
    for kind in Mark.Kind.allCases {
      let points = marks.filter { $0.kind == kind }.map { [axis.at($0.at), Double($0.row + 1)] }
      guard !points.isEmpty else { continue }
      data += Gnuplot.data("\(kind)\(index)", points)
      plots.append(
        "$\(kind)\(index) using 1:2 with points pt \(kind.rawValue) ps \(rows.count > 24 ? 0.5 : 0.9) lw 2 lc rgb '\(Style.orange)'"
      )
    }
    let size = rows.count > 24 ? 8 : 9
    let steps = ticks.map { "'\(Gnuplot.number($0))' \(Gnuplot.number($0))" }
    return """
      \(grid.box(index, title: title))\
      \(axis.commands("x", "time", isNamed: grid.isLast(index), most: most))set yrange [\(rows.count).5:0.5]
      set ytics (\(tics.joined(separator: ", "))) font ',\(size)'
      unset ylabel
      set palette defined (0 '#f7fbff', 0.5 '#6baed6', 1 '#08306b')
      set cbrange [0:\(Gnuplot.number(highest))]
      set cblabel \(Gnuplot.quoted(value)) font ',11'
      set cbtics (\(steps.joined(separator: ", "))) font ',10'
      \(data)plot \(plots.joined(separator: ", "))

      """
  }

  /// The width of the labels of rows, in pixels.
  static func margin(_ rows: [String]) -> Int {
    let widest = rows.map { text in
      6 * min(32, text.count) + 4 * text.prefix(32).count { "mwMW".contains($0) }
    }
    return 24 + (widest.max() ?? 0)
  }
}
