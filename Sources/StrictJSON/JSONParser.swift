/// What makes a text not JSON: where, what, and what to write instead.
struct JSONFault: Error, Equatable {
  let position: TextPosition
  let path: JSONPath
  let problem: String
  let remedy: String
}

/// Reads strict JSON (RFC 8259) in one pass: the tree with positions, or the first fault.
///
/// Nothing beyond the standard is let through: no comments, trailing commas, byte order mark,
/// lone surrogates or numbers too large for a double. Keys that stand twice do not end the reading;
/// they are all noted.
struct JSONParser {
  /// How deep arrays and objects may nest; no document comes near, and the stack stays small.
  static let maximumDepth = 64

  let bytes: [UInt8]
  var offset = 0
  /// The steps to the value being read.
  private var steps: [Step] = []
  /// Bytes of the current line, up to `offset`, that continue a character and so are no column.
  var continuations = 0
  private var line = 1
  private var lineStart = 0
  private var end = TextPosition.start
  private var open: [(bracket: Unicode.Scalar, position: TextPosition)] = []
  private var duplicates: [JSONFault] = []

  /// A step from a value to one in it. A path is made of them where there is a fault to tell of.
  private enum Step {
    case member(String)
    case element(Int)
  }

  private init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The tree of a JSON text, and the keys that stand twice in an object (their first value holds).
  ///
  /// - Complexity: O(bytes).
  static func parse(_ bytes: [UInt8]) throws(JSONFault) -> (root: JSONNode, duplicates: [JSONFault])
  {
    try checkEncoding(bytes)
    var parser = JSONParser(bytes)
    parser.skipSpace()
    guard parser.next != nil else {
      throw parser.fault("the file is empty", "write a JSON object: { ... }")
    }
    let root = try parser.value()
    parser.skipSpace()
    if parser.next != nil {
      if parser.isAtComment { throw parser.unexpected("the end") }
      throw parser.fault(
        "text goes on after the end of the \(root.kind == .object ? "object" : "value")",
        "remove what follows, or a closing bracket that comes too early")
    }
    return (root, parser.duplicates)
  }

  /// The next byte as a character, if it is ASCII; U+FFFD otherwise, and nil at the end.
  var next: Unicode.Scalar? {
    guard offset < bytes.count else { return nil }
    return bytes[offset] < 0x80 ? Unicode.Scalar(bytes[offset]) : "\u{FFFD}"
  }

  /// The position of `offset`.
  var position: TextPosition {
    TextPosition(line: line, column: offset - lineStart - continuations + 1)
  }

  /// The way to the value being read.
  var path: JSONPath {
    steps.reduce(.root) { path, step in
      switch step {
      case .member(let key): path[key]
      case .element(let index): path[index]
      }
    }
  }

  func fault(_ problem: String, _ remedy: String, at position: TextPosition? = nil) -> JSONFault {
    JSONFault(position: position ?? self.position, path: path, problem: problem, remedy: remedy)
  }

  // MARK: - Structure

  private mutating func value() throws(JSONFault) -> JSONNode {
    let start = position
    let content: JSONNode.Content =
      switch next {
      case "{": .object(try nested("{") { (parser) throws(JSONFault) in try parser.members() })
      case "[": .array(try nested("[") { (parser) throws(JSONFault) in try parser.elements() })
      case "\"": .string(try string())
      case "-", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9": .number(try number())
      default: try word()
      }
    end = position
    return JSONNode(content, at: start)
  }

  private mutating func nested<T>(
    _ bracket: Unicode.Scalar, _ read: (inout JSONParser) throws(JSONFault) -> T
  ) throws(JSONFault) -> T {
    guard open.count < Self.maximumDepth else {
      throw fault(
        "brackets are nested more than \(Self.maximumDepth) deep",
        "nest less deeply; about ten levels are enough")
    }
    open.append((bracket, position))
    offset += 1
    skipSpace()
    let result = try read(&self)
    open.removeLast()
    return result
  }

