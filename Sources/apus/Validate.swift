import ArgumentParser
import Experiment

/// `apus validate`: everything that is wrong with a scenario, at once.
struct Validate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check a scenario without running it.",
    discussion: """
      Prints every mistake with its file, line, place and remedy, and exits with 2 if there is one.

        apus validate my.json
      """)

  @Argument(help: "The scenarios, JSON files.")
  var scenarios: [String]

  @OptionGroup var trust: Trust

  func run() throws {
    var failed = false
    for path in scenarios {
      let answer: String
      let source = try ExportedFleet.source(path)
      do {
        let scenario = try trust.scenario(source)
        answer = "\(path): sound\(scenario.questionInOneLine.map { ": " + $0 } ?? "")"
      } catch {
        Screen.complain("\(error)")
        failed = true
        continue
      }
      try Screen.answer(answer)
    }
    if failed { throw ExitCode(2) }
  }
}
