/// Collects what is wrong with one file, and what other files it rests on, while reading goes on.
package final class IssueLog {
  package let file: String
  /// The contents of the files that it names, in the order in which they were read.
  private(set) var contents = ContentHash()
  /// The files that it names.
  package private(set) var files: [String] = []
  private var found: [(position: TextPosition, issue: JSONIssue)] = []

  /// How often checks of the whole have complained at a place: the members of a group share one, and
  /// would repeat the same complaint a million times.
  private var complaints: [TextPosition: Int] = [:]
  private static let maximumComplaints = 3

  /// Whether the file may name no other outside of its folder.
  package let isConfined: Bool

  package init(file: String, isConfined: Bool = false) {
    self.file = file
    self.isConfined = isConfined
  }

  /// How many issues there are so far.
  package var count: Int { found.count }

  /// Whether anything is wrong so far in one of these parts of the file, such as `"vms"`.
  package func hasIssues(in parts: String...) -> Bool {
    found.contains { _, issue in
      parts.contains { part in
        guard let rest = issue.path?.dropFirst(2), rest.hasPrefix(part) else { return false }
        return rest.count == part.count || ".[".contains(rest.dropFirst(part.count).first!)
      }
    }
  }

  /// All issues, in the order of the text.
  package var issues: [JSONIssue] {
    found.enumerated()
      .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
      .map(\.element.issue)
  }

  /// Notes an issue at a place.
  package func report(at position: TextPosition, _ path: JSONPath, problem: String, remedy: String)
  {
    let issue = JSONIssue(
      file: file, line: position.line, column: position.column, path: path.description,
      problem: problem, remedy: remedy)
    found.append((position, issue))
  }

  /// Notes an issue with a value that was read earlier; does nothing if the value could not be
  /// read, because that has been reported already, and after three issues at one place.
  package func report<T>(at located: Located<T>, problem: String, remedy: String) {
    guard located.isRead, complaints[located.position, default: 0] < Self.maximumComplaints else {
      return
    }
    complaints[located.position, default: 0] += 1
    report(at: located.position, located.path, problem: problem, remedy: remedy)
  }

  /// Notes that a name refers to nothing, with the nearest name that exists.
  ///
  /// - Parameters:
  ///   - noun: what the name should have named, without an article: `"host"`.
  ///   - none: what to do where there are no names; the file has nothing of the kind, unless it may have
  ///     some without names.
  package func reportDangling(
    _ name: Located<String>, noun: String, among names: [String], none: String? = nil
  ) {
    report(
      at: name, problem: "there is no \(noun) \"\(name.value)\"",
      remedy: advice(instead: name.value, of: names, none: none ?? "the file has no \(noun)s"))
  }

  /// Notes that a file was read which this one names.
  package func noteContents(_ bytes: some Sequence<UInt8>, of file: String) {
    contents.fold(bytes)
    files.append(file)
  }

  /// Throws if there are issues.
  package func throwIfAny() throws(JSONErrors) {
    if count > 0 { throw JSONErrors(issues) }
  }
}

/// A value with its place in the document, for checks that must wait until all is read, such as
/// whether a name refers to something.
package struct Located<Value> {
  package var value: Value
  package let position: TextPosition
  package let path: JSONPath
  /// Whether the value stands in the file; false for a stand-in after an error.
  package let isRead: Bool

  package init(value: Value, position: TextPosition, path: JSONPath, isRead: Bool) {
    self.value = value
    self.position = position
    self.path = path
    self.isRead = isRead
  }
}

extension Located: Sendable where Value: Sendable {}

/// A node on its way to become a value: the node, the path to it, and where to complain.
package struct Place {
  package let node: JSONNode
  package let path: JSONPath
  package let log: IssueLog

  package init(node: JSONNode, path: JSONPath, log: IssueLog) {
    self.node = node
    self.path = path
    self.log = log
  }

  package func report(_ problem: String, _ remedy: String) {
    log.report(at: node.position, path, problem: problem, remedy: remedy)
  }
}
