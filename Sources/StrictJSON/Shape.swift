/// What a JSON value may look like: how it is read, and how it is described.
///
/// One value does both, so that the loader and the published JSON Schema cannot drift apart.
/// Shapes are composed: `.array(of: .object)`, `.located(.name)`, `.either(.flag, .object)`.
package struct Shape<Value> {
  /// What is expected, with its article: `"an amount of data"`.
  package let noun: String
  /// A JSON text that would be right.
  package let example: String
  /// The kinds of JSON values that may hold it.
  package let kinds: [JSONNode.Kind]
  /// Its JSON Schema; what is shared goes into the recorder's definitions.
  package var schema: (SchemaRecorder) -> JSONNode
  /// The value of a node of one of `kinds`; nil only after reporting why not.
  package var accept: (Place) -> Value?
  /// A harmless value with which reading goes on after an error.
  package let placeholder: () -> Value
  /// How a default value is written, where that is short enough to be shown.
  package let write: (Value) -> JSONNode?
  /// A better remedy than the example for a node of another kind, if there is one.
  package var remedy: (JSONNode) -> String?

  package init(
    noun: String, example: String, kinds: [JSONNode.Kind],
    schema: @escaping (SchemaRecorder) -> JSONNode, accept: @escaping (Place) -> Value?,
    placeholder: @escaping () -> Value, write: @escaping (Value) -> JSONNode?,
    remedy: @escaping (JSONNode) -> String? = { _ in nil }
  ) {
    self.noun = noun
    self.example = example
    self.kinds = kinds
    self.schema = schema
    self.accept = accept
    self.placeholder = placeholder
    self.write = write
    self.remedy = remedy
  }

  /// The value of any node; nil only after reporting why not.
  package func read(_ place: Place) -> Value? {
    if kinds.contains(place.node.kind) { return accept(place) }
    let node = place.node
    let shown = node.members == nil && node.elements == nil && node.kind != .null
    place.report(
      (shown ? "\(abridged(node.text)) is " : "is ") + "\(node.kind.rawValue), not \(noun)",
      remedy(node) ?? remedy(insteadOf: node))
    return nil
  }

  private func remedy(insteadOf node: JSONNode) -> String {
    if let text = node.string, let bare = try? JSONParser.parse(Array(text.utf8)).root,
      bare.kind == .number || bare.kind == .bool, kinds.contains(bare.kind)
    {
      return "write \(text) without quotes"
    }
    let lead = node.kind == .null ? "leave the key out, or write for example" : "write for example"
    return "\(lead) \(example)"
  }

  /// This shape, its value turned into another.
  ///
  /// - Parameter inverse: the value that would become another, if there is one; without it, defaults
  ///   are not shown in the schema.
  package func map<Other>(
    _ transform: @escaping (Value) -> Other,
    inverse: @escaping (Other) -> Value? = { _ in nil }
  ) -> Shape<Other> {
    Shape<Other>(
      noun: noun, example: example, kinds: kinds, schema: schema,
      accept: { place in accept(place).map(transform) },
      placeholder: { transform(placeholder()) }, write: { inverse($0).flatMap(write) },
      remedy: remedy)
  }

  /// This shape with a further demand on its values.
  ///
  /// - Parameter complaint: what is wrong with a value, and what to write instead, if anything is.
  package func checked(_ complaint: @escaping (Value) -> (problem: String, remedy: String)?)
    -> Shape
  {
    var shape = self
    shape.accept = { place in
      let issues = place.log.count
      guard let value = accept(place) else { return nil }
      guard let (problem, remedy) = complaint(value) else { return value }
      // What is reported already is not told twice.
      guard place.log.count == issues else { return nil }
      place.report(problem, remedy)
      return nil
    }
    return shape
  }

  /// This shape, described once under a name in the schema's `$defs` and referred to elsewhere.
  package func defined(as name: String) -> Shape {
    var shape = self
    shape.schema = { recorder in recorder.define(name) { schema(recorder) } }
    return shape
  }

  /// Either of two shapes, which the kind of the JSON value tells apart.
  package static func either(_ first: Shape, _ second: Shape) -> Shape {
    precondition(
      !first.kinds.contains(where: second.kinds.contains),
      "\(first.noun) and \(second.noun) look alike")
    return Shape(
      noun: "\(first.noun) or \(second.noun)", example: "\(first.example) or \(second.example)",
      kinds: first.kinds + second.kinds,
      schema: { ["anyOf": [first.schema($0), second.schema($0)]] },
      accept: { (first.kinds.contains($0.node.kind) ? first : second).accept($0) },
      placeholder: first.placeholder, write: { first.write($0) ?? second.write($0) },
      remedy: { first.remedy($0) ?? second.remedy($0) })
  }

  /// A value that remembers its place, for checks that must wait until all is read.
  package static func located<T>(_ shape: Shape<T>) -> Shape where Value == Located<T> {
    Shape(
      noun: shape.noun, example: shape.example, kinds: shape.kinds, schema: shape.schema,
      accept: { place in
        shape.accept(place).map {
          Located(value: $0, position: place.node.position, path: place.path, isRead: true)
        }
      },
      placeholder: {
        Located(value: shape.placeholder(), position: .start, path: .root, isRead: false)
      },
      write: { shape.write($0.value) }, remedy: shape.remedy)
  }
}

/// A text cut to a length that fits into a message.
package func abridged(_ text: String) -> String {
  text.count > 60 ? text.prefix(50) + "..." : text
}
