/// One thing that is wrong with a document: where, what, and what to write instead.
public struct JSONIssue: Hashable, Sendable, CustomStringConvertible {
  /// The file, as it was named by whoever asked for it.
  public let file: String
  /// The line, from 1; nil if the issue is with the file as a whole.
  public let line: Int?
  /// The column in Unicode scalars, from 1; nil if the issue is with the file as a whole.
  public let column: Int?
  /// The JSON path of the value, such as `$.hosts[0].memory`.
  public let path: String?
  /// What is wrong.
  public let problem: String
  /// What to write or do instead.
  public let remedy: String

  /// An issue with a place in a file, or with the file as a whole.
  public init(
    file: String, line: Int? = nil, column: Int? = nil, path: String? = nil, problem: String,
    remedy: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.problem = problem
    self.remedy = remedy
  }

  /// `file:line:column: $.path: problem; remedy`, as compilers write it: editors jump there.
  ///
  /// It is one line even if the file's texts hold line breaks, and nothing in it steers a terminal.
  public var description: String {
    let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self)
    let lead = [place.joined(separator: ":"), path].compactMap(\.self)
    return Visible.text(lead.joined(separator: ": ") + ": \(problem); \(remedy)")
  }
}

/// Everything that is wrong with a document, in the order of its lines.
public struct JSONErrors: Error, Hashable, Sendable, CustomStringConvertible {
  /// The issues; at least one.
  public let issues: [JSONIssue]

  /// These issues, of which there is at least one.
  public init(_ issues: [JSONIssue]) {
    precondition(!issues.isEmpty, "a document without issues is no error")
    self.issues = issues
  }

  /// One issue per line.
  public var description: String { issues.map(\.description).joined(separator: "\n") }
}
