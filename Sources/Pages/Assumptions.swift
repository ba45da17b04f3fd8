import Experiment
import StrictJSON

/// What a scenario assumes, in a few lines, from its text.
struct Assumptions {
  private let root: JSONNode

  init(_ root: JSONNode) { self.root = root }

  /// What it says of itself.
  var notes: [String] { root["notes"]?.elements?.compactMap(\.string) ?? [] }

  /// The text, as far as a page can hold it, and what is left out of it; empty for nothing.
  var text: (shown: String, remark: String) {
    let lines = root.prettyText.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > Self.mostLines else { return (lines.joined(separator: "\n"), "") }
    return (
      lines.prefix(Self.mostLines).joined(separator: "\n"),
      "\(Self.mostLines) of \(lines.count) lines are shown; the others stand in the scenario's file."
    )
  }
  private static let mostLines = 2000

  /// The engines that its strategies name.
  var engines: [String] { Self.engines(in: root["strategies"]) }

  private static func engines(in node: JSONNode?) -> [String] {
    (node?.members ?? []).flatMap { member in
      member.key == "engine"
        ? [member.value.string].compactMap(\.self) : engines(in: member.value)
    }
  }

  /// A name and what stands there.
  var lines: [(name: String, text: String)] {
    var lines: [(String, String)] = []
    for (key, one) in [("hosts", "host"), ("vms", "VM"), ("storage", "datastore")] {
      guard let elements = root[key]?.elements, !elements.isEmpty else { continue }
      let count = elements.reduce(0) { $0 + Self.count($1) }
      var parts = ["\(count) \(one)\(count == 1 ? "" : "s")"]
      let sizes = Self.distinct(elements.compactMap { ($0["memory"] ?? $0["capacity"])?.text })
      if !sizes.isEmpty {
        parts.append("\(key == "storage" ? "capacity" : "memory") \(sizes.joined(separator: ", "))")
      }
      lines.append((key, parts.joined(separator: "; ")))
    }
    if let network = root["network"] {
      let rates = Self.distinct(
        (network["links"]?.elements ?? []).compactMap { $0["bandwidth"]?.text })
      let kinds = Self.distinct(
        (network["topologies"]?.elements ?? []).flatMap { $0.members?.map(\.key) ?? [] })
      let parts =
        (kinds.isEmpty ? [] : ["topology \(kinds.joined(separator: ", "))"])
        + (rates.isEmpty ? [] : ["links of \(rates.joined(separator: ", "))"])
      if !parts.isEmpty { lines.append(("network", parts.joined(separator: "; "))) }
    }
    for member in root["consolidation"]?.members ?? [] {
      lines.append((member.key, Self.short(member.value)))
    }
    for (key, one) in [("strategies", "strategy"), ("arms", "arm")] {
      for member in root[key]?.members ?? [] {
        lines.append(("\(one) \(member.key)", Self.short(member.value)))
      }
    }
    for key in [
      "requests", "faults", "admission", "placement", "affinity", "manager", "until", "fidelity",
    ] {
      if let value = root[key] { lines.append((key, Self.short(value))) }
    }
    return lines
  }

  /// What a sweep varies, in place of what the scenario says: each value's name, and what it is.
  static func varied(_ points: StoredPoints) -> [(name: String, text: String)] {
    points.axes.indices.map { axis in
      let values = points.values(axis)
      let unit = points.axes[axis].unit
      let text =
        values.count > 12
        ? "\(values.count) values from \(values[0]) to \(values[values.count - 1])"
        : values.joined(separator: ", ")
      return ("\(points.axes[axis].shortName), varied", unit.isEmpty ? text : "\(text) \(unit)")
    }
  }

  /// How many a group of like things stands for.
  private static func count(_ node: JSONNode) -> Int {
    node["count"].flatMap { Int($0.text) } ?? 1
  }

  private static func distinct(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.map(plain).filter { seen.insert($0).inserted }
  }

  /// A value as one line, cut to a length.
  private static func short(_ node: JSONNode) -> String {
    let text = prose(node, isInner: false)
    return text.count > 400 ? text.prefix(400) + " …" : text
  }

  /// A value as people write it: `preCopy (engine xen-modern, roundLimit 5)`.
  private static func prose(_ node: JSONNode, isInner: Bool = true) -> String {
    if let members = node.members {
      let text = members.map { "\($0.key) \(prose($0.value))" }.joined(separator: ", ")
      return isInner ? "(\(text))" : text
    }
    if let elements = node.elements {
      let separator = elements.contains { $0.members != nil } ? "; " : ", "
      return elements.map { prose($0, isInner: false) }.joined(separator: separator)
    }
    return plain(node.text)
  }

  private static func plain(_ text: String) -> String {
    text.replacing("\"", with: "").split { $0.isWhitespace }.joined(separator: " ")
  }
}
