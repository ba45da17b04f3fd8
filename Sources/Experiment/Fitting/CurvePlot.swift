import Glibc

/// Points against a curve, in characters, both axes logarithmic.
struct CurvePlot {
  private let columns = 60
  private let rows = 15
  private var grid: [[Character]]
  private let time: ClosedRange<Double>
  private let pages: ClosedRange<Double>

  init(_ points: [DirtyPoint], _ curve: DirtyCurve) {
    let times = points.map(\.time)
    let heights = points.map(\.pages) + points.map { curve.pages(after: $0.time) }
    time = times.min()!...times.max()!
    pages = heights.min()! * 0.9...heights.max()! * 1.1
    grid = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    for column in 0..<columns {
      let share = Double(column) / Double(columns - 1)
      let t = time.lowerBound * pow(time.upperBound / time.lowerBound, share)
      mark(t, curve.pages(after: t), "·")
    }
    for point in points { mark(point.time, point.pages, "o") }
  }

  private mutating func mark(_ t: Double, _ height: Double, _ character: Character) {
    let x = log(t / time.lowerBound) / log(time.upperBound / time.lowerBound)
    let y = log(height / pages.lowerBound) / log(pages.upperBound / pages.lowerBound)
    guard (0...1).contains(x), (0...1).contains(y) else { return }
    let row = rows - 1 - Int((y * Double(rows - 1)).rounded())
    let column = Int((x * Double(columns - 1)).rounded())
    if grid[row][column] != "o" { grid[row][column] = character }
  }

  /// The plot's lines.
  var text: String {
    let label = { (value: Double) in Self.short(value) }
    var lines = ["distinct dirty pages (o measured, · fitted)"]
    for (index, row) in grid.enumerated() {
      let left =
        index == 0 ? label(pages.upperBound) : index == rows - 1 ? label(pages.lowerBound) : ""
      lines.append(pad(left, 9) + " |" + String(row))
    }
    lines.append(pad("", 9) + " +" + String(repeating: "-", count: columns))
    let (first, last) = (label(time.lowerBound) + " s", label(time.upperBound) + " s")
    let gap = max(1, columns - first.count - last.count)
    lines.append(pad("", 11) + first + String(repeating: " ", count: gap) + last)
    return lines.joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Three significant digits.
  static func short(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    let scale = pow(10, 2 - floor(log10(abs(value))))
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? String(Int(rounded)) : "\(rounded)"
  }
}
