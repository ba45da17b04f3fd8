import ArgumentParser
import Experiment

/// `apus validate`: everything that is wrong with a scenario, at once.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check a scenario without running it.",
    discussion: """
      Prints every mistake with its file, line, place and remedy, and exits with 2 if there is one. Of \
      hosts that are to be emptied it lists the VMs that cannot leave, and why.

        apus validate my.json
        apus validate my.json --effects      which keys change nothing

      With --effects each key is left out in turn, and the first replication runs without it. \
      This finds, for example, a window wider than the link, a fault that never strikes, or a \
      link that no migration takes.
      """)

  @Argument(help: "The scenarios, JSON files.")
  var scenarios: [String]

  @Flag(help: "Run one replication without each key, and list those that change nothing.")
  var effects = false

  @OptionGroup var trust: Trust

  func run() throws {
    var failed = false
    for path in scenarios {
      let answer: String
      let source = try ExportedFleet.source(path)
      do {
        let scenario = try trust.scenario(source)
        let sound = "\(path): sound\(scenario.questionInOneLine.map { ": " + $0 } ?? "")"
        let stranded = scenario.forecast.map { "\n  " + $0 }.joined()
        answer = try sound + stranded + (effects ? Self.effects(in: source) : "")
      } catch {
        Screen.complain("\(error)")
        failed = true
        continue
      }
      try Screen.answer(answer)
    }
    if failed { throw ExitCode(2) }
  }

  /// The keys without an effect, one a line.
  private static func effects(in source: ScenarioSource) throws -> String {
    guard let silent = try SilentKeys(source)?.paths, !silent.isEmpty else {
      return "\n  every key changes something"
    }
    return "\n"
      + silent.map { "  \($0) changes nothing in the first replication" }
      .joined(separator: "\n")
  }
}
