/// Tables for people, in columns of text.
package enum TextColumns {
  /// Lines of equally many cells: the first so many columns to the left, the others to the right.
  package static func aligned(_ lines: [[String]], left: Int = 1) -> String {
    let widths = lines[0].indices.map { column in lines.map { $0[column].count }.max()! }
    return lines.map { line in
      let cells = zip(line, widths).enumerated().map { place, cell in
        let padding = String(repeating: " ", count: cell.1 - cell.0.count)
        return place < left ? cell.0 + padding : padding + cell.0
      }.joined(separator: "  ")
      return String(cells.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}
