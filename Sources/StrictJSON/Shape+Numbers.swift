extension Shape {
  /// Whether the value behind some keys is to be a number, a count or true or false, by the schema: what
  /// comes from a file in which everything is text can then be told apart.
  package func wantsNumber(behind keys: [String]) -> Bool {
    let schema = jsonSchema(title: "")
    let found = keys.reduce([schema]) { nodes, key in
      let choices = nodes.flatMap { Self.written(out: $0, in: schema) }
      return choices.compactMap { choice in
        if let known = choice["properties"]?[key] { return known }
        // An object of names has a schema for all of them.
        return choice["additionalProperties"].flatMap { $0.members == nil ? nil : $0 }
      }
    }
    let types = found.flatMap { Self.written(out: $0, in: schema) }.compactMap {
      $0["type"]?.string
    }
    return types.contains { ["number", "integer", "boolean"].contains($0) }
      && !types.contains("string")
  }

  /// A part of a schema as all that it may be, references followed.
  private static func written(out node: JSONNode, in schema: JSONNode) -> [JSONNode] {
    if let choices = node["anyOf"]?.elements {
      return choices.flatMap { written(out: $0, in: schema) }
    }
    guard let reference = node["$ref"]?.string, let name = reference.split(separator: "/").last,
      let definition = schema["$defs"]?[String(name)]
    else { return [node] }
    return written(out: definition, in: schema)
  }
}
