import Foundation

@testable import Figures

/// What can be seen of a picture that gnuplot drew: its size, its texts, and its series. Nothing in it
/// depends on the version of gnuplot.
struct Picture {
  let width: Double
  let height: Double
  private(set) var texts: [Label] = []
  private(set) var series: [Series] = []

  /// A text and the box that it fills, which is estimated from the widths of DejaVu Sans.
  struct Label {
    let text: String
    let size: Double
    let anchor: String
    let isUpright: Bool
    let box: Box
  }

  struct Box {
    let left: Double
    let top: Double
    let right: Double
    let bottom: Double

    /// Whether two boxes cover more than a hair of each other.
    func overlaps(_ other: Box) -> Bool {
      min(right, other.right) - max(left, other.left) > 1
        && min(bottom, other.bottom) - max(top, other.top) > 1
    }
  }

  /// What one `plot` of gnuplot drew.
  struct Series {
    let colours: [String]
    let isDashed: Bool
    let areas: Int
    let points: Int
    let shapes: [String]
  }

  init(_ figure: Figure) throws {
    try self.init(svg: String(decoding: Gnuplot().draw(figure), as: UTF8.self))
  }

  init(svg: String) throws {
    let size = svg.firstMatch(of: /viewBox="0 0 (\d+) (\d+)"/)
    width = size.map { Double($0.1)! } ?? 0
    height = size.map { Double($0.2)! } ?? 0
    let pattern =
      /translate\((-?[\d.]+),(-?[\d.]+)\)(?: rotate\((-?[\d.]+)[^)]*\))?"[^>]*?font-size="([\d.]+)"\s+text-anchor="(\w+)"[^>]*>\s*<text>(.*?)<\/text>/
      .dotMatchesNewlines()
    for match in svg.matches(of: pattern) {
      let text = String(match.6).replacing(/<[^>]*>/, with: "").replacing("&lt;", with: "<")
        .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        .trimmingCharacters(in: .whitespaces)
      guard !text.isEmpty else { continue }
      let isUpright = match.3.map { abs(Double($0)!) > 45 } ?? false
      texts.append(
        Label(
          text: text, size: Double(match.4)!, anchor: String(match.5), isUpright: isUpright,
          box: Self.box(
            text, x: Double(match.1)!, y: Double(match.2)!, size: Double(match.4)!,
            anchor: String(match.5), isUpright: isUpright)))
    }
    for part in svg.split(separator: "<g id=\"gnuplot_plot_").dropFirst() {
      // The frame of the next plot stands before its first series.
      let own = String(part)
      let areas = own.matches(of: /<polygon/).count
      let uses = own.matches(of: /<use xlink:href='#(gpPt\d+)'/).map { String($0.1) }
      let colours = own.matches(of: /(?:color=|fill = |stroke=)['"](rgb\([\d, ]+\)|#\w{6})/)
        .map { $0.1.filter { $0 != " " } }
      let isEmpty = areas == 0 && uses.isEmpty && !own.contains("d='M")
      if isEmpty { continue }
      series.append(
        Series(
          colours: Set(colours.map { "\($0)" }).sorted(),
          isDashed: own.contains("stroke-dasharray"), areas: areas, points: uses.count,
          shapes: Set(uses).sorted()))
    }
  }

  private static func box(
    _ text: String, x: Double, y: Double, size: Double, anchor: String, isUpright: Bool
  ) -> Box {
    let width = text.reduce(0) { $0 + Self.width($1) } * size
    let shift = anchor == "middle" ? -width / 2 : anchor == "end" ? -width : 0
    return isUpright
      ? Box(
        left: x - 0.75 * size, top: y - shift - width, right: x + 0.2 * size, bottom: y - shift)
      : Box(
        left: x + shift, top: y - 0.75 * size, right: x + shift + width, bottom: y + 0.2 * size)
  }

  /// The width of a character, in sizes of the font.
  private static func width(_ character: Character) -> Double {
    switch character {
    case _ where "ilj.,:;'|! ".contains(character): 0.32
    case _ where "ftr()[]-/I\u{2019}".contains(character): 0.4
    case _ where "mwMW%@—…".contains(character): 0.95
    case _ where character.isNumber: 0.636
    case _ where character.isUppercase: 0.7
    default: 0.605
    }
  }

  // MARK: Looking at it

  /// What it is made of, a line each: to be held against what was looked at and found good.
  var structure: [String] {
    ["picture \(Int(width)) x \(Int(height))"]
      + texts.map { label in
        "text \(Int(label.size)) \(label.anchor)\(label.isUpright ? " upright" : ""): \(label.text)"
      }
      + series.map { series in
        "series \(series.colours.joined(separator: " "))\(series.isDashed ? " dashed" : ""), \(series.areas) areas, \(series.points) points \(series.shapes.joined(separator: " "))"
      }
  }

  /// Texts that are cut at the edge, and pairs that cover each other.
  var faults: [String] {
    var faults = texts.filter { label in
      label.box.left < 0 || label.box.top < 0 || label.box.right > width
        || label.box.bottom > height
    }.map { "\"\($0.text)\" is cut" }
    for (place, label) in texts.enumerated() {
      for other in texts[(place + 1)...] where label.box.overlaps(other.box) {
        faults.append("\"\(label.text)\" covers \"\(other.text)\"")
      }
    }
    return faults
  }
}
