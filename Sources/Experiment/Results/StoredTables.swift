import Foundation
import StrictJSON

/// The CSV files of a folder, read back row by row; cells are found by the names of their columns.
package struct StoredTables: Sendable {
  /// Where they lie.
  package let folder: String
  /// For each point of a sweep what rows about it are to say.
  var pointLabels: [String: String] = [:]

  package init(_ folder: String) { self.folder = folder }

  /// Whether there is a file of this name.
  package func has(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: path(file)) && !ResultsPath.isFolder(path(file))
  }

  /// Rows of a file; none where there is no such file.
  ///
  /// - Parameter isWanted: the rows that are kept; the others take no memory.
  /// - Throws: if it is empty, or a row is not whole.
  /// - Complexity: O(size of the file)
  package func rows(
    _ file: String, where isWanted: (RecordedRow) -> Bool = { _ in true }
  ) throws(StoredResultsError) -> [RecordedRow] {
    guard has(file) else { return [] }
    guard let data = FileManager.default.contents(atPath: path(file)) else {
      throw error(file, "cannot be read; check its permissions")
    }
    var reader = CSVReader(Array(data))
    guard let head = reader.next() else {
      throw error(file, "is empty; run the scenario again")
    }
    let columns = head.cells.map { reader.text(of: $0) }
    let places = Dictionary(zip(columns, columns.indices), uniquingKeysWith: { first, _ in first })
    var rows: [RecordedRow] = []
    while let row = reader.next() {
      guard row.problem == nil, row.cells.count == columns.count else {
        throw error(
          "\(file):\(row.line)",
          "has \(row.cells.count) cells instead of \(columns.count): the file is truncated or damaged; run the scenario again"
        )
      }
      var read = RecordedRow(cells: row.cells.map { reader.text(of: $0) }, places: places)
      if !pointLabels.isEmpty { read.pointLabel = pointLabels[read["point"]] }
      if isWanted(read) { rows.append(read) }
    }
    return rows
  }

  private func path(_ file: String) -> String { "\(folder)/\(file)" }

  private func error(_ place: String, _ problem: String) -> StoredResultsError {
    StoredResultsError(description: Visible.text("\(folder)/\(place): \(problem)"))
  }
}

/// Why results cannot be shown.
public struct StoredResultsError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole sentence, with what to do.
  public let description: String

  package init(description: String) { self.description = description }

  /// - Parameter text: the whole sentence, in which nothing steers a terminal then.
  public init(saying text: String) { description = Visible.text(text) }
}
