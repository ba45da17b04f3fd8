import Experiment
import Foundation
import Quantities
import StrictJSON

/// A table of migrations: a CSV file whose first line names its columns.
struct Inventory {
  /// The name by which messages call it.
  let file: String
  private var reader: CSVReader
  /// Where each column that predictions read stands.
  private let places: [InventoryColumn: Int]
  private let outcomes: [OutcomeColumn: Int]
  /// Which of its columns pass into the answer: all but predictions of an earlier run.
  private let kept: [Int]
  private let keepsAll: Bool
  private let width: Int
  /// The first line of the answer, up to the predictions.
  let header: [UInt8]
  /// Names that are nearly those of a column that is read.
  let suspicions: [String]

  /// Reads the first line.
  ///
  /// - Throws: what makes the file as a whole unusable.
  init(_ bytes: [UInt8], file: String) throws(InventoryError) {
    self.file = file
    var reader = CSVReader(bytes)
    guard let first = reader.next() else {
      throw InventoryError(
        file: file, line: nil, problem: "is empty",
        remedy: "write a line of column names, then a line for each migration")
    }
    func refuse(_ problem: String, _ remedy: String) -> InventoryError {
      InventoryError(file: file, line: first.line, problem: problem, remedy: remedy)
    }
    if let problem = first.problem { throw refuse(problem, "close the quote, or double it") }
    let names = first.cells.map { [reader] cell in
      reader.text(of: cell).trimmingCharacters(in: .whitespaces)
    }
    if let bad = names.first(where: { $0.utf8.contains(0) }) {
      throw refuse(
        "holds bytes that are no text (\(bad.utf8.count) in one cell)", "name a CSV file")
    }
    var places: [InventoryColumn: Int] = [:]
    var outcomes: [OutcomeColumn: Int] = [:]
    var suspicions: [String] = []
    var seen: Set<String> = []
    for (place, name) in names.enumerated() {
      let column = InventoryColumn(rawValue: name)
      let outcome = OutcomeColumn(rawValue: name)
      if column != nil || outcome != nil, !seen.insert(name).inserted {
        throw refuse("has two columns \(name)", "rename or remove one of them")
      }
      places[column] = place
      outcomes[outcome] = place
      let known = InventoryColumn.allCases.map(\.rawValue)
      if column == nil, outcome == nil, name.contains("_"),
        let near = nearest(name, in: known), abs(near.utf8.count - name.utf8.count) < 7,
        !names.contains(near)
      {
        suspicions.append(
          "\(file):\(first.line): the column \(name) is not read and passes through; did you mean \(near)?"
        )
      }
    }
    guard places[.memory] != nil || places[.used] != nil else {
      let shown = names.prefix(12).joined(separator: ", ")
      throw refuse(
        "there is no column memory_mib or memory_used_mib among \(shown)",
        "name the columns in the first line; apus predict --help lists them")
    }
    if places[.dirtyRate] == nil, places[.pattern0] == nil {
      // Idle would be the wrong guess about a VM of which something like a dirty rate is told.
      if let other = names.first(where: Self.looksLikeDirtyRate) {
        throw refuse(
          "the column \(other) looks like a dirty rate and is not one that is read",
          "rename it dirty_rate_pages_per_s and convert it (1 MiB/s is 256 pages/s), or leave it out for idle VMs"
        )
      }
      suspicions.append(
        "\(file):\(first.line): there is no column dirty_rate_pages_per_s: every VM is taken to be idle"
      )
    }
    self.places = places
    self.outcomes = outcomes
    self.suspicions = suspicions
    width = names.count
    kept = names.indices.filter { !PredictionColumns.names.contains(names[$0]) }
    keepsAll = kept.count == width
    header =
      keepsAll
      ? Array(reader.raw(first.text))
      : Array(
        kept.map { [reader] in reader.raw(first.cells[$0]) }.joined(separator: [reader.separator]))
    self.reader = reader
  }

  /// Whether an unknown column seems to tell how fast VMs write.
  private static func looksLikeDirtyRate(_ name: String) -> Bool {
    InventoryColumn(rawValue: name) == nil && OutcomeColumn(rawValue: name) == nil
      && name.lowercased().contains("dirty") && !PredictionColumns.names.contains(name)
  }

  /// What stands between cells, in the file and in the answer.
  var separator: UInt8 { reader.separator }

  /// How many bytes of the file have been read.
  var place: Int { reader.place }

  /// At most so many of the next rows; none at the end.
  mutating func next(_ count: Int) -> [InventoryRow] {
    var rows: [InventoryRow] = []
    while rows.count < count, let row = reader.next() { rows.append(self.row(row)) }
    return rows
  }

  private func row(_ row: CSVReader.Row) -> InventoryRow {
    var problem = row.problem.map { ($0, "close the quote, or double it") }
    if problem == nil, row.cells.count != width {
      problem = (
        "has \(row.cells.count) cells instead of \(width)",
        "write one for each column, empty where there is nothing to say"
      )
    }
    func text(_ place: Int) -> String? {
      guard row.cells.indices.contains(place) else { return nil }
      let text = reader.text(of: row.cells[place]).trimmingCharacters(in: .whitespaces)
      return text.isEmpty ? nil : text
    }
    return InventoryRow(
      line: row.line, passed: passed(row), problem: problem,
      tellsStreams: places[.pattern0] != nil, tellsTotalTime: outcomes[.totalTime] != nil,
      cells: places.compactMapValues(text), outcomes: outcomes.compactMapValues(text))
  }

  /// What of a row passes into the answer: as many cells as there are columns, and no quote that would
  /// take the rest of the answer with it.
  private func passed(_ row: CSVReader.Row) -> [UInt8] {
    if keepsAll, row.problem == nil, row.cells.count == width { return Array(reader.raw(row.text)) }
    let cells = kept.map { place -> [UInt8] in
      guard row.cells.indices.contains(place) else { return [] }
      let cell = Array(reader.raw(row.cells[place]))
      return row.problem == nil ? cell : cell.filter { $0 != UInt8(ascii: "\"") }
    }
    return Array(cells.joined(separator: [separator]))
  }
}

/// One migration of an inventory, in its own words.
struct InventoryRow: Sendable {
  /// Where it stands in the file.
  let line: Int
  /// What of it passes into the answer.
  let passed: [UInt8]
  /// What is wrong with the row as a whole, and what to do.
  let problem: (String, String)?
  /// Whether its file has columns for streams of writes.
  let tellsStreams: Bool
  /// Whether its file has a column for total times.
  let tellsTotalTime: Bool
  /// What its cells say, where they say something.
  let cells: [InventoryColumn: String]
  /// What was measured, where something was.
  let outcomes: [OutcomeColumn: String]
}

/// What is wrong with an inventory, or with one of its rows.
public struct InventoryError: Error, Equatable, Sendable, CustomStringConvertible {
  public let file: String
  /// The line, from 1; `nil` if it is the file as a whole.
  public let line: Int?
  let problem: String
  let remedy: String

  public var description: String {
    "\(file)\(line.map { ":\($0)" } ?? ""): \(problem); \(remedy)"
  }
}

extension Dictionary {
  /// Stores under a key, if there is one.
  fileprivate subscript(key: Key?) -> Value? {
    get { key.flatMap { self[$0] } }
    set { if let key { self[key] = newValue } }
  }
}
