import ArgumentParser
import Experiment

/// `apus list`: the strategies and engines.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the strategies and engines, with their parameters.")

  func run() throws { try Screen.answer(Catalogue.text) }
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
