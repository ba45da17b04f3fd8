import Foundation
import StrictJSON
import Testing

@testable import Experiment

@Suite("A mistake is answered with its place and what to write instead")
struct MistakeTests {
  /// A mistake with the messages that answer it.
  struct Mistake {
    let old: String
    let new: String
    var messages: [String] = []
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private static func mistakes() throws -> [Mistake] {
    let file = folder.appending(path: "Field/Mistakes.txt")
    var mistakes: [Mistake] = []
    for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
      if line.hasPrefix("  ") {
        mistakes[mistakes.count - 1].messages.append("s.json:" + line.dropFirst(2))
      } else if !line.hasPrefix("#") {
        let sides = line.components(separatedBy: " => ")
        mistakes.append(Mistake(old: sides[0], new: sides.count > 1 ? sides[1] : ""))
      }
    }
    return mistakes
  }

  @Test("more than a hundred mistakes in the first scenario")
  func messages() throws {
    let sound = try String(
      contentsOf: Self.folder.appending(path: "../../Scenarios/first-migration.json"),
      encoding: .utf8)
    let mistakes = try Self.mistakes()
    #expect(mistakes.count > 100)
    for mistake in mistakes {
      let text = sound.replacingOccurrences(of: mistake.old, with: mistake.new)
      #expect(text != sound, "\(mistake.old) stands in the scenario")
      do {
        _ = try Scenario(parsing: text, file: "s.json")
        Issue.record("\(mistake.old) => \(mistake.new) is no mistake")
      } catch {
        let told = error.description.split(separator: "\n").map(String.init)
        #expect(told == mistake.messages, "\(mistake.old) => \(mistake.new)")
      }
    }
  }
}
