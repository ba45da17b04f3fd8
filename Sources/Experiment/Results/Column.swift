/// One column of a results file: its name, its unit, what it says, and its value.
///
/// The header and the cells of the file, `apus columns` and the reference page all come from it.
struct Column<Row>: Sendable {
  let name: String
  /// The unit of its numbers; `"text"` for texts, `"1"` for counts and ratios.
  let unit: String
  /// What it says, as a sentence; when it is empty, where that is not obvious.
  let meaning: String
  /// Whether it tells the rows of its file apart.
  let isKey: Bool
  /// Writes the cell of a row; nothing where the column does not apply.
  let write: @Sendable (Row, inout CSVBytes) -> Void

  /// - Parameters:
  ///   - unit: needed where the type of the value has none.
  ///   - value: `nil` leaves the cell empty.
  init<Value: CSVCell>(
    _ name: String, unit: String? = nil, _ meaning: String, isKey: Bool = false,
    _ value: @escaping @Sendable (Row) -> Value?
  ) {
    self.name = name
    self.unit = unit ?? Value.unit ?? "1"
    self.meaning = meaning
    self.isKey = isKey
    write = { row, csv in value(row)?.write(to: &csv) }
  }

  private init(
    name: String, unit: String, meaning: String, isKey: Bool,
    write: @escaping @Sendable (Row, inout CSVBytes) -> Void
  ) {
    (self.name, self.unit, self.meaning) = (name, unit, meaning)
    (self.isKey, self.write) = (isKey, write)
  }

  /// The same column of rows that have such a row as a part.
  func within<Whole>(_ part: @escaping @Sendable (Whole) -> Row) -> Column<Whole> {
    Column<Whole>(name: name, unit: unit, meaning: meaning, isKey: isKey) { [write] whole, csv in
      write(part(whole), &csv)
    }
  }
}

/// A results file: one row for each observation.
///
/// Rows begin with cells that several rows, of several files, have in common: these are written once.
struct ResultTable<Key, Row>: Sendable {
  /// The name of the file.
  let file: String
  /// What has a row in it.
  let about: String
  /// The columns that say what the row is about.
  let keys: [Column<Key>]
  /// The columns behind them.
  let columns: [Column<Row>]
  /// What each of them writes: a column is large, and each look at one would copy its texts.
  private let cells: [@Sendable (Row, inout CSVBytes) -> Void]

  init(file: String, about: String, keys: [Column<Key>], columns: [Column<Row>]) {
    (self.file, self.about, self.keys, self.columns) = (file, about, keys, columns)
    cells = columns.map(\.write)
  }

  /// The line of names.
  var header: CSVBytes {
    var csv = CSVBytes()
    for name in keys.map(\.name) + columns.map(\.name) {
      csv.append(name)
      csv.endCell()
    }
    csv.endRow()
    return csv
  }

  /// The cells that a row begins with.
  func start(_ key: Key) -> CSVBytes { start(key, after: CSVBytes(), cells: 0) }

  /// The same where the first cells are written already, as those are that many rows have in common.
  ///
  /// - Parameter count: how many.
  func start(_ key: Key, after first: CSVBytes, cells count: Int) -> CSVBytes {
    var csv = first
    for column in keys[count...] {
      column.write(key, &csv)
      csv.endCell()
    }
    return csv
  }

  /// Adds a row.
  func add(_ row: Row, after start: CSVBytes, to csv: inout CSVBytes) {
    csv.append(start)
    for write in cells {
      write(row, &csv)
      csv.endCell()
    }
    csv.endRow()
  }

  /// What there is to say about it.
  var description: ResultFile {
    ResultFile(
      name: file, about: about,
      columns: keys.map { .init(name: $0.name, unit: $0.unit, meaning: $0.meaning, isKey: true) }
        + columns.map {
          .init(name: $0.name, unit: $0.unit, meaning: $0.meaning, isKey: $0.isKey)
        })
  }
}

/// A results file as its readers see it.
public struct ResultFile: Sendable {
  public let name: String
  /// What has a row in it.
  public let about: String
  public let columns: [Entry]

  /// A column.
  public struct Entry: Sendable {
    public let name: String
    public let unit: String
    public let meaning: String
    /// Whether it tells the rows of the file apart.
    public let isKey: Bool
  }
}
