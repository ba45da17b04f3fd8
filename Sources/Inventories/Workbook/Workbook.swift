internal import Parallel

/// The sheets of an Excel workbook (Office Open XML, ECMA-376), without formats and formulas.
struct Workbook: Sendable {
  private let archive: ZipArchive
  private let file: String
  /// The names of its sheets, in order, with the part of the archive that holds each.
  private let sheets: [(name: String, part: String)]
  private let strings: SharedStrings.Texts

  init(_ bytes: [UInt8], file: String) throws(ImportError) {
    self.file = file
    let archive = try ZipArchive(bytes, file: file)
    self.archive = archive
    func part(_ name: String) throws(ImportError) -> [UInt8] {
      guard let content = try archive.content(of: name) else {
        throw ImportError(
          file, nil, "is a ZIP file, but no workbook: it has no \(name)",
          "name an .xlsx file, or unpack the archive")
      }
      return content
    }
    let list = SheetList()
    try XMLScanner.scan(part("xl/workbook.xml"), file: file, place: "part workbook", to: list)
    try XMLScanner.scan(
      part("xl/_rels/workbook.xml.rels"), file: file, place: "part workbook.rels", to: list)
    sheets = list.sheets.compactMap { sheet in
      list.targets[sheet.relation].map { target in
        (sheet.name, target.hasPrefix("/") ? String(target.dropFirst()) : "xl/" + target)
      }
    }
    let strings = SharedStrings()
    // A workbook of numbers alone has no texts to share.
    if let shared = try archive.content(of: "xl/sharedStrings.xml") {
      try XMLScanner.scan(shared, file: file, place: "part sharedStrings", to: strings)
    }
    self.strings = strings.texts
  }

  var names: [String] { sheets.map(\.name) }

  /// Sheets as tables, those without a cell left out; several are read at a time.
  func tables(_ names: [String]) throws(ImportError) -> [Table] {
    let read = parallel(names.count, jobs: names.count) { place -> Result<Table?, ImportError> in
      do throws(ImportError) {
        return .success(try table(names[place]))
      } catch {
        return .failure(error)
      }
    }
    var tables: [Table] = []
    for result in read {
      if let table = try result.get() { tables.append(table) }
    }
    return tables
  }

  /// One sheet as a table whose first row names the columns; `nil` if nothing is in it.
  func table(_ name: String) throws(ImportError) -> Table? {
    guard let part = sheets.first(where: { $0.name == name })?.part else { return nil }
    guard let content = try archive.content(of: part, as: "sheet \(name)") else {
      throw ImportError(file, "sheet \(name)", "is missing", "export the workbook again")
    }
    let reader = SheetReader(strings)
    try XMLScanner.scan(content, file: file, place: "sheet \(name)", to: reader)
    if let (row, number) = reader.missingString {
      throw ImportError(
        file, "sheet \(name), row \(row)", "refers to text \(number), which the workbook lacks",
        "export the workbook again")
    }
    return reader.table(file: file, sheet: name)
  }

  /// Names and places of sheets.
  private final class SheetList: XMLHandler {
    var sheets: [(name: String, relation: String)] = []
    var targets: [String: String] = [:]

    override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
      if name == "sheet", let title = attributes["name"], let relation = attributes["r:id"] {
        sheets.append((title, relation))
      } else if name == "Relationship", let id = attributes["Id"] {
        targets[id] = attributes["Target"]
      }
    }
  }
}

/// The texts that cells refer to by number.
final class SharedStrings: XMLHandler {
  private(set) var texts = Texts()
  private var start = 0
  private var isText = false
  private var isPhonetic = false

  struct Texts: Sendable {
    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var cells: [Table.Cell] = []
  }

  override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == "si" {
      start = texts.bytes.count
    } else if name == "t" {
      isText = !isPhonetic
    } else if name == "rPh" {
      isPhonetic = true
    }
  }

  override func end(_ name: XMLName) {
    if name == "si" {
      texts.cells.append(Table.Cell(start: start, length: texts.bytes.count - start))
    } else if name == "t" {
      isText = false
    } else if name == "rPh" {
      isPhonetic = false
    }
  }

  override func text(_ piece: UnsafeBufferPointer<UInt8>) {
    if isText { texts.bytes.append(contentsOf: piece) }
  }
}
