import ArgumentParser
import Experiment

/// The command line.
@main
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Simulates the migration of virtual machines.",
    discussion: """
      What will a migration cost: how long it takes, how long the VM is dark, how many bytes cross the \
      network, and which way of moving it is best? Write a scenario, run it, and read the answer in a \
      table and in CSV files.

        apus init                          write a starter scenario, scenario.json
        apus run scenario.json             run it
        apus run scenario.json --jobs 2    with two replications at a time

      Exit codes: 0 all is well, 1 recorded results have moved, 2 the input is wrong or the output cannot be \
      written, 3 some rows of an inventory could not be predicted, 64 the command line is wrong.
      """,
    version: ExperimentRun.version,
    subcommands: [
      Init.self, Import.self, Run.self, Predict.self, Calibrate.self, Accuracy.self, Explain.self,
      Check.self,
      Record.self,
      Fit.self,
      Validate.self,
      List.self, Schema.self,
    ])
}

/// Ends the program with a message and the exit code for wrong input.
func refuse(_ message: some CustomStringConvertible) throws -> Never {
  Screen.complain(message.description)
  throw ExitCode(2)
}

/// Reads a scenario, or ends the program with everything that is wrong with it.
func readScenario(_ path: String) throws -> Scenario {
  do {
    return try Scenario(contentsOf: path)
  } catch {
    try refuse(error)
  }
}
