/// A place in a text as editors count it: lines and columns from 1, columns in Unicode scalars.
struct TextPosition: Hashable, Comparable, Sendable {
  var line: Int
  var column: Int

  /// The first character.
  static let start = TextPosition(line: 1, column: 1)

  static func < (a: TextPosition, b: TextPosition) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}
