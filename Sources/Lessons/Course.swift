import Foundation

/// The lessons of a folder, in their order.
public struct Course: Sendable {
  public let lessons: [Lesson]
  private let results: RecordedNumbers

  /// Reads the course of a clone of the repository.
  ///
  /// - Parameter clone: the folder of the repository.
  /// - Throws: if there is no course, or a lesson is damaged.
  public init(clone: String) throws(LessonError) {
    let folder = "\(clone)/Sources/Lessons/Course"
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var lessons: [Lesson] = []
    for file in files.sorted() where file.hasSuffix(".md") {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
        throw LessonError("\(folder)/\(file): cannot be read")
      }
      lessons.append(try Lesson(String(decoding: data, as: UTF8.self), file: file))
    }
    guard !lessons.isEmpty else {
      throw LessonError(
        "\(folder): there is no course; run apus lesson in the folder of a clone of the repository, or name that with --clone"
      )
    }
    self.lessons = lessons.sorted { $0.number < $1.number }
    results = RecordedNumbers("\(clone)/Results")
  }

  /// A lesson's text, with the numbers of the recorded results.
  public func parts(of lesson: Lesson) throws(LessonError) -> Lesson.Parts {
    try lesson.parts(results)
  }

  /// The lessons, a line for each.
  public var list: String {
    lessons.map { lesson in
      let number = String(lesson.number)
      return "\(String(repeating: " ", count: max(0, 4 - number.count)))\(number)  \(lesson.title)"
    }.joined(separator: "\n")
  }

  /// The whole course as a page of the documentation.
  public func page() throws(LessonError) -> String {
    var lines = [
      "# A course in twelve lessons", "",
      "Each lesson asks one question about migration, and answers it by a recorded scenario.", "",
      "## Overview", "",
      "`apus lesson` lists the lessons. `apus lesson 3` prints the third, runs its scenario, and says what to change; `apus lesson 3 --answer` answers its exercise. This page is written by `apus lesson --markdown`, and its numbers come from the recorded results. An afternoon is enough for all lessons. Clark et al., *Live Migration of Virtual Machines* (NSDI 2005), is the paper to read beside them.",
    ]
    for lesson in lessons {
      let parts = try parts(of: lesson)
      lines += [
        "", "## \(lesson.number). \(lesson.title)", "", "```sh",
        "apus \(lesson.command.joined(separator: " "))", "```", "", parts.text, "",
        "![\(lesson.title)](\(lesson.picture))", "",
        "The figure is drawn by `apus \(lesson.figure.joined(separator: " "))`.", "",
        "**Change it.** \(parts.change)", "", "**Exercise.** \(parts.exercise)", "",
        "**Answer.** \(parts.answer)",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
