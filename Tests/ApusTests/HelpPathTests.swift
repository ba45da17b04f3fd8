import Foundation
import StrictJSON
import Testing

@Suite("What help and articles vary are keys of a scenario")
struct HelpPathTests {
  /// The schema of scenarios, as a place to follow paths in.
  private struct Schema {
    let root: JSONNode

    /// A schema and all that it may stand for.
    private func variants(_ schema: JSONNode) -> [JSONNode] {
      if let name = schema["$ref"]?.string?.split(separator: "/").last {
        return root["$defs"]?[String(name)].map(variants) ?? []
      }
      let inner = ["oneOf", "anyOf", "allOf"].flatMap { schema[$0]?.elements ?? [] }
      return [schema] + inner.flatMap(variants)
    }

    private func leads(_ steps: ArraySlice<String>, from schema: JSONNode) -> Bool {
      guard let step = steps.first else { return true }
      let isElement = step.hasPrefix("[")
      return variants(schema).contains { variant in
        let next =
          isElement ? variant["items"] : variant["properties"]?[step] ?? named(in: variant)
        return next.map { leads(steps.dropFirst(), from: $0) } ?? false
      }
    }

    /// What stands behind names that the author chooses, such as those of strategies.
    private func named(in schema: JSONNode) -> JSONNode? {
      schema["additionalProperties"].flatMap { $0.members == nil ? nil : $0 }
    }

    func has(_ path: String) -> Bool {
      let isAnywhere = path.hasPrefix("..")
      let steps = path.drop { $0 == "." }.replacing("[", with: ".[").split(separator: ".")
        .map(String.init)
      let starts =
        isAnywhere ? (root["$defs"]?.members ?? []).map(\.value) : [["$ref": "#/$defs/Scenario"]]
      return !steps.isEmpty && starts.contains { leads(steps[...], from: $0) }
    }
  }

  /// The paths that a text varies, as in `--vary 'name: path = values; path = values'`.
  private static func paths(in text: String) -> [String] {
    let options = text.matches(of: #/--(?:vary|smallest|largest) '([^'\n]+)'/#)
      .map { String($0.output.1) }
    let keys = text.matches(of: #/"vary": \[(".*")\]/#).flatMap {
      $0.output.1.matches(of: #/"([^"]+)"/#).map { String($0.output.1) }
    }
    return (options + keys).flatMap { $0.split(separator: ";") }.compactMap { axis in
      let path = axis.split(separator: "=")[0].split(separator: ":").last!
        .trimmingCharacters(in: .whitespaces)
      // "PATH = VALUES" and "a = 1, 2" stand for others.
      return path.count == 1 || path.lowercased() == "path" ? nil : path
    }
  }

  /// Every help text, article and lesson.
  private static var texts: [(file: String, text: String)] {
    get throws {
      let root = ReadmeTests.repository
      let sources = try FileManager.default.subpathsOfDirectory(
        atPath: root.appending(path: "Sources").path)
      let files =
        ["README.md"]
        + sources.filter { $0.hasSuffix(".swift") || $0.hasSuffix(".md") }.map { "Sources/\($0)" }
      return try files.map {
        ($0, try String(contentsOf: root.appending(path: $0), encoding: .utf8))
      }
    }
  }

  private static func schema() throws -> Schema {
    let text = try CommandLineTool().apus("schema").output
    return Schema(root: try JSONDocument(parsing: Array(text.utf8), file: "schema").root)
  }

  @Test("every one of them is a key that the schema knows")
  func known() throws {
    let schema = try Self.schema()
    var count = 0
    for (file, text) in try Self.texts {
      for path in Self.paths(in: text) {
        count += 1
        #expect(schema.has(path), "\(file): there is no key \(path)")
      }
    }
    #expect(count > 15)
  }

  @Test("a key that no scenario has is found out")
  func unknown() throws {
    let schema = try Self.schema()
    for path in [
      "admission.limits.perHost", "network.links[0].streams", "..bandwith", "vms.memory",
    ] {
      #expect(!schema.has(path), "\(path)")
    }
    for path in ["admission.limits.hostOut", "strategies.qemu.preCopy.streams", "..bandwidth"] {
      #expect(schema.has(path), "\(path)")
    }
  }
}
