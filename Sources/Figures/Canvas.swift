/// The area of a figure in pixels, from its top left corner.
struct Canvas: Sendable {
  let width: Int
  let height: Int
  /// What the title and the line below it take.
  static let head = 50

  /// As a share of the width, from the left, as gnuplot counts.
  func x(_ pixels: Int) -> String { Gnuplot.number(Double(pixels) / Double(width)) }
  /// As a share of the height, from the bottom, as gnuplot counts.
  func y(_ pixels: Int) -> String { Gnuplot.number(1 - Double(pixels) / Double(height)) }

  /// Where the next plot goes: the box that its axes enclose.
  func box(left: Int, top: Int, width: Int, height: Int) -> String {
    """
    set lmargin at screen \(x(left))
    set rmargin at screen \(x(left + width))
    set tmargin at screen \(y(top))
    set bmargin at screen \(y(top + height))

    """
  }
}

/// Panels of equal size in rows and columns.
struct Panels {
  let canvas: Canvas
  let columns: Int
  private let cell: (width: Int, height: Int)
  private let margins: (left: Int, top: Int, right: Int, bottom: Int)

  /// - Parameters:
  ///   - box: the size of what the axes of a panel enclose.
  ///   - margins: the room around it, for labels, and for the panel's title above.
  init(
    _ count: Int, columns: Int, width: Int = 840, height: Int,
    margins: (left: Int, top: Int, right: Int, bottom: Int)
  ) {
    self.columns = columns
    self.margins = margins
    cell = (width / columns, height + margins.top + margins.bottom)
    let rows = (max(1, count) + columns - 1) / columns
    canvas = Canvas(width: width, height: Canvas.head + rows * cell.height + 6)
  }

  /// Where a panel goes.
  func box(_ index: Int) -> String {
    canvas.box(
      left: index % columns * cell.width + margins.left,
      top: Canvas.head + index / columns * cell.height + margins.top,
      width: cell.width - margins.left - margins.right,
      height: cell.height - margins.top - margins.bottom)
  }
}
