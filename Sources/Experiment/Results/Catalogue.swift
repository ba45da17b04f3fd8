import Orchestration
import Strategies

/// What there is to choose from, for `apus list`.
public enum Catalogue {
  /// The strategies and engines, with their parameters, as text.
  public static var text: String {
    let sections = [
      ("Strategies", table(Engines.strategies.map { ($0.key, [$0.summary]) })),
      ("Engines of preCopy", table(Engines.preCopy)),
      ("Engines of storage, and of sharedNothing's disks", table(Engines.disks)),
    ]
    let lines = sections.flatMap { title, lines in [title, ""] + lines + [""] }
    return
      (lines + [
        "Managers and their rules: apus list managers",
        "Every parameter, its meaning and its default: apus schema",
      ]).joined(separator: "\n")
  }

  /// The managers with their rules in plain words, as text.
  public static var managers: String {
    let told = Preset.all.map { preset in
      [
        "\(preset.name): \(preset.summary)",
        "  which migrations start: \(preset.admission.words.joined(separator: "; "))",
      ] + preset.rules.words.map { "  - \($0)" } + preset.notes.map { "  (\($0))" }
        + ["  source: \(preset.source)"]
    }
    return told.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private static func table<Engine>(_ engines: [EngineDescriptor<Engine>]) -> [String] {
    table(
      engines.map {
        ($0.name, [$0.summary, "parameters: \($0.keys.joined(separator: ", "))"])
      })
  }

  /// Names, and what there is to say about each, below each other.
  private static func table(_ rows: [(name: String, lines: [String])]) -> [String] {
    let width = rows.map(\.name.count).max() ?? 0
    return rows.flatMap { row in
      row.lines.enumerated().map { index, line in
        let name = index == 0 ? row.name : ""
        return "  \(name)\(String(repeating: " ", count: width - name.count))  \(line)"
      }
    }
  }
}
