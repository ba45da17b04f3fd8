/// A JSON value that knows where in its text it stands.
///
/// Members keep the order of the text. Two nodes are equal if they say the same, wherever they
/// stand.
package struct JSONNode: Equatable, Sendable {
  package let content: Content
  package let position: TextPosition

  package enum Content: Equatable, Sendable {
    case object([Member])
    case array([JSONNode])
    case string(String)
    case number(JSONNumber)
    case bool(Bool)
    case null
  }

  /// One key of an object with its value.
  package struct Member: Equatable, Sendable {
    package let key: String
    package let position: TextPosition
    package let value: JSONNode

    package init(_ key: String, _ value: JSONNode, at position: TextPosition = .start) {
      self.key = key
      self.value = value
      self.position = position
    }

    package static func == (a: Member, b: Member) -> Bool { a.key == b.key && a.value == b.value }
  }

  /// The six kinds of JSON values, as messages call them.
  package enum Kind: String, Sendable {
    case object = "an object"
    case array = "an array"
    case string = "a text"
    case number = "a number"
    case bool = "a truth value"
    case null = "null"
  }

  package init(_ content: Content, at position: TextPosition = .start) {
    self.content = content
    self.position = position
  }

  package static func == (a: JSONNode, b: JSONNode) -> Bool { a.content == b.content }

  package var kind: Kind {
    switch content {
    case .object: .object
    case .array: .array
    case .string: .string
    case .number: .number
    case .bool: .bool
    case .null: .null
    }
  }

  /// The members if this is an object.
  package var members: [Member]? {
    if case .object(let members) = content { members } else { nil }
  }
  /// The elements if this is an array.
  package var elements: [JSONNode]? {
    if case .array(let elements) = content { elements } else { nil }
  }
  /// The text if this is a string.
  package var string: String? {
    if case .string(let string) = content { string } else { nil }
  }
  /// The number if this is one.
  package var number: JSONNumber? {
    if case .number(let number) = content { number } else { nil }
  }
  /// The truth value if this is one.
  package var bool: Bool? {
    if case .bool(let bool) = content { bool } else { nil }
  }

  /// The value of a key, if this is an object that has it.
  package subscript(key: String) -> JSONNode? { members?.first { $0.key == key }?.value }
}

// MARK: - Nodes that a program writes

extension JSONNode: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self.init(.string(value)) }
  package init(integerLiteral value: Int) { self.init(.number(JSONNumber(String(value)))) }
  package init(booleanLiteral value: Bool) { self.init(.bool(value)) }
  package init(arrayLiteral elements: JSONNode...) { self.init(.array(elements)) }
  package init(dictionaryLiteral members: (String, JSONNode)...) {
    self.init(.object(members.map { Member($0, $1) }))
  }

  /// The number in its shortest exact form.
  package static func number(_ value: Double) -> JSONNode {
    let text = value.description
    return JSONNode(.number(JSONNumber(text.hasSuffix(".0") ? String(text.dropLast(2)) : text)))
  }

  /// An object with these members added at its end, in place of those with the same keys.
  package func adding(_ members: [Member]) -> JSONNode {
    let kept = (self.members ?? []).filter { old in !members.contains { $0.key == old.key } }
    return JSONNode(.object(kept + members), at: position)
  }
}
