import Experiment
import Foundation
import Prediction
import Testing

@Suite("What README, articles and lessons show is what happens")
struct ReadmeTests {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static func text(_ file: String) throws -> String {
    try String(contentsOf: repository.appending(path: file), encoding: .utf8)
  }

  /// The blocks of a file that are fenced with a word, in order.
  private static func blocks(_ word: String, of file: String = "README.md") throws -> [String] {
    try text(file).components(separatedBy: "\n```\(word)\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0] + "\n"
    }
  }

  /// The program in a folder that has what a clone has.
  private static func clone() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    for part in ["Scenarios", "Results", "Sources"] {
      try FileManager.default.createSymbolicLink(
        at: tool.folder.appending(path: part),
        withDestinationURL: repository.appending(path: part))
    }
    return tool
  }

  @Test("the scenario of the first screen gives the table of the first screen")
  func firstScreen() throws {
    let tool = try CommandLineTool()
    try tool.write(try #require(try Self.blocks("json").first), to: "first-migration.json")
    let ending = try tool.apus("run", "first-migration.json")
    #expect(ending.output == (try Self.blocks("text").first))
  }

  static let shown: [String] =
    [
      "README.md", "Sources/apus/apus.docc/Commands.md",
      "Sources/Prediction/Prediction.docc/Predicting.md",
    ]
    + ((try? FileManager.default.contentsOfDirectory(
      atPath: repository.appending(path: course).path)) ?? []).sorted().map { "\(course)/\($0)" }
  private static let course = "Sources/Lessons/Course"

  @Test(
    "each command that is shown with its output prints that output: .ci/refresh APUS --write",
    arguments: shown)
  func transcripts(file: String) throws {
    let tool = try Self.clone()
    for block in try Self.blocks("console", of: file) {
      for part in ("\n" + block).components(separatedBy: "\n$ ").dropFirst() {
        let lines = part.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let shown = lines.dropFirst().joined(separator: "\n")
          .trimmingCharacters(in: .newlines)
        let ending = try tool.shell(lines[0])
        let printed = (ending.output + ending.errors).trimmingCharacters(in: .newlines)
        #expect(printed == shown, "\(lines[0])")
      }
    }
  }

  @Test(
    "each generated page is current: .ci/refresh APUS --write",
    arguments: [
      ("Sources/Experiment/Experiment.docc/Gallery.md", "list scenarios --markdown"),
      ("Sources/Experiment/Experiment.docc/Keys.md", "schema --markdown"),
      ("Sources/Experiment/Experiment.docc/EnginesAndStrategies.md", "list --markdown"),
      ("Sources/Experiment/Experiment.docc/ManagerRules.md", "list managers --markdown"),
      (
        "Sources/Prediction/Prediction.docc/InventoryColumns.md", "columns inventory --markdown"
      ),
      ("Sources/apus/apus.docc/Course.md", "lesson --markdown"),
    ])
  func pages(file: String, command: String) throws {
    let tool = try Self.clone()
    #expect(try tool.shell("apus \(command)").output == Self.text(file))
  }

  @Test("every scenario has a lesson, and every command a line")
  func tables() throws {
    let gallery = try Self.clone().apus("list", "scenarios").output
    #expect(!gallery.contains("?\n") || gallery.contains("\n  "))
    let scenarios = try FileManager.default.contentsOfDirectory(
      atPath: Self.repository.appending(path: "Scenarios").path)
    for scenario in scenarios where scenario.hasSuffix(".json") {
      #expect(try Self.text("Scenarios/\(scenario)").contains("\"lesson\": \""), "\(scenario)")
    }
    let help = try CommandLineTool().apus("--help").output
    let commands = help.components(separatedBy: "SUBCOMMANDS:\n")[1]
      .components(separatedBy: "\n\n")[0]
      .split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .map { $0.split(separator: " ")[0] }
    let table = try Self.text("Sources/apus/apus.docc/Commands.md")
    for command in commands { #expect(table.contains("| `apus \(command)"), "\(command)") }
  }

  @Test("every link of README and of an article leads somewhere")
  func links() throws {
    let sources = Self.repository.appending(path: "Sources")
    let files = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    let articles = (files ?? []).filter { $0.hasSuffix(".md") }
    #expect(articles.count > 30)
    let names = Set(
      articles.map { URL(fileURLWithPath: $0).deletingPathExtension().lastPathComponent })
    for file in ["README.md"] + articles.map({ "Sources/\($0)" }) {
      let folder = Self.repository.appending(path: file).deletingLastPathComponent()
      let text = try Self.text(file)
      for match in text.matches(of: /\]\(([^)#:\s]+)\)/) {
        let target = folder.appending(path: String(match.1))
        #expect(FileManager.default.fileExists(atPath: target.path), "\(file): \(match.1)")
      }
      for match in text.matches(of: /<doc:([A-Za-z]+)>/) {
        #expect(names.contains(String(match.1)), "\(file): \(match.1)")
      }
    }
  }
}
