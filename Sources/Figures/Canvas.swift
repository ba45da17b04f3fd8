/// The area of a figure in pixels, from its top left corner.
struct Canvas: Sendable {
  let width: Int
  let height: Int
  /// What the title and the two lines below it take.
  static let head = 58

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
