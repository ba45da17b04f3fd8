import Foundation
import StrictJSON

/// For each key of a schema's parts, a short value that a scenario gives it.
struct KeyExamples {
  /// `Part` and path -> the value as it is written.
  private var values: [String: String] = [:]
  /// The same for texts that are too long to be shown: how one begins.
  private var beginnings: [String: String] = [:]
  private let definitions: JSONNode?

  /// The longest value that is shown.
  private static let longest = 48

  /// - Complexity: O(size of the scenarios)
  /// - Throws: if one of the folder's files is no JSON.
  init(of schema: JSONNode, in folder: String) throws(ScenarioErrors) {
    definitions = schema["$defs"]
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for file in files.sorted() where file.hasSuffix(".json") {
      let root = try JSONDocument(contentsOf: "\(folder)/\(file)").root
      visit(root, as: ["$ref": "#/$defs/Scenario"], part: "", path: "")
    }
  }

  func text(_ part: String, _ path: String) -> String? {
    let place = "\(part) \(path)"
    return values[place] ?? beginnings[place]
  }

  /// Notes the values of an object's keys, and goes into those that are objects themselves.
  private mutating func visit(_ node: JSONNode, as schema: JSONNode, part: String, path: String) {
    if let name = schema["$ref"]?.string?.split(separator: "/").last.map(String.init) {
      guard let own = definitions?[name] else { return }
      return visit(node, as: own, part: own["properties"] == nil ? part : name, path: "")
    }
    for key in ["oneOf", "anyOf"] {
      for variant in schema[key]?.elements ?? [] where fits(node, variant) {
        visit(node, as: variant, part: part, path: path)
      }
    }
    if let elements = node.elements, let items = schema["items"] {
      for element in elements { visit(element, as: items, part: part, path: path) }
    }
    guard let members = node.members else { return }
    for member in members {
      if let property = schema["properties"]?[member.key] {
        let inner = path.isEmpty ? member.key : "\(path).\(member.key)"
        note(member.value, at: "\(part) \(inner)")
        visit(member.value, as: property, part: part, path: inner)
      } else if let others = schema["additionalProperties"], others.members != nil {
        visit(member.value, as: others, part: part, path: path)
      }
    }
  }

  private mutating func note(_ value: JSONNode, at place: String) {
    let text = value.text
    if text.count <= Self.longest {
      if values[place] == nil { values[place] = text }
    } else if let string = value.string, beginnings[place] == nil {
      let words = string.prefix(Self.longest).split(separator: " ").dropLast()
      beginnings[place] = "\"\(words.joined(separator: " ")) ...\""
    }
  }

  /// Whether a value may be one of a variant: of its kind, and with keys that it has.
  private func fits(_ node: JSONNode, _ variant: JSONNode) -> Bool {
    guard let members = node.members else { return true }
    var schema = variant
    if let name = variant["$ref"]?.string?.split(separator: "/").last {
      schema = definitions?[String(name)] ?? variant
    }
    guard let properties = schema["properties"] else {
      return schema["additionalProperties"]?.members != nil
    }
    return members.allSatisfy { properties[$0.key] != nil }
  }
}
