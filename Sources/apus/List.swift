import ArgumentParser
import Experiment

/// `apus list`: the strategies and engines, or the managers.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the strategies and engines with their parameters, or the managers with their rules.",
    discussion: """
        apus list
        apus list managers
      """)

  /// What there is to list.
  enum Subject: String, ExpressibleByArgument, CaseIterable { case engines, managers }

  @Argument(help: "What to list: engines or managers.")
  var subject = Subject.engines

  func run() throws {
    try Screen.answer(subject == .engines ? Catalogue.text : Catalogue.managers)
  }
}

/// `apus schema`: the JSON Schema of scenarios.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the JSON Schema of scenario files.",
    discussion: """
      Every key with its meaning and default, as JSON Schema 2020-12; editors use it to complete and \
      check scenarios.

        apus schema > scenario.schema.json
      """)

  func run() throws { try Screen.answer(Scenario.schema) }
}
