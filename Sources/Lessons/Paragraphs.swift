/// Prose for a terminal.
public enum Paragraphs {
  /// A text with paragraphs in lines of at most so many characters; lines of code stay as they are.
  public static func wrapped(_ text: String, at width: Int) -> String {
    var isCode = false
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      if line.hasPrefix("```") { isCode.toggle() }
      return isCode || line.hasPrefix("```") ? String(line) : folded(line, at: width)
    }.joined(separator: "\n")
  }

  private static func folded(_ line: Substring, at width: Int) -> String {
    line.split(separator: " ").reduce(into: [""]) { lines, word in
      let last = lines[lines.count - 1]
      if last.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }.joined(separator: "\n")
  }
}
