import Foundation
import Testing

@Suite("The course")
struct LessonTests {
  private static func clone() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    for part in ["Scenarios", "Results", "Sources"] {
      try FileManager.default.createSymbolicLink(
        at: tool.folder.appending(path: part),
        withDestinationURL: ReadmeTests.repository.appending(path: part))
    }
    return tool
  }

  @Test(
    "has twelve lessons, each of which prints its text, runs its scenario and says what to change")
  func lessons() throws {
    let tool = try Self.clone()
    let list = try tool.apus("lesson").output.split(separator: "\n")
    #expect(list.count == 13)
    for number in 1...12 {
      let ending = try tool.apus("lesson", "\(number)")
      #expect(ending.code == 0, "\(number): \(ending.errors)")
      for part in ["$ apus ", "The figure: apus plot Results/", "What to change: ", "Exercise: "] {
        #expect(ending.output.contains("\n\(part)"), "lesson \(number) has no \(part)")
      }
      #expect(!ending.output.contains("{{"))
      let figure = "Sources/apus/apus.docc/Figures/lesson-\(number < 10 ? "0" : "")\(number).svg"
      #expect(
        FileManager.default.fileExists(
          atPath: ReadmeTests.repository.appending(path: figure).path))
      #expect(try tool.apus("lesson", "\(number)", "--answer").output.contains("$ "))
    }
  }

  @Test("numbers have the unit of their column: 30 replications are not 30 s")
  func units() throws {
    let text = try Self.clone().apus("lesson", "--markdown").output
    #expect(text.contains("over 30 replications"))
    // Each answer begins with a sentence: a block of code within a line would not be one.
    #expect(text.split(separator: "**Answer.** ").dropFirst().allSatisfy { !$0.hasPrefix("```") })
    #expect(text.split(separator: "\n").allSatisfy { !$0.hasSuffix(" ") })
  }

  @Test("outside of a clone it says where to run it, and a number that no lesson has is refused")
  func refusals() throws {
    let elsewhere = try CommandLineTool().apus("lesson", "3")
    #expect(elsewhere.code == 2)
    #expect(elsewhere.errors.contains("run apus lesson in the folder of a clone"))
    let thirteenth = try Self.clone().apus("lesson", "13")
    #expect(thirteenth.code == 2)
    #expect(thirteenth.errors == "there is no lesson 13; write a number from 1 to 12\n")
  }

  @Test("a number that the recorded results do not have is named")
  func missing() throws {
    let tool = try CommandLineTool()
    try FileManager.default.createDirectory(
      at: tool.folder.appending(path: "Sources/Lessons/Course"), withIntermediateDirectories: true)
    try tool.write(
      """
      ---
      title: T
      command: list
      figure: plot x
      ---
      It takes {{nowhere summary.csv strategy=xen mean}}.
      """, to: "Sources/Lessons/Course/01-t.md")
    let ending = try tool.apus("lesson", "1")
    #expect(ending.code == 2)
    #expect(
      ending.errors.contains("{{nowhere summary.csv strategy=xen mean}}: the recorded results"))
  }

  @Test("the sentences of a lesson have the numbers of its table")
  func means() throws {
    let text = try Self.clone().apus("lesson", "3").output
    #expect(text.contains("*busy* needs 10.1."), "\(text)")
    #expect(text.contains("10.10 ± "), "\(text)")
  }
}
