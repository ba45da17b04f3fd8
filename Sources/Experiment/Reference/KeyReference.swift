import Foundation
public import StrictJSON

/// The reference of scenario files: every key with its meaning, its default and an example.
public struct KeyReference {
  private let schema: JSONNode
  private let examples: KeyExamples

  /// - Parameter folder: scenarios from which examples are taken.
  /// - Throws: if one of them is no JSON.
  public init(examplesFrom folder: String) throws(ScenarioErrors) {
    guard let schema = try? JSONDocument(parsing: Array(Scenario.schema.utf8), file: "schema").root
    else { preconditionFailure("the schema is no JSON") }
    self.schema = schema
    examples = try KeyExamples(of: schema, in: folder)
  }

  /// The reference as a page of the documentation.
  public var page: String {
    var lines = [
      "# The keys of a scenario", "",
      "Every key of a scenario file, with its meaning, its default and an example.", "",
      "## Overview", "",
      "This page is written by `apus schema --markdown`. The examples are taken from the scenarios in `Scenarios`; where none of them has a key, the example is a value of its kind. A scenario file is one *Scenario*.",
    ]
    let definitions = schema["$defs"]?.members ?? []
    let parts = definitions.filter { $0.value["properties"] != nil }
    for part in parts.filter({ $0.key == "Scenario" }) + parts.filter({ $0.key != "Scenario" }) {
      lines += ["", "### \(part.key)", "", part.value["description"]?.string ?? "", ""]
      lines += ["| key | default | meaning | example |", "| --- | --- | --- | --- |"]
      lines += rows(part.value, of: part.key, prefix: "")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The keys of an object, and below each those of objects that have no name of their own.
  private func rows(_ object: JSONNode, of part: String, prefix: String) -> [String] {
    let needed = Set((object["required"]?.elements ?? []).compactMap(\.string))
    return (object["properties"]?.members ?? []).flatMap { property -> [String] in
      let path = prefix + property.key
      let standard =
        property.value["default"]?.text ?? (needed.contains(property.key) ? "required" : "-")
      let meaning = property.value["description"]?.string ?? ""
      let example = examples.text(part, path) ?? Self.sample(property.value, schema)
      let row =
        "| `\(path)` | \(Self.cell(standard)) | \(Self.cell(meaning)) | \(Self.cell(example)) |"
      let inner = Self.inline(property.value)
      return [row] + (inner.map { rows($0, of: part, prefix: path + ".") } ?? [])
    }
  }

  private static func cell(_ text: String) -> String { text.replacing("|", with: "\\|") }

  /// The object that is described where it is used, if a value is one or an array of such.
  static func inline(_ schema: JSONNode) -> JSONNode? {
    if schema["properties"] != nil { return schema }
    for key in ["items", "additionalProperties"] {
      if let inner = schema[key], inner["properties"] != nil { return inner }
    }
    for key in ["oneOf", "anyOf"] {
      if let inner = schema[key]?.elements?.lazy.compactMap(inline).first { return inner }
    }
    return nil
  }

  /// A value of a schema's kind.
  private static func sample(_ schema: JSONNode, _ root: JSONNode) -> String {
    let names = schema["enum"]?.elements ?? []
    if let first = names.first ?? schema["examples"]?.elements?.first { return first.text }
    if let reference = schema["$ref"]?.string, let name = reference.split(separator: "/").last {
      let own = root["$defs"]?[String(name)]
      let units = [
        "BytesPerSecond": "\"10 Gbit/s\"", "SecondsPerByte": "\"150 s/GiB\"",
        "OperationsPerSecond": "\"500 ops/s\"", "PagesPerSecond": "\"5000 pages/s\"",
        "Seconds": "\"30 s\"", "Bytes": "\"4 GiB\"",
      ]
      let kind = String(name).replacing("NonNegative", with: "").replacing("Positive", with: "")
        .replacing("Distribution", with: "")
      if let text = units[kind] { return text }
      return own?["properties"] == nil ? own.map { sample($0, root) } ?? "" : "{ ... }"
    }
    for key in ["oneOf", "anyOf"] {
      if let first = schema[key]?.elements?.first { return sample(first, root) }
    }
    switch schema["type"]?.string {
    case "boolean": return "true"
    case "integer", "number":
      return schema["minimum"]?.text ?? schema["maximum"]?.text ?? "1"
    case "array": return schema["items"].map { "[\(sample($0, root))]" } ?? "[]"
    case "object": return "{ ... }"
    default: return "\"web\""
    }
  }
}
