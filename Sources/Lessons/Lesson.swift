import Foundation
import StrictJSON

/// A lesson of the course: a question, a scenario whose recorded results answer it, and an exercise.
///
/// Its file begins with lines `key: value` between two lines `---`; the text below is Markdown, in which
/// `{{ }}` stand for numbers of recorded results.
public struct Lesson: Sendable {
  /// Its place in the course, from 1.
  public let number: Int
  /// The question that it answers.
  public let title: String
  /// The words behind `apus` that show it: `["run", "Scenarios/first-migration.json"]`.
  public let command: [String]
  /// The words behind `apus` that draw its figure.
  public let figure: [String]
  private let body: String

  /// Where the page of the course has its figure.
  var picture: String { "Figures/lesson-\(number < 10 ? "0" : "")\(number).svg" }

  /// Reads a lesson's file.
  ///
  /// - Parameter file: its name begins with its number.
  init(_ text: String, file: String) throws(LessonError) {
    guard let number = Int(file.prefix { $0.isNumber }) else {
      throw LessonError("\(file): its name has no number; write for example 03-rounds.md")
    }
    let parts = text.components(separatedBy: "---\n")
    guard parts.count >= 3, parts[0].isEmpty else {
      throw LessonError("\(file): it does not begin with its keys between two lines ---")
    }
    var keys: [String: String] = [:]
    for line in parts[1].split(separator: "\n") {
      let sides = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if sides.count == 2 { keys[sides[0]] = sides[1] }
    }
    guard let title = keys["title"], let command = keys["command"], let figure = keys["figure"]
    else { throw LessonError("\(file): it needs a title, a command and a figure") }
    self.number = number
    self.title = title
    self.command = command.split(separator: " ").map(String.init)
    self.figure = figure.split(separator: " ").map(String.init)
    body = parts.dropFirst(2).joined(separator: "---\n").trimmingCharacters(in: .newlines)
  }

  /// The parts of its text, numbers filled in.
  ///
  /// - Throws: if a number is not in the recorded results.
  public func parts(_ results: RecordedNumbers) throws(LessonError) -> Parts {
    let text = try results.filled(body)
    func part(_ name: String) throws(LessonError) -> String {
      guard let found = text.components(separatedBy: "\n### ").first(where: { $0.hasPrefix(name) })
      else { throw LessonError("lesson \(number): it has no part \"\(name)\"") }
      return found.dropFirst(name.count).trimmingCharacters(in: .newlines)
    }
    return Parts(
      text: Self.flowing(text.components(separatedBy: "\n### ")[0]),
      change: Self.flowing(try part("What to change")),
      exercise: Self.flowing(try part("Exercise")), answer: Self.flowing(try part("Answer")))
  }

  /// A text with each paragraph on one line; blocks of code stay as they are.
  private static func flowing(_ text: String) -> String {
    var isCode = false
    return text.components(separatedBy: "\n\n").map { paragraph in
      let hasCode = isCode || paragraph.contains("```")
      if paragraph.components(separatedBy: "```").count.isMultiple(of: 2) { isCode.toggle() }
      return hasCode ? paragraph : paragraph.replacing("\n", with: " ")
    }.joined(separator: "\n\n").trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What a lesson consists of.
  public struct Parts: Sendable {
    /// What the results teach.
    public let text: String
    /// What to change in the scenario, and what to look at then.
    public let change: String
    public let exercise: String
    /// The exercise's answer, with the command that gives it.
    public let answer: String
  }
}

/// What is wrong with a course.
public struct LessonError: Error, CustomStringConvertible, Sendable {
  public let description: String

  init(_ text: String) { description = Visible.text(text) }

  /// A number that no lesson has.
  public init(missing number: Int, of count: Int) {
    self.init("there is no lesson \(number); write a number from 1 to \(count)")
  }
}
