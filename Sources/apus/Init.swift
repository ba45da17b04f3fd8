import ArgumentParser
import Experiment
import Foundation

/// `apus init`: a starter scenario.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a starter scenario.",
    discussion: """
      Writes a small, complete scenario to change as you like. An existing file is never overwritten.

        apus init
        apus init drain-rack-3.json
      """)

  @Argument(help: "The file to write.")
  var file = "scenario.json"

  func run() throws {
    do {
      try Data(Starter.text.utf8).write(
        to: URL(fileURLWithPath: file), options: .withoutOverwriting)
    } catch {
      let exists = FileManager.default.fileExists(atPath: file)
      try refuse(
        exists
          ? "\(file): there is such a file already; name another one: apus init NAME.json"
          : "\(file): cannot be written; check that its folder exists and is writable")
    }
    try Screen.answer("Wrote \(file). Run it: apus run \(Self.quoted(file))")
  }

  /// A name as a shell takes it.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-/".contains($0))
    }
    return isPlain ? name : "'\(name.replacing("'", with: "'\\''"))'"
  }
}
