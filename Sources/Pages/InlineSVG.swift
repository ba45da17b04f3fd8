/// An SVG picture as a part of an HTML page.
enum InlineSVG {
  /// The element without the prologue, with a name for screen readers, and with identifiers that no other
  /// picture of the page has.
  static func text(_ svg: String, title: String, prefix: String) -> String {
    guard let start = svg.firstRange(of: "<svg") else { return "" }
    var body = String(svg[start.lowerBound...])
    for (old, new) in [
      ("id='", "id='\(prefix)"), ("id=\"", "id=\"\(prefix)"), ("href='#", "href='#\(prefix)"),
      ("href=\"#", "href=\"#\(prefix)"), ("url(#", "url(#\(prefix)"),
    ] { body = body.replacing(old, with: new) }
    let name =
      title.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(
        "\"", with: "&quot;")
    return body.replacing(
      "<svg", with: "<svg role=\"img\" aria-label=\"\(name)\"", maxReplacements: 1)
  }
}

/// Words of a command line.
enum Shell {
  /// Whether a word is an option's name, which no shell changes.
  static func isOption(_ word: String) -> Bool { word.wholeMatch(of: /--[a-z-]+/) != nil }

  /// A word as a shell takes it for one, whatever it holds.
  static func quoted(_ word: String) -> String {
    let isPlain = word.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789._-/+=:@".unicodeScalars.contains(scalar))
    }
    return isPlain && !word.isEmpty && word.first != "-"
      ? word : "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
