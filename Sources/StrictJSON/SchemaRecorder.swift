/// Collects the definitions of a JSON Schema while shapes describe themselves.
package final class SchemaRecorder {
  private var definitions: [String: JSONNode] = [:]
  private var underway: Set<String> = []

  /// Describes something once under a name, and returns the reference to it.
  func define(_ name: String, _ describe: () -> JSONNode) -> JSONNode {
    let reference: JSONNode = ["$ref": JSONNode(stringLiteral: "#/$defs/\(name)")]
    guard underway.insert(name).inserted else { return reference }
    defer { underway.remove(name) }
    let schema = describe()
    if let earlier = definitions.updateValue(schema, forKey: name) {
      precondition(earlier == schema, "two things share the definition \(name)")
    }
    return reference
  }

  /// The definitions in the order of their names.
  fileprivate var members: [JSONNode.Member] {
    definitions.sorted { $0.key < $1.key }.map { JSONNode.Member($0.key, $0.value) }
  }
}

extension Shape {
  /// The JSON Schema (2020-12) of documents of this shape.
  ///
  /// - Parameter title: the title of the schema.
  package func jsonSchema(title: String) -> JSONNode {
    let recorder = SchemaRecorder()
    let root = schema(recorder)
    let head: JSONNode = [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": JSONNode(stringLiteral: title),
    ]
    return head.adding(root.members ?? [])
      .adding([JSONNode.Member("$defs", JSONNode(.object(recorder.members)))])
  }
}
