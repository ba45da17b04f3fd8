import StrictJSON

/// A figure as commands for gnuplot, which draws it as SVG or PNG.
public struct Figure: Sendable {
  /// The name of its files, without ending.
  public let name: String
  /// What it shows, in a sentence.
  public let title: String
  /// What it leaves out, and how to see that.
  public let remarks: [String]
  let canvas: Canvas
  private let commands: String

  /// - Parameters:
  ///   - subtitle: which results it shows.
  ///   - commands: gnuplot's commands behind the choice of terminal and output, for each panel.
  init(
    _ name: String, title: String, subtitle: String = "", remarks: [String] = [], canvas: Canvas,
    panels: [String]
  ) {
    self.name = name
    self.title = title
    self.remarks = remarks.map(Visible.text)
    self.canvas = canvas
    let room = (canvas.width - 20) / 7
    var commands = Style.commands + "set multiplot\n"
    for (y, text, most, look) in [
      (18, title, room * 7 / 8, "font ',14'"),
      (36, subtitle, room, "textcolor rgb '#555555'"),
      (53, remarks.joined(separator: "; "), room, "font ',10' textcolor rgb '#555555'"),
    ] where !text.isEmpty {
      commands +=
        "set label \(Gnuplot.quoted(text, most: most))"
        + " at screen \(canvas.x(10)), screen \(canvas.y(y)) left \(look)\n"
    }
    // A label of the page would be drawn again with each panel.
    for panel in panels {
      commands += panel + "unset label\n"
    }
    self.commands = commands + "unset multiplot\n"
  }

  /// The script that draws it: with gnuplot alone, and with other colours once somebody changes them.
  public var script: String {
    let (width, height) = (canvas.width, canvas.height)
    return """
      # \(Visible.text(title))
      #   gnuplot \(name).gp              draws \(name).svg
      #   gnuplot -e "png=1" \(name).gp   draws \(name).png
      set encoding utf8
      if (exists('png')) {
        set terminal pngcairo size \(width * 2),\(height * 2) noenhanced \
      font 'DejaVu Sans,12' fontscale 1.7 linewidth 2 pointscale 2 background '#ffffff'
        set output '\(name).png'
      } else {
        set terminal svg size \(width),\(height) noenhanced \
      font 'DejaVu Sans,12' background '#ffffff'
        set output '\(name).svg'
      }
      \(commands)
      """
  }
}

/// What all figures have in common.
enum Style {
  /// Okabe and Ito's colours, which can be told apart with any colour vision.
  static let blue = "#0072b2"
  static let orange = "#d55e00"
  static let green = "#009e73"
  static let purple = "#cc79a7"
  static let sky = "#56b4e9"
  static let black = "#222222"
  static let pale = "#bbbbbb"

  /// Dashes and shapes that tell series apart without colours.
  static let series: [(colour: String, dash: Int, point: Int)] = [
    (blue, 1, 7), (orange, 2, 9), (green, 4, 5), (purple, 5, 13), (black, 3, 11),
  ]

  /// Axes to the left and below.
  static let frame = """
    set border 3 lc rgb '#444444'
    set xtics nomirror out font ',11' offset 0,0.4
    set ytics nomirror out font ',11'
    """

  static let commands = """
    \(frame)
    set grid lc rgb '#dddddd' lt 1 lw 0.5
    set style fill solid 0.8 border lc rgb '#333333'
    set key off
    set xlabel offset 0,0.8
    set ylabel offset 0.8,0

    """
}
