/// What is wrong with a file, and where: the sheet, the row and the column of a table, the line of a
/// text, or the path of a JSON value.
package struct ImportError: Error, Equatable, Sendable, CustomStringConvertible {
  package let file: String
  /// The rest of the place, in words: `"sheet vMemory, row 7, column \"Size MiB\""`.
  package let place: String?
  package let problem: String
  package let remedy: String

  package init(_ file: String, _ place: String? = nil, _ problem: String, _ remedy: String) {
    self.file = file
    self.place = place
    self.problem = problem
    self.remedy = remedy
  }

  package var description: String {
    "\(file)\(place.map { ", \($0)" } ?? ""): \(problem); \(remedy)"
  }
}

/// Everything that is wrong with what was to be imported.
package struct ImportErrors: Error, Sendable, CustomStringConvertible {
  package let errors: [ImportError]
  /// How many files of a folder were not read any more, as there were that many mistakes before them.
  var unread = 0

  /// So many are shown; a file of another kind would otherwise fill the screen.
  static let shown = 20

  package var description: String {
    let lines = errors.prefix(Self.shown).map(\.description)
    let rest = errors.count - lines.count
    let more = rest > 0 ? ["and \(rest) more mistakes of this kind"] : []
    let left =
      unread > 0
      ? [
        "\(count(unread, "file")) of the folder \(unread == 1 ? "was" : "were") not read after these; name the folder that holds the export"
      ] : []
    return (lines + more + left).joined(separator: "\n")
  }
}

/// Collects mistakes while reading goes on, so that all are told at once.
package struct ImportLog: Sendable {
  package private(set) var errors: [ImportError] = []

  package init() {}

  package mutating func report(_ error: ImportError) { errors.append(error) }

  package func throwIfAny() throws(ImportErrors) {
    if !errors.isEmpty { throw ImportErrors(errors: errors) }
  }
}
