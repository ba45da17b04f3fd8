/// A part of a document that is written as a JSON object.
///
/// Its initializer asks the reader for every key it knows, always the same keys in the same order,
/// whatever it is told: the same calls also write the schema.
package protocol ReadableObject {
  /// The name of the part in the schema's `$defs`: `"Host"`.
  static var schemaName: String { get }
  /// What the part is, in a sentence.
  static var schemaText: String { get }
  init(reading object: inout ObjectReader)
}

extension Shape where Value: ReadableObject {
  /// An object that reads itself key by key.
  package static var object: Shape {
    Shape.object(Value.schemaText) { Value(reading: &$0) }.defined(as: Value.schemaName)
  }
}

extension Shape {
  /// An object that `body` reads key by key; the schema stands where the object is used.
  package static func object(_ text: String, _ body: @escaping (inout ObjectReader) -> Value)
    -> Shape
  {
    Shape(
      noun: "an object", example: "{ ... }", kinds: [.object],
      schema: { recorder in
        var reader = ObjectReader(.recording(recorder))
        _ = body(&reader)
        return reader.schema(text)
      },
      accept: { place in
        var reader = ObjectReader(.reading(place))
        let value = body(&reader)
        if reader.isAmiss {
          var other = ObjectReader(.standingIn)
          _ = body(&other)
          reader.reportUnknownKeys(known: other.known)
        }
        return value
      },
      placeholder: {
        var reader = ObjectReader(.standingIn)
        return body(&reader)
      },
      write: { _ in nil })
  }
}

