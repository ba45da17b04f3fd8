/// Collects what is wrong with one file, and what other files it rests on, while reading goes on.
final class IssueLog {
  let file: String
  /// The contents of the files that it names, in the order in which they were read.
  private(set) var contents = ContentHash()
  /// The files that it names.
  private(set) var files: [String] = []
  private var found: [(position: TextPosition, issue: ScenarioIssue)] = []

  /// How often checks of the whole have complained at a place: the members of a group share one, and
  /// would repeat the same complaint a million times.
  private var complaints: [TextPosition: Int] = [:]
  private static let maximumComplaints = 3

  init(file: String) { self.file = file }

  /// How many issues there are so far.
  var count: Int { found.count }

  /// Whether anything is wrong so far in one of these parts of the file, such as `"vms"`.
  func hasIssues(in parts: String...) -> Bool {
    found.contains { _, issue in
      parts.contains { part in
        guard let rest = issue.path?.dropFirst(2), rest.hasPrefix(part) else { return false }
        return rest.count == part.count || ".[".contains(rest.dropFirst(part.count).first!)
      }
    }
  }

  /// All issues, in the order of the text.
  var issues: [ScenarioIssue] {
    found.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element.issue)
  }

  /// Notes an issue at a place.
  func report(at position: TextPosition, _ path: JSONPath, problem: String, remedy: String) {
    let issue = ScenarioIssue(
      file: file, line: position.line, column: position.column, path: path.description,
      problem: problem, remedy: remedy)
    found.append((position, issue))
  }

  /// Notes an issue with a value that was read earlier; does nothing if the value could not be
  /// read, because that has been reported already, and after three issues at one place.
  func report<T>(at located: Located<T>, problem: String, remedy: String) {
    guard located.isRead, complaints[located.position, default: 0] < Self.maximumComplaints else {
      return
    }
    complaints[located.position, default: 0] += 1
    report(at: located.position, located.path, problem: problem, remedy: remedy)
  }

  /// Notes that a name refers to nothing, with the nearest name that exists.
  ///
  /// - Parameter noun: what the name should have named, without an article: `"host"`.
  func reportDangling(_ name: Located<String>, noun: String, among names: [String]) {
    report(
      at: name, problem: "there is no \(noun) \"\(name.value)\"",
      remedy: advice(instead: name.value, of: names, none: "the scenario has no \(noun)s"))
  }

  /// Notes that a file was read which this one names.
  func noteContents(_ bytes: some Sequence<UInt8>, of file: String) {
    contents.fold(bytes)
    files.append(file)
  }

  /// Throws if there are issues.
  func throwIfAny() throws(ScenarioErrors) {
    if count > 0 { throw ScenarioErrors(issues) }
  }
}

/// A value with its place in the document, for checks that must wait until all is read, such as
/// whether a name refers to something.
struct Located<Value> {
  let value: Value
  let position: TextPosition
  let path: JSONPath
  /// Whether the value stands in the file; false for a stand-in after an error.
  let isRead: Bool
}

extension Located: Sendable where Value: Sendable {}

/// A node on its way to become a value: the node, the path to it, and where to complain.
struct Place {
  let node: JSONNode
  let path: JSONPath
  let log: IssueLog

  func report(_ problem: String, _ remedy: String) {
    log.report(at: node.position, path, problem: problem, remedy: remedy)
  }
}
