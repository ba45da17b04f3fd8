import ArgumentParser
import Experiment
import Quantities

/// The command line.
///
/// Every command says its name: one that the parser makes from the name of a type costs each start of the
/// program a million instructions.
struct Apus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apus",
    abstract: "Simulates the migration of virtual machines.",
    discussion: """
      How long does a migration take, how long is the VM down, how many bytes cross the network, and \
      which strategy is best? Write a scenario, run it, and read the answer in a table and in CSV files.

        apus init                          write a starter scenario, scenario.json
        apus run scenario.json             run it
        apus run scenario.json --jobs 2    with two replications at a time

      Exit codes:

        0    all is well
        1    recorded results have changed, or results disagree with themselves
        2    the input is wrong, or something cannot be written
        3    some rows of an inventory could not be predicted
        4    a run was ended: by --time-limit or --event-limit, or because a migration did not end
        5    gnuplot is missing, so figures are missing
        64   the command line is wrong
        130  a run was interrupted (143: by SIGTERM)
        141  the reader of the output went away, such as head
      """,
    version: Version.text,
    subcommands: [
      Init.self, Import.self, Run.self, SweepCommand.self, MergeCommand.self, SlurmCommand.self,
      DrainHosts.self, Plot.self, ReportCommand.self,
      PlanCommand.self, RankCommand.self, SensitivityCommand.self,
      Predict.self, Calibrate.self, Accuracy.self,
      Explain.self,
      Check.self,
      Record.self,
      Fit.self,
      Validate.self,
      List.self, Columns.self, Schema.self, LessonCommand.self, Manual.self,
    ])
}

/// Ends the program with a message and the exit code for wrong input.
func refuse(_ message: some CustomStringConvertible) throws -> Never {
  Screen.complain(message.description)
  throw ExitCode(2)
}

/// Ends the program if a run was ended before its time.
func refuse(ifCutShort cutShort: CutShortError?) throws {
  guard let cutShort else { return }
  Screen.complain(cutShort.description)
  throw ExitCode(4)
}

/// How scenarios of others are read.
struct Trust: ParsableArguments {
  @Flag(help: "Read no file outside of the scenario's folder. Use it for scenarios from strangers.")
  var sandbox = false

  @Flag(
    help:
      "Allow names that begin with = + - or @, which spreadsheets that open the CSV files take for formulas."
  )
  var allowFormulas = false

  /// Reads a scenario.
  ///
  /// - Parameter drain: what is asked in the place of the file's own question.
  /// - Throws: everything that is wrong with it.
  func scenario(_ path: String, asking drain: Drain? = nil) throws(ScenarioErrors) -> Scenario {
    guard let drain else { return try scenario(.file(path)) }
    return try Scenario(
      .file(path), asking: drain, readsOnlyItsFolder: sandbox, allowsFormulas: allowFormulas)
  }

  /// Reads a scenario, or what stands for one.
  func scenario(
    _ source: ScenarioSource, _ sweep: SweepRequest? = nil
  ) throws(ScenarioErrors) -> Scenario {
    try Scenario(
      source, sweep: sweep, readsOnlyItsFolder: sandbox, allowsFormulas: allowFormulas)
  }
}

/// Reads a scenario, or an export of another system as one, or ends the program with everything that is
/// wrong with it.
func readScenario(
  _ path: String, _ trust: Trust, _ sweep: SweepRequest? = nil
) throws -> Scenario {
  let source = try ExportedFleet.source(path)
  do {
    return try trust.scenario(source, sweep)
  } catch {
    try refuse(error)
  }
}

/// Reads a quantity with its unit.
func quantity<Unit: Quantity>(_ text: String) throws -> Unit {
  do {
    return try Unit(parsing: text)
  } catch {
    throw ValidationError(error.description)
  }
}
