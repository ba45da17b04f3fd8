/// Panels of equal size in rows and columns, below the title and a legend.
struct Panels {
  let canvas: Canvas
  private let columns: Int
  private let count: Int
  private let cell: (width: Int, height: Int)
  private let margins: (left: Int, top: Int, right: Int, bottom: Int)
  private let head: Int

  /// - Parameters:
  ///   - height: the height of what the axes of a panel enclose.
  ///   - margins: the room around it, for ticks and for the panel's title above.
  ///   - hasLegend: whether there is a line for a legend below the title.
  init(
    _ count: Int, columns: Int, width: Int = 840, height: Int,
    margins: (left: Int, top: Int, right: Int, bottom: Int), hasLegend: Bool = false
  ) {
    self.columns = columns
    self.count = count
    self.margins = margins
    head = Canvas.head + (hasLegend ? 24 : 0)
    cell = (width / columns, height + margins.top + margins.bottom)
    let rows = (max(1, count) + columns - 1) / columns
    canvas = Canvas(width: width, height: head + rows * cell.height + 40)
  }

  /// How wide what the axes of a panel enclose is.
  var plotWidth: Int { cell.width - margins.left - margins.right }

  /// Where a panel goes, and its title above it.
  func box(_ index: Int, title: String = "") -> String {
    let width = plotWidth
    return canvas.box(
      left: index % columns * cell.width + margins.left,
      top: head + index / columns * cell.height + margins.top,
      width: width, height: cell.height - margins.top - margins.bottom)
      + (title.isEmpty
        ? ""
        : "set label \(Gnuplot.quoted(title, most: width / 7))"
          + " at graph 0, graph 1 left offset 0,0.8\n")
  }

  /// Whether nothing stands below a panel, so that it needs the name of its axis.
  func isLast(_ index: Int) -> Bool { index + columns >= count }

  /// The legend, a plot of its own below the title, as wide as the figure: a narrow one would be folded.
  ///
  /// - Parameter entries: how each series is drawn, and what it is.
  func legend(_ entries: [(look: String, text: String)]) -> String {
    canvas.box(left: 10, top: Canvas.head, width: canvas.width - 20, height: 20)
      + """
      set key at screen \(canvas.x(margins.left)), screen \(canvas.y(head - 12)) left center \
      horizontal Left reverse samplen 2 font ',11' width 1 maxrows 1
      unset border
      unset xtics
      unset ytics
      unset xlabel
      unset ylabel
      plot [0:1] [0:1] NaN notitle, \
      \(entries.map { "keyentry \($0.look) title '\($0.text)'" }.joined(separator: ", "))
      set key off
      \(Style.frame)

      """
  }
}
