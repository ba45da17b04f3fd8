import ArgumentParser
import Experiment
import Foundation

/// `apus init`: a starter scenario.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a starter scenario.",
    discussion: """
      Writes a small, complete scenario to change as you like: of a single migration, or of hosts that are \
      emptied (drain) or upgraded one after the other (upgrade). An existing file is never overwritten.

        apus init
        apus init web-to-b.json
        apus init drain
        apus init upgrade our-cluster.json
      """)

  @Argument(
    help: ArgumentHelp(
      "What it is about, \(Starter.names), and the file to write (default: scenario.json, or named like the subject).",
      valueName: "subject"))
  var words: [String] = []

  /// The starter that is asked for, and the file to which it goes.
  private var wish: (starter: Starter, file: String) {
    if let word = words.first, let starter = Starter(rawValue: word), starter != .migration {
      return (starter, words.dropFirst().first ?? "\(word).json")
    }
    return (.migration, words.first ?? "scenario.json")
  }

  func validate() throws {
    let most = wish.starter == .migration ? 1 : 2
    guard words.count <= most else {
      throw ValidationError(
        "name one file, after \(Starter.names) or by itself; write for example apus init drain my.json"
      )
    }
  }

  func run() throws {
    let (starter, file) = wish
    do {
      try Data(starter.text.utf8).write(
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
