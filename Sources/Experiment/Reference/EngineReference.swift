import Orchestration
import Strategies

/// The reference of engines and managers as pages of the documentation.
public enum EngineReference {
  /// The strategies and engines, with every parameter, its default and its meaning.
  public static var engines: String {
    var lines = [
      "# Strategies and engines", "",
      "Every strategy and engine, with its source, its parameters and their defaults.", "",
      "## Overview", "",
      "This page is written by `apus list --markdown`. A dash in the column of defaults means that nothing is set.",
      "", "## Strategies", "", "| key | what it is |", "| --- | --- |",
    ]
    lines += Engines.strategies.map { "| `\($0.key)` | \($0.text) |" }
    for kind in Engines.strategies {
      if case .settings(let form, _, _) = kind.ingredients, !form.fields.isEmpty {
        lines += ["", "### Parameters of `\(kind.key)`", ""] + table(form.fields)
      }
    }
    lines += ["", "## Engines of preCopy"] + Engines.preCopy.flatMap(section)
    lines += ["", "## Engines of storage, and of sharedNothing's disks"]
    lines += Engines.disks.flatMap(section)
    return lines.joined(separator: "\n") + "\n"
  }

  /// The managers, with which migrations start, their rules and their sources.
  public static var managers: String {
    var lines = [
      "# Managers and their rules", "",
      "Every preset of a manager: how many migrations it runs at a time, what it does to them, and its source.",
      "", "## Overview", "",
      "This page is written by `apus list managers --markdown`. <doc:Managers> explains how a preset is changed.",
      "",
      "*Start* says which migrations may start, and when. *Rule* says what the manager does to a migration that runs. A manager looks at each migration at fixed intervals, and acts at the first look at which a rule applies. Of the rules that begin with a number of passes it applies one at a look, in the order of the list. The *engine* is the program that sends the memory, such as QEMU. A *request* asks for one migration or more, such as emptying a host. A *pass* is one pass over the memory of the VM, a precopy round; *after 3 passes* is the first look after the third has ended. A *note* says where the preset differs from the real system, and what to write to come closer.",
    ]
    for preset in Preset.all {
      lines += ["", "### \(preset.name)", "", sentence(preset.summary), ""]
      lines += preset.admission.words.map { "- Start: \($0)" }
      lines += preset.rules.words.map { "- Rule: \($0)" }
      lines += preset.notes.map { "- Note: \($0)" }
      lines.append("- Source: \(preset.source)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text with the full stop that ends it, if it has none.
  private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }

  private static func section<Engine>(_ engine: EngineDescriptor<Engine>) -> [String] {
    ["", "### \(engine.name)", "", "\(engine.summary). Source: \(engine.source).", ""]
      + table(engine.form.fields)
  }

  private static func table(_ fields: [Field]) -> [String] {
    guard !fields.isEmpty else { return ["It has no parameters."] }
    return ["| parameter | default | meaning |", "| --- | --- | --- |"]
      + fields.flatMap { row($0, in: "") }
  }

  /// The row of a parameter, and below it those of a group's own parameters.
  private static func row(_ field: Field, in group: String) -> [String] {
    let name = group + field.key
    let standard = field.standard?.text ?? "-"
    let row = "| `\(name)` | \(standard) | \(field.text) |"
    guard case .group(_, _, let form) = field.kind else { return [row] }
    return [row] + form.fields.flatMap { Self.row($0, in: name + ".") }
  }
}