  private mutating func members() throws(JSONFault) -> [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    var places: [String: Int] = [:]
    var more = try !close("}", after: nil)
    while more {
      let start = position
      guard next == "\"" else { throw unexpectedKey() }
      let key = try string()
      steps.append(.member(key))
      let earlier = Self.place(of: key, in: members, &places)
      if let earlier {
        duplicates.append(
          fault(
            "the key \"\(key)\" is given twice; it is first on line \(members[earlier].position.line)",
            "remove one of the two", at: start))
      }
      skipSpace()
      guard next == ":" else { throw unexpectedAfterKey(key) }
      offset += 1
      skipSpace()
      let value = try value()
      if earlier == nil { members.append(JSONNode.Member(key, value, at: start)) }
      steps.removeLast()
      more = try !close("}", after: key)
    }
    return members
  }

  /// Where a key stands among the members of its object: found by looking among a few, else by a
  /// dictionary.
  private static func place(
    of key: String, in members: [JSONNode.Member], _ places: inout [String: Int]
  ) -> Int? {
    if members.count <= 16 { return members.firstIndex { $0.key == key } }
    for place in places.count..<members.count { places[members[place].key] = place }
    return places[key]
  }

  private mutating func elements() throws(JSONFault) -> [JSONNode] {
    var elements: [JSONNode] = []
    var more = try !close("]", after: nil)
    while more {
      steps.append(.element(elements.count))
      elements.append(try value())
      steps.removeLast()
      more = try !close("]", after: "element")
    }
    return elements
  }

  /// Passes the closing bracket and returns true, or the comma before another member.
  private mutating func close(
    _ bracket: Unicode.Scalar, after previous: String?
  ) throws(JSONFault) -> Bool {
    skipSpace()
    if next == bracket {
      offset += 1
      return true
    }
    guard previous != nil else { return false }
    guard next == "," else { throw unexpectedAfterValue(closing: bracket) }
    let comma = position
    offset += 1
    skipSpace()
    if next == bracket {
      throw fault(
        "a comma stands before the closing \(bracket)", "remove the comma", at: comma)
    }
    return false
  }

  mutating func skipSpace() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09, 0x0D: offset += 1
      case 0x0A:
        offset += 1
        line += 1
        lineStart = offset
        continuations = 0
      default: return
      }
    }
  }

  // MARK: - Faults of structure

  /// The text ends although a bracket is open, or before a value.
  func endOfText() -> JSONFault {
    guard let last = open.last else { return fault("the text ends too early", "write a value") }
    let closing = last.bracket == "{" ? "}" : "]"
    return fault(
      "the text ends, but the \(last.bracket) of line \(last.position.line) is still open",
      "close it with \(closing)")
  }

  private func unexpectedAfterValue(closing bracket: Unicode.Scalar) -> JSONFault {
    guard let next else { return endOfText() }
    if isAtComment { return unexpected("a comma") }
    switch next {
    case "}", "]":
      let line = open.last!.position.line
      return fault(
        "\(next) does not close the \(open.last!.bracket) of line \(line)",
        "write \(bracket) here, or close what was opened in between")
    case ":" where bracket == "]":
      return fault("an array has no keys", "write { ... } instead of [ ... ] around keys")
    case ";": return fault("a semicolon stands where a comma should", "write ,")
    case "=", ":": return fault("\(next) follows a value", "write a comma, then the next key")
    default:
      return fault("a comma is missing after this value", "write , before what follows", at: end)
    }
  }

  private func unexpectedKey() -> JSONFault {
    guard let next else { return endOfText() }
    if next == "," { return fault("there are two commas", "remove one") }
    if isAtComment || next == "'" { return unexpected("a key") }
    let word = wordHere()
    if word.isEmpty { return unexpected("a key") }
    return fault("the key \(word) has no quotes", "write \"\(word)\"")
  }

  private func unexpectedAfterKey(_ key: String) -> JSONFault {
    guard let next else { return endOfText() }
    if isAtComment { return unexpected("a colon") }
    let problem = "the key \"\(key)\" is not followed by a colon"
    return next == "="
      ? fault(problem, "write : instead of =") : fault(problem, "write \"\(key)\": and its value")
  }
}
