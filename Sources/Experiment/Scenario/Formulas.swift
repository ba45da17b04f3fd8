import Design
import Quantities
import StrictJSON

/// Texts that a spreadsheet takes for a formula when it opens the results: they begin with = + - or @, or
/// with the wide forms of these that East Asian keyboards have.
enum Formula {
  private static let signs: Set<Unicode.Scalar> = [
    "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
  ]

  static func isMeant(by text: String) -> Bool {
    text.unicodeScalars.first.map(signs.contains) ?? false
  }

  static func problem(_ text: String) -> String {
    "a spreadsheet that opens the results would take the name \"\(text)\" for a formula"
  }

  static let remedy =
    "begin it with a letter or digit, or allow such names with --allow-formulas"

  /// What is varied, or one of its values, that is taken for one and is no number; `nil` if none is.
  static func first(in columns: [AxisColumn]) -> String? {
    columns.lazy.flatMap { [$0.name] + $0.cells }
      .first { isMeant(by: $0) && Double(decimal: $0) == nil }
  }
}

extension ScenarioWhole {
  /// Reports names that a spreadsheet would take for formulas.
  func checkFormulas(_ log: IssueLog) {
    let (network, requests) = (parts.network, parts.requests)
    var names = parts.hosts.map(\.name) + network.switches + parts.storage.map(\.name)
    names += (network.links + network.tree).compactMap(\.name)
    names += parts.vms.map(\.name) + requests.compactMap(\.name)
    names += parts.strategies.map(\.name) + parts.arms.map(\.name)
    names += parts.consolidation.map { $0.policies.map(\.name) + $0.worlds.map(\.name) } ?? []
    // All switches of a generated network begin alike, or are named one by one.
    for (spec, made) in zip(network.topologies, generated) {
      guard let name = made.switches.first(where: Formula.isMeant) else { continue }
      names.append(
        Located(value: name, position: spec.position, path: spec.path, isRead: spec.isRead))
    }
    for name in names where name.isRead && Formula.isMeant(by: name.value) {
      log.report(at: name, problem: Formula.problem(name.value), remedy: Formula.remedy)
    }
  }
}
