import Foundation

/// Lines that fit into the width of a terminal.
enum Folding {
  /// How many characters a line of the answer may have; `nil` where it does not go to a terminal, and
  /// nobody says.
  static var width: Int? {
    if let text = getenv("COLUMNS"), let columns = Int(String(cString: text)), columns > 0 {
      return max(40, columns)
    }
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return max(40, Int(size.ws_col))
  }

  /// Folds lines that are too long at spaces, those of tables between columns; what follows is indented a
  /// little more.
  static func folded(_ text: String, to width: Int? = width) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { folded(line: String($0), to: width) }.joined(separator: "\n")
  }

  private static func folded(line: String, to width: Int) -> String {
    guard line.count > width else { return line }
    let indent = String(line.prefix { $0 == " " })
    let further = indent.count < width / 2 ? indent + "  " : "  "
    // Columns stay where they are; what has no room stands below.
    let gaps = line.dropFirst(indent.count).ranges(of: /[ ]{2,}/)
    if let gap = gaps.last(where: {
      line.distance(from: line.startIndex, to: $0.lowerBound) <= width
    }) {
      let rest = folded(line: further + line[gap.upperBound...], to: width)
      return line[..<gap.lowerBound] + "\n" + rest
    }
    var lines: [String] = []
    var current = indent
    var isFresh = true
    for word in line.dropFirst(indent.count).split(separator: " ") {
      if !isFresh, current.count + 1 + word.count > width {
        lines.append(current)
        (current, isFresh) = (further, true)
      }
      current += (isFresh ? "" : " ") + word
      isFresh = false
    }
    return (lines + [current]).joined(separator: "\n")
  }
}
