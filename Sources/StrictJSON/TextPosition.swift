/// A place in a text as editors count it: lines and columns from 1, columns in Unicode scalars.
package struct TextPosition: Hashable, Comparable, Sendable {
  package var line: Int
  package var column: Int

  /// The first character.
  package static let start = TextPosition(line: 1, column: 1)

  package static func < (a: TextPosition, b: TextPosition) -> Bool {
    (a.line, a.column) < (b.line, b.column)
  }
}
