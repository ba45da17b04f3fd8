extension Shape where Value == String {
  /// Any text.
  package static var text: Shape { text("a text", example: "...", schema: ["type": "string"]) }

  /// The name of a file, such as `hosts.csv`.
  package static func fileName(_ example: String) -> Shape {
    text(
      "a file name", example: example,
      schema: ["type": "string", "examples": JSONNode(.array([JSONNode(.string(example))]))])
  }

  private static func text(_ noun: String, example: String, schema: JSONNode) -> Shape {
    Shape(
      noun: noun, example: "\"\(example)\"", kinds: [.string], schema: { _ in schema },
      accept: { $0.node.string }, placeholder: { "" }, write: { JSONNode(.string($0)) })
  }

  /// A name by which other parts of the document refer to something: one character or more, none of
  /// them a control character, no space at either end.
  package static var name: Shape {
    Shape(
      noun: "a name", example: "\"a\"", kinds: [.string],
      schema: { _ in
        [
          "type": "string", "pattern": JSONNode(stringLiteral: namePattern),
          "maxLength": JSONNode(integerLiteral: maximumNameLength),
        ]
      },
      accept: { place in
        let name = place.node.string!
        if let problem = complaint(aboutName: name) {
          place.report("the name \(abridged(place.node.text)) \(problem.problem)", problem.remedy)
          return nil
        }
        return name
      },
      placeholder: { "" }, write: { JSONNode(.string($0)) })
  }

  /// The names that `name` accepts, as a regular expression of JSON Schema.
  package static var namePattern: String {
    let control = #"\u0000-\u001f\u007f"#
    return "^[^ \(control)]([^\(control)]*[^ \(control)])?$"
  }

  /// How many characters (Unicode scalars) a name may have: columns of tables stay readable, and
  /// names can be compared quickly.
  package static var maximumNameLength: Int { 200 }

  /// What is wrong with a name; nil if nothing is.
  package static func complaint(aboutName name: String) -> (problem: String, remedy: String)? {
    // Most names are short and of plain ASCII.
    let utf8 = name.utf8
    if utf8.count <= maximumNameLength, let first = utf8.first, first != UInt8(ascii: " "),
      utf8.last != UInt8(ascii: " "), utf8.allSatisfy({ (0x20..<0x7F).contains($0) })
    {
      return nil
    }
    if name.isEmpty { return ("is empty", "write one character or more") }
    if name.unicodeScalars.count > maximumNameLength {
      return ("is too long", "write at most \(maximumNameLength) characters")
    }
    if name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
      return ("holds a control character", "write letters, digits and signs only")
    }
    if name.hasPrefix(" ") || name.hasSuffix(" ") {
      return ("begins or ends with a space", "remove the space")
    }
    return nil
  }
}

extension Shape where Value == Bool {
  /// `true` or `false`.
  package static var flag: Shape {
    Shape(
      noun: "true or false", example: "true", kinds: [.bool],
      schema: { _ in ["type": "boolean"] }, accept: { $0.node.bool }, placeholder: { false },
      write: { JSONNode(.bool($0)) })
  }
}

extension Shape where Value == Int {
  /// A whole number in a range: how many there are of something.
  package static func count(_ range: ClosedRange<Int> = 0...Int.max) -> Shape {
    let upper = range.upperBound == .max ? nil : range.upperBound
    let bounds =
      upper.map { "from \(range.lowerBound) to \($0)" } ?? "of \(range.lowerBound) or more"
    let isOne = range.count == 1
    let advice = isOne ? "write \(range.lowerBound)" : "write a whole number \(bounds)"
    return Shape(
      noun: "a whole number", example: "\(min(max(range.lowerBound, 1), range.upperBound))",
      kinds: [.number],
      schema: { _ in
        let schema: JSONNode = [
          "type": "integer", "minimum": JSONNode(integerLiteral: range.lowerBound),
        ]
        return schema.adding(upper.map { [.init("maximum", JSONNode(integerLiteral: $0))] } ?? [])
      },
      accept: { place in
        let number = place.node.number!
        if let value = number.integer, range.contains(value) { return value }
        let fault =
          number.isInteger
          ? "is not \(isOne ? "\(range.lowerBound)" : bounds)" : "is not a whole number"
        place.report("\(abridged(number.text)) \(fault)", advice)
        return nil
      },
      placeholder: { range.lowerBound }, write: { JSONNode(integerLiteral: $0) })
  }
}

extension Shape where Value == UInt64 {
  /// A whole number below 2^64, exact to its last digit.
  package static var seed: Shape {
    Shape(
      noun: "a whole number", example: "1", kinds: [.number],
      schema: { _ in
        let maximum = JSONNode(.number(JSONNumber(String(UInt64.max))))
        return ["type": "integer", "minimum": 0, "maximum": maximum]
      },
      accept: { place in
        let number = place.node.number!
        if let value = number.unsigned { return value }
        place.report(
          "\(abridged(number.text)) is not a seed", "write a whole number from 0 to \(UInt64.max)")
        return nil
      },
      placeholder: { 0 }, write: { JSONNode(.number(JSONNumber(String($0)))) })
  }
}

extension Shape where Value == Double {
  /// A number without a unit: a ratio or a factor.
  package static func number(_ limits: Limits) -> Shape {
    func show(_ value: Double) -> String { JSONNode.number(value).text }
    return Shape(
      noun: "a number", example: show(limits.sample), kinds: [.number],
      schema: { _ in JSONNode(.object([.init("type", "number")] + limits.schema)) },
      accept: { place in
        let number = place.node.number!
        if limits.contains(number.value) { return number.value }
        place.report(
          "\(abridged(number.text)) \(limits.complaint(about: number.value, show))",
          "write a number \(limits.phrase(show))")
        return nil
      },
      placeholder: { limits.sample }, write: { JSONNode.number($0) })
  }
}

extension Shape where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the words of an enumeration.
  ///
  /// - Parameter noun: what the words name, with its article: `"a CPU vendor"`.
  package static func word(_ noun: String) -> Shape {
    Shape<String>.name(noun, among: Value.allCases.map(\.rawValue)).map(
      { Value(rawValue: $0)! }, inverse: \.rawValue)
  }
}

extension Shape where Value == String {
  /// One of some names.
  ///
  /// - Parameters:
  ///   - noun: what they name, with its article.
  ///   - meaning: the remedy for words that have a meaning of their own, such as older names.
  package static func name(
    _ noun: String, among names: [String],
    meaning: @escaping @Sendable (String) -> String? = { _ in nil }
  ) -> Shape {
    Shape(
      noun: noun, example: "\"\(names[0])\"", kinds: [.string],
      schema: { _ in ["enum": JSONNode(.array(names.map { JSONNode(.string($0)) }))] },
      accept: { place in
        let name = place.node.string!
        if names.contains(name) { return name }
        place.report(
          "\(abridged(place.node.text)) is not \(noun)",
          meaning(name) ?? advice(instead: name, of: names, none: ""))
        return nil
      },
      placeholder: { names[0] }, write: { JSONNode(.string($0)) })
  }
}

extension Shape where Value == JSONNode {
  /// Any object, as it stands.
  package static var anyObject: Shape {
    Shape(
      noun: "an object", example: "{ ... }", kinds: [.object],
      schema: { _ in ["type": "object"] }, accept: { $0.node },
      placeholder: { JSONNode(.object([])) }, write: { $0 })
  }
}
