internal import Quantities
internal import StrictJSON

/// A value of a JSON text on its way to be understood, with the path to it for messages.
///
/// Exports have hundreds of keys, most of which do not matter here: what is not asked for is passed
/// over, and what is missing is `nil`.
struct JSONCursor {
  let node: JSONNode
  let path: JSONPath
  let file: String

  /// The root of a text.
  init(_ text: [UInt8], file: String) throws(ImportError) {
    do throws(JSONErrors) {
      node = try JSONDocument(parsing: text, file: file).root
    } catch {
      let issue = error.issues[0]
      throw ImportError(
        file, issue.line.map { "line \($0), column \(issue.column ?? 1)" }, issue.problem,
        "export it again: it may be cut short")
    }
    path = .root
    self.file = file
  }

  private init(_ node: JSONNode, _ path: JSONPath, _ file: String) {
    self.node = node
    self.path = path
    self.file = file
  }

  /// A member that is there and not null.
  subscript(key: String) -> JSONCursor? {
    guard let value = node[key], value.kind != .null else { return nil }
    return JSONCursor(value, path[key], file)
  }

  /// The first of these members that is there and not null.
  func first(_ keys: String...) -> JSONCursor? { keys.lazy.compactMap { self[$0] }.first }

  /// The elements of an array; none of anything else.
  var elements: [JSONCursor] {
    (node.elements ?? []).enumerated().map { JSONCursor($1, path[$0], file) }
  }

  /// The members of an object; none of anything else.
  var members: [(key: String, value: JSONCursor)] {
    (node.members ?? []).map { ($0.key, JSONCursor($0.value, path[$0.key], file)) }
  }

  /// A text, or a number as one; `nil` where it is neither, or empty.
  var text: String? {
    let text = node.string ?? node.number?.text
    return text?.isEmpty == false ? text : nil
  }

  /// A truth value; 0 and 1 count, as Perl writes them.
  var flag: Bool? { node.bool ?? node.number.map { $0.value != 0 } ?? node.string?.isTrue }

  /// A number of 0 or more, also where it stands as text. What is none is reported.
  func number(_ log: inout ImportLog) -> Double? {
    var number = node.number?.value
    if number == nil, let text = node.string {
      if text.isEmpty { return nil }
      number = Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
    if let number {
      if number >= 0 { return number }
      log.report(error("\(node.text.prefix(40)) is negative", "export it again"))
      return nil
    }
    log.report(error("\(node.text.prefix(40)) is not a number", "export it again"))
    return nil
  }

  /// A size in units of so many bytes; what is too large is reported.
  func size(in unit: Double = 1, of limit: Limit = .memory, _ log: inout ImportLog) -> Bytes? {
    number(&log).flatMap { checked($0 * unit, limit, &log) }
  }

  /// A size that was read here; `nil` and a report if it is too large.
  func checked(_ bytes: Double, _ limit: Limit, _ log: inout ImportLog) -> Bytes? {
    if let problem = limit.problem(with: bytes, written: node.text) {
      log.report(error(problem, Limit.remedy))
      return nil
    }
    return Bytes(bytes)
  }

  /// A number of processors; what is none, or too large, is reported.
  func processors(most: Int = Limit.processors, _ log: inout ImportLog) -> Int? {
    guard let number = number(&log) else { return nil }
    if let problem = Limit.problem(withProcessors: number, written: node.text, most: most) {
      log.report(error(problem, Limit.remedy))
      return nil
    }
    return number.whole
  }

  /// A mistake at this place.
  func error(_ problem: String, _ remedy: String) -> ImportError {
    ImportError(
      file, "line \(node.position.line), column \(node.position.column), \(path)", problem, remedy)
  }
}