/// Hands out the members of one JSON object, or notes what is asked for.
///
/// The shape of a key is made when the key is there, or described: most keys of most objects are absent, and a
/// scenario may have 100,000 requests.
package struct ObjectReader {
  fileprivate enum Mode {
    /// A document is read; what is wrong goes into its log.
    case reading(Place)
    /// There is no document: the calls describe the object.
    case recording(SchemaRecorder)
    /// Neither: a stand-in value is made after an error.
    case standingIn
  }

  private let mode: Mode
  /// What the document's object holds; nothing where there is no document.
  private let members: [JSONNode.Member]
  /// For each length whether a key of the document has it, up to 63 bytes: most keys that are asked for
  /// are absent, and need not be looked for.
  private let lengths: UInt64
  /// The keys that were asked for, unless a document is read.
  fileprivate private(set) var known: [String] = []
  /// How many keys stand in the document that were asked for.
  private var found = 0
  /// Keys without a sound value; checks of them would only repeat an error.
  private var unsound: Set<String> = []
  private var missing: [(key: String, example: String)] = []
  private var properties: [JSONNode.Member] = []
  private var requiredKeys: [JSONNode] = []
  /// Keys that must be there where another is not, by the other.
  private var requiredUnless: [(other: String, keys: [JSONNode])] = []

  fileprivate init(_ mode: Mode) {
    self.mode = mode
    if case .reading(let place) = mode { members = place.node.members ?? [] } else { members = [] }
    lengths = members.reduce(0) { $0 | Self.bit(ofLength: $1.key.utf8.count) }
  }

  private static func bit(ofLength length: Int) -> UInt64 { 1 << UInt64(min(length, 63)) }

  /// Whether keys may follow: not where every member of the document's object was asked for already.
  ///
  /// Where none follow, an object need not be asked for the keys that only few of its kind have.
  package var hasMore: Bool {
    if case .reading = mode { found < members.count } else { true }
  }

  /// The value of a key that must be there.
  ///
  /// - Parameter text: what the value means, as a sentence for the schema.
  package mutating func required<Value>(
    _ key: String, _ shape: @autoclosure () -> Shape<Value>, _ text: String
  ) -> Value {
    if let place = find(key) { return read(key, at: place, shape) ?? shape().placeholder() }
    switch mode {
    case .reading: miss(key, shape().example)
    case .recording(let recorder):
      describe(key, shape(), text, default: nil, for: recorder)
      requiredKeys.append(JSONNode(.string(key)))
    case .standingIn: break
    }
    return shape().placeholder()
  }

  /// The value of a key that must be there where another is not, or a default without it.
  package mutating func required<Value>(
    _ key: String, unless other: String, _ shape: @autoclosure () -> Shape<Value>,
    default value: Value, _ text: String
  ) -> Value {
    if let place = find(key) { return read(key, at: place, shape) ?? shape().placeholder() }
    switch mode {
    case .reading(let place):
      if place.node[other] != nil { return value }
      miss(key, shape().example)
    case .recording(let recorder):
      describe(key, shape(), text, default: nil, for: recorder)
      if let place = requiredUnless.firstIndex(where: { $0.other == other }) {
        requiredUnless[place].keys.append(JSONNode(.string(key)))
      } else {
        requiredUnless.append((other, [JSONNode(.string(key))]))
      }
    case .standingIn: break
    }
    return shape().placeholder()
  }

  /// Whether a key stands in the document.
  package func isGiven(_ key: String) -> Bool {
    if case .reading(let place) = mode { return place.node[key] != nil }
    return false
  }

  /// The value of a key, or a default without it.
  package mutating func optional<Value>(
    _ key: String, _ shape: @autoclosure () -> Shape<Value>, default value: Value, _ text: String
  ) -> Value {
    if let place = find(key) { return read(key, at: place, shape, or: value) }
    if let recorder { describe(key, shape(), text, value, for: recorder) }
    return value
  }

  /// The value of a key, or nil without it.
  package mutating func optional<Value>(
    _ key: String, _ shape: @autoclosure () -> Shape<Value>, _ text: String
  ) -> Value? {
    if let place = find(key) { return read(key, at: place, shape) }
    if let recorder { describe(key, shape(), text, for: recorder) }
    return nil
  }

  /// The value of a key, or nil without it.
  ///
  /// - Parameter shown: the default that the schema shows, which is kept elsewhere.
  package mutating func optional<Value>(
    _ key: String, _ shape: @autoclosure () -> Shape<Value>, shown: Value?, _ text: String
  ) -> Value? {
    if let place = find(key) { return read(key, at: place, shape) }
    if let recorder { describe(key, shape(), text, default: shown, for: recorder) }
    return nil
  }

  /// Reports a combination of values that makes no sense, at the first of the keys that is there;
  /// not evaluated if one of them is wrong by itself.
  ///
  /// - Parameter others: further keys on which it rests; where one of them is wrong, nobody knows what
  ///   these should be.
  package mutating func check(
    _ keys: String..., restsOn others: [String] = [], holds: @autoclosure () -> Bool,
    _ problem: @autoclosure () -> String,
    _ remedy: @autoclosure () -> String
  ) {
    check(keys, restsOn: others) { holds() ? nil : (problem(), remedy()) }
  }

  /// Reports what is wrong with a combination of values, if anything is.
  package mutating func check(
    _ keys: [String], restsOn others: [String] = [],
    _ complaint: () -> (problem: String, remedy: String)?
  ) {
    guard case .reading(let place) = mode,
      unsound.isEmpty || unsound.isDisjoint(with: keys + others),
      let (problem, remedy) = complaint()
    else { return }
    unsound.formUnion(keys)
    if let key = keys.first(where: { place.node[$0] != nil }) {
      Place(node: place.node[key]!, path: place.path[key], log: place.log)
        .report(problem, remedy)
    } else {
      place.report(problem, remedy)
    }
  }

  /// Whether nothing is wrong with the values of these keys so far.
  package func isSound(_ keys: String...) -> Bool { unsound.isDisjoint(with: keys) }

  // MARK: - Reading

  /// Where what is asked for is described, if that is what the calls are for.
  private var recorder: SchemaRecorder? {
    if case .recording(let recorder) = mode { recorder } else { nil }
  }

  /// A key is asked for.
  ///
  /// - Returns: where its value stands; nil where the document has none, or there is no document.
  private mutating func find(_ key: String) -> Place? {
    guard case .reading(let object) = mode else {
      known.append(key)
      return nil
    }
    guard let place = place(of: key) else { return nil }
    found += 1
    return Place(node: members[place].value, path: object.path[key], log: object.log)
  }

  private func place(of key: String) -> Int? {
    let length = key.utf8.count
    guard lengths & Self.bit(ofLength: length) != 0 else { return nil }
    for place in members.indices
    where members[place].key.utf8.count == length && members[place].key == key {
      return place
    }
    return nil
  }

  // By themselves, so that a key that is absent costs nothing of what `Value?` does.

  @inline(never)
  private mutating func read<Value>(
    _ key: String, at place: Place, _ shape: () -> Shape<Value>
  ) -> Value? {
    let issues = place.log.count
    let value = shape().read(place)
    if place.log.count > issues { unsound.insert(key) }
    return value
  }

  @inline(never)
  private mutating func read<Value>(
    _ key: String, at place: Place, _ shape: () -> Shape<Value>, or value: Value
  ) -> Value {
    read(key, at: place, shape) ?? value
  }

  @inline(never)
  private mutating func describe<Value>(
    _ key: String, _ shape: Shape<Value>, _ text: String, _ value: Value,
    for recorder: SchemaRecorder
  ) {
    describe(key, shape, text, default: value, for: recorder)
  }

  @inline(never)
  private mutating func describe<Value>(
    _ key: String, _ shape: Shape<Value>, _ text: String, for recorder: SchemaRecorder
  ) {
    describe(key, shape, text, default: nil, for: recorder)
  }

  private mutating func miss(_ key: String, _ example: String) {
    missing.append((key, example))
    unsound.insert(key)
  }

  /// Whether the document has keys that nobody asked for, or lacks some.
  fileprivate var isAmiss: Bool { !missing.isEmpty || found != members.count }

  /// Reports the keys that nobody asked for and those that are missing; a misspelt key that is also
  /// missing is one error, not two.
  ///
  /// - Parameter known: all that are asked for.
  fileprivate func reportUnknownKeys(known: [String]) {
    guard case .reading(let place) = mode else { return }
    var absent = missing
    let free = known.filter { place.node[$0] == nil }
    for member in place.node.members ?? [] where !known.contains(member.key) {
      let near = nearest(member.key, in: free)
      let twin = near == nil ? nearest(member.key, in: known.filter { place.node[$0] != nil }) : nil
      absent.removeAll { $0.key == near }
      place.log.report(
        at: member.position, place.path[member.key],
        problem: "there is no key \"\(abridged(member.key))\" here",
        remedy: near.map { "write \"\($0)\"" }
          ?? twin.map { "remove it; \"\($0)\" is there already" }
          ?? (free.isEmpty
            ? "remove it" : "remove it; the keys that may still be added are \(list(free))"))
    }
    for (key, example) in absent {
      place.report("the key \"\(key)\" is missing", "write for example \"\(key)\": \(example)")
    }
  }

  private func list(_ keys: [String]) -> String {
    keys.map { "\"\($0)\"" }.joined(separator: ", ")
  }

  // MARK: - Recording

  private mutating func describe<Value>(
    _ key: String, _ shape: Shape<Value>, _ text: String, default value: Value?,
    for recorder: SchemaRecorder
  ) {
    precondition(!known.dropLast().contains(key), "the key \"\(key)\" is asked for twice")
    var annotations = [JSONNode.Member("description", JSONNode(.string(text)))]
    if let value, let shown = shape.write(value) {
      let log = IssueLog(file: "the default")
      _ = shape.read(Place(node: shown, path: JSONPath.root[key], log: log))
      precondition(log.count == 0, "\(log.issues.first!)")
      annotations.append(.init("default", shown))
    }
    properties.append(.init(key, shape.schema(recorder).adding(annotations)))
  }

  fileprivate func schema(_ text: String) -> JSONNode {
    let schema: JSONNode = [
      "type": "object", "description": JSONNode(.string(text)),
      "properties": JSONNode(.object(properties)),
    ]
    let required = JSONNode.Member("required", JSONNode(.array(requiredKeys)))
    let choices = requiredUnless.map { other, keys in
      JSONNode.Member(
        "anyOf",
        [
          ["required": [JSONNode(.string(other))]], ["required": JSONNode(.array(keys))],
        ])
    }
    precondition(choices.count < 2, "one key takes the place of others")
    return schema.adding(
      (requiredKeys.isEmpty ? [] : [required]) + choices + [.init("additionalProperties", false)])
  }
}
