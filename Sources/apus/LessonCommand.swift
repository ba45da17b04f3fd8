import ArgumentParser
import Experiment
import Foundation
import Lessons

/// `apus lesson`: the course.
struct LessonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lesson",
    abstract: "Read a lesson of the course, and run its scenario.",
    discussion: """
      The course has twelve lessons. Each asks a question about migration and answers it by a scenario, \
      which is run. Then it prints what to change in the scenario, and an exercise.

        apus lesson
        apus lesson 3
        apus lesson 3 --answer

      A clone of the repository contains the lessons, scenarios and recorded results. Run apus lesson in the \
      folder of the clone, or name that folder with --clone.
      """)

  @Argument(help: "The number of the lesson (default: list them).")
  var number: Int?

  @Flag(help: "Print the answer of the exercise.")
  var answer = false

  @Flag(help: "Print all lessons as a page of Markdown.")
  var markdown = false

  @Option(help: ArgumentHelp("The folder of a clone of the repository.", valueName: "folder"))
  var clone: String?

  func validate() throws {
    if answer, number == nil { throw ValidationError("--answer is for one lesson; name it") }
    if markdown, number != nil { throw ValidationError("--markdown is for all lessons together") }
  }

  func run() throws {
    if let clone, !FileManager.default.changeCurrentDirectoryPath(clone) {
      try refuse("--clone \(clone): there is no such folder")
    }
    let text: String
    var chosen: (lesson: Lesson, parts: Lesson.Parts)?
    do throws(LessonError) {
      let course = try Course(clone: ".")
      text = markdown ? try course.page() : "\(course.list)\n\nRead one: apus lesson 1\n"
      if let number {
        guard let lesson = course.lessons.first(where: { $0.number == number }) else {
          throw LessonError(missing: number, of: course.lessons.count)
        }
        chosen = (lesson, try course.parts(of: lesson))
      }
    } catch {
      try refuse(error)
    }
    guard let (lesson, parts) = chosen else { return try Screen.answer(text, ending: "") }
    func told(_ text: String) -> String { Paragraphs.wrapped(text, at: 90) }
    if answer { return try Screen.answer(told(parts.answer)) }
    try Screen.answer("\(lesson.number). \(lesson.title)\n\n\(told(parts.text))\n")
    try Screen.answer("$ apus \(lesson.command.joined(separator: " "))\n")
    var command = try Apus.parseAsRoot(lesson.command)
    try command.run()
    try Screen.answer(
      """

      The figure: apus \(lesson.figure.joined(separator: " "))

      \(told("What to change: " + parts.change))

      \(told("Exercise: " + parts.exercise))

      Its answer: apus lesson \(lesson.number) --answer
      """)
  }
}
