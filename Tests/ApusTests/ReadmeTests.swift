import Experiment
import Foundation
import Prediction
import Testing

@Suite("What README shows is what happens")
struct ReadmeTests {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The blocks of README that are fenced with a word, in order.
  private static func blocks(_ word: String) throws -> [String] {
    let readme = try String(contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    return readme.components(separatedBy: "\n```\(word)\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0] + "\n"
    }
  }

  @Test("the scenario of the first screen gives the table of the first screen")
  func firstScreen() throws {
    let tool = try CommandLineTool()
    try tool.write(try #require(try Self.blocks("json").first), to: "first-migration.json")
    let ending = try tool.apus("run", "first-migration.json")
    #expect(ending.output == (try Self.blocks("text").first))
  }

  @Test("each command that is shown with its output prints that output")
  func transcripts() throws {
    let tool = try CommandLineTool()
    try FileManager.default.createSymbolicLink(
      at: tool.folder.appending(path: "Scenarios"),
      withDestinationURL: Self.repository.appending(path: "Scenarios"))
    for block in try Self.blocks("console") {
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

  @Test("every scenario and every command has its line")
  func tables() throws {
    let readme = try String(
      contentsOf: Self.repository.appending(path: "README.md"), encoding: .utf8)
    let scenarios = try FileManager.default.contentsOfDirectory(
      atPath: Self.repository.appending(path: "Scenarios").path)
    for scenario in scenarios where scenario.hasSuffix(".json") {
      #expect(readme.contains("(Scenarios/\(scenario))"), "\(scenario)")
    }
    let help = try CommandLineTool().apus("--help").output
    let commands = help.components(separatedBy: "SUBCOMMANDS:\n")[1]
      .components(separatedBy: "\n\n")[0]
      .split(separator: "\n").filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .map { $0.split(separator: " ")[0] }
    for command in commands { #expect(readme.contains("| `apus \(command)"), "\(command)") }
  }

  @Test("every column of an inventory has its line")
  func columns() throws {
    let readme = try String(
      contentsOf: Self.repository.appending(path: "README.md"), encoding: .utf8)
    let names = Predictor.columns.flatMap { $0.names.split { $0 == "," || $0 == ";" || $0 == " " } }
    #expect(names.count > 20)
    for name in names where !name.hasSuffix("...") {
      #expect(readme.contains("`\(name)`"), "\(name)")
    }
  }
}
