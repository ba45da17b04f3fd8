import Foundation
public import StrictJSON

/// The scenarios of a folder, with what each asks and what its results teach.
public struct Gallery: Sendable {
  private let folder: String
  private let entries: [Entry]

  private struct Entry {
    let name: String
    let question: String
    let lesson: String
  }

  /// Reads the scenarios of a folder; what else lies there is passed over.
  ///
  /// - Throws: if there is no scenario in it, or one is no JSON.
  public init(folder: String) throws(ScenarioErrors) {
    self.folder = folder
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var entries: [Entry] = []
    for file in files.sorted() where file.hasSuffix(".json") {
      let root = try JSONDocument(contentsOf: "\(folder)/\(file)").root
      guard root["format"] != nil else { continue }
      entries.append(
        Entry(
          name: String(file.dropLast(5)), question: Visible.text(root["question"]?.string ?? ""),
          lesson: Visible.text(root["lesson"]?.string ?? "")))
    }
    guard !entries.isEmpty else {
      throw ScenarioErrors([
        JSONIssue(
          file: folder, problem: "there is no scenario in it",
          remedy: "name a folder of scenarios, such as Scenarios in the folder of the clone")
      ])
    }
    self.entries = entries
  }

  /// The scenarios as text, each with its lesson.
  public var text: String {
    entries.map { entry in
      let told = entry.lesson.isEmpty ? entry.question : entry.lesson
      return ([entry.name] + ExperimentRun.wrapped(told).map { "  " + $0 }).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The scenarios as a page of the documentation.
  ///
  /// - Parameter root: the path from the page to the folder above that of the scenarios.
  public func page(root: String) -> String {
    var lines = [
      "# Scenarios to learn from", "",
      "What each recorded scenario asks, and what its results teach.", "", "## Overview", "",
      "This page is written by `apus list scenarios --markdown`. Each file in `\(folder)` is an example of the format and a test: its results are recorded in `Results`, and every run of the tests must give the same bytes.",
      "", "| scenario | lesson |", "| --- | --- |",
    ]
    lines += entries.map { entry in
      let lesson = entry.lesson.isEmpty ? entry.question : entry.lesson
      return "| [`\(entry.name)`](\(root)/\(folder)/\(entry.name).json) | \(lesson) |"
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
