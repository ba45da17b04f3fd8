import ArgumentParser
import Experiment

/// `apus list`: the strategies and engines, the managers, or the scenarios of a folder.
struct List: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List engines with their parameters, managers with their rules, or scenarios.",
    discussion: """
        apus list
        apus list managers
        apus list scenarios

      Scenarios are listed with their lessons: what their results teach.
      """)

  /// What there is to list.
  enum Subject: String, ExpressibleByArgument, CaseIterable { case engines, managers, scenarios }

  @Argument(help: "What to list.")
  var subject = Subject.engines

  @Argument(help: "The folder of scenarios.")
  var folder = "Scenarios"

  @Flag(help: "Print a page of Markdown.")
  var markdown = false

  func run() throws {
    switch subject {
    case .engines where markdown: try Screen.answer(EngineReference.engines, ending: "")
    case .engines: try Screen.answer(Catalogue.text)
    case .managers where markdown: try Screen.answer(EngineReference.managers, ending: "")
    case .managers: try Screen.answer(Catalogue.managers)
    case .scenarios: try listScenarios()
    }
  }

  private func listScenarios() throws {
    let gallery: Gallery
    do {
      gallery = try Gallery(folder: folder)
    } catch {
      try refuse(error)
    }
    // The page is an article of a module, three folders below the scenarios.
    try Screen.answer(
      markdown ? gallery.page(root: "../../..") : gallery.text, ending: markdown ? "" : "\n")
  }
}

/// `apus schema`: the JSON Schema of scenarios.
struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Print the JSON Schema of scenario files.",
    discussion: """
      Every key with its meaning and default, as JSON Schema 2020-12; editors use it to complete and \
      check scenarios.

        apus schema > scenario.schema.json
        apus schema --markdown

      With --markdown every key is printed as a page, with examples from the scenarios of a folder.
      """)

  @Flag(help: "Print a page of Markdown.")
  var markdown = false

  @Option(help: ArgumentHelp("The folder of scenarios for examples.", valueName: "folder"))
  var examples = "Scenarios"

  func run() throws {
    guard markdown else { return try Screen.answer(Scenario.schema) }
    let reference: KeyReference
    do {
      reference = try KeyReference(examplesFrom: examples)
    } catch {
      try refuse(error)
    }
    try Screen.answer(reference.page, ending: "")
  }
}
