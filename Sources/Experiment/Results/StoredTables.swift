import Foundation
import Quantities
import StrictJSON

/// The CSV files of a folder, read back row by row; cells are found by the names of their columns.
package struct StoredTables: Sendable {
  /// Where they lie.
  package let folder: String
  /// The points of a sweep, once they are read.
  var points = StoredPoints.none {
    didSet { pointLabels = points.labels }
  }
  /// For each point of a sweep what rows about it are to say.
  private var pointLabels: [String: String] = [:]
  /// The version of the program that wrote them, where it is known.
  var version = ""

  package init(_ folder: String) { self.folder = folder }

  /// Whether there is a file of this name.
  package func has(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: path(file)) && !ResultsPath.isFolder(path(file))
  }

  /// Rows of a file; none where there is no such file.
  ///
  /// - Parameters:
  ///   - needed: the columns that it must have; those of files that a run writes are known.
  ///   - isWanted: the rows that are kept; the others take no memory.
  /// - Throws: if it is empty, a column is missing, a row is not whole, or a cell is no number where
  ///   one belongs.
  /// - Complexity: O(size of the file)
  package func rows(
    _ file: String, needing needed: [String] = [],
    where isWanted: (RecordedRow) -> Bool = { _ in true }
  ) throws(StoredResultsError) -> [RecordedRow] {
    guard has(file) else { return [] }
    guard let data = FileManager.default.contents(atPath: path(file)) else {
      throw error(file, "cannot be read; check its permissions")
    }
    var reader = CSVReader(Array(data))
    let columns = try columns(of: file, needed, &reader)
    let places = Dictionary(uniqueKeysWithValues: zip(columns, columns.indices))
    let known = StoredColumns(of: file)
    let numbers = columns.indices.filter { known?.isNumeric(columns[$0]) ?? false }
    var rows: [RecordedRow] = []
    while let row = reader.next() {
      guard row.problem == nil, row.cells.count == columns.count else {
        throw error(
          "\(file):\(row.line)",
          "has \(row.cells.count) cell\(row.cells.count == 1 ? "" : "s") instead of \(columns.count): the file is truncated or damaged; run the scenario again"
        )
      }
      var read = RecordedRow(cells: row.cells.map { reader.text(of: $0) }, places: places)
      for place in numbers where !Self.isNumber(reader.raw(row.cells[place]), read.cells[place]) {
        throw error(
          "\(file):\(row.line)",
          "\(columns[place]) is \"\(read.cells[place])\", which is no number: the file is damaged; run the scenario again"
        )
      }
      if !pointLabels.isEmpty { read.pointLabel = pointLabels[read["point"]] }
      if isWanted(read) { rows.append(read) }
    }
    return rows
  }

  /// Whether a cell is empty or a number.
  private static func isNumber(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
    text.isEmpty || Double(shortDecimal: bytes) != nil || Double(decimal: text) != nil
  }

  /// The columns of a file that a run does not write, nor a sweep of these points.
  func unknownColumns(of file: String) throws(StoredResultsError) -> [String] {
    guard has(file), let known = StoredColumns(of: file) else { return [] }
    guard let handle = FileHandle(forReadingAtPath: path(file)) else {
      throw error(file, "cannot be read; check its permissions")
    }
    defer { try? handle.close() }
    var reader = CSVReader(Array((try? handle.read(upToCount: Self.mostOfHead)) ?? Data()))
    return known.unknown(
      in: try columns(of: file, [], &reader), axes: Set(points.axes.map(\.column)))
  }

  /// The bytes in which the first line of a file ends.
  private static let mostOfHead = 1 << 20

  /// What the first line names.
  private func columns(
    of file: String, _ needed: [String], _ reader: inout CSVReader
  ) throws(StoredResultsError) -> [String] {
    guard let head = reader.next() else {
      throw error(file, "is empty; run the scenario again")
    }
    let columns = head.cells.map { reader.text(of: $0) }
    guard Set(columns).count == columns.count else {
      let twice = columns.first { name in columns.count { $0 == name } > 1 } ?? ""
      throw error("\(file):\(head.line)", "has two columns \(twice); run the scenario again")
    }
    let known = StoredColumns(of: file)
    let missing =
      needed.filter { !columns.contains($0) } + (known?.missing(in: columns) ?? [])
    guard missing.isEmpty else {
      let axes = Set(points.axes.map(\.column))
      let others = known?.unknown(in: columns, axes: axes) ?? []
      let isOther = !version.isEmpty && version != ExperimentRun.version
      throw error(
        "\(file):\(head.line)",
        "has no column \(missing.joined(separator: ", "))"
          + (others.isEmpty ? "" : "; it has \(others.joined(separator: ", ")) instead")
          + (isOther ? ": apus \(version) wrote it, and this is \(ExperimentRun.version)" : "")
          + "; give columns the names that apus columns lists, or write the file again")
    }
    return columns
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
