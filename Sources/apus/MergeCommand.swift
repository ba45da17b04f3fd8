import ArgumentParser
import Experiment

/// `apus merge`: shards in, the results of the whole run out.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Put the shards of a run together.",
    discussion: """
      The shards may have been run anywhere, in any order. What is written is what one machine would \
      have written, to the byte; nothing is written unless every replication is there exactly once.

        apus run S.json --shard 1/2 --output one      on one machine
        apus run S.json --shard 2/2 --output two      on another
        apus merge one two --output whole

      With GNU parallel, on all cores of several machines with a common folder:

        parallel --sshloginfile nodes --workdir . \\
          apus run S.json --jobs 1 --shard {}/100 --output shards/{} ::: $(seq 100)
        apus merge shards/* --output whole
      """)

  @Argument(help: "The folders of the shards.")
  var folders: [String]

  @Option(
    help: ArgumentHelp(
      "The folder for the CSV files (default: apus-results/NAME).", valueName: "folder"))
  var output: String?

  func run() throws {
    let merge: Merge
    do throws(PartError) {
      merge = try Merge(folders)
    } catch {
      try refuse(error)
    }
    let folder = ResultsFolder(output ?? "apus-results/\(merge.scenario)")
    do throws(OutputError) {
      try merge.write(into: folder)
    } catch {
      try refuse(error)
    }
    try Screen.answer(
      "\(merge.scenario): \(merge.units) replications of \(folders.count) shards\nCSV files: \(folder.path)"
    )
  }
}
