import Experiment
import Foundation
import Testing

@testable import Figures

/// Every kind of figure, drawn from tables that lie beside the tests, so that it changes only where the
/// figures do.
///
/// `APUS_GOLDEN=record swift test --filter GoldenTests` writes the structures anew; look at the figures
/// before you keep them.
@Suite("Every figure is as it was when it was looked at", .enabled(if: GnuplotTests.isInstalled))
struct GoldenTests {
  private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  private static let sources = [
    "one", "fleet", "curve", "words", "grid", "design", "sensitivity", "accuracy",
  ]

  private static func figures(_ source: String) throws -> [Figure] {
    let path = here.appending(path: "Data/\(source)").path
    switch source {
    case "sensitivity": return [try TornadoFigure("\(path).csv").figure]
    case "accuracy": return try AccuracyFigures(path).figures
    default: return try FigureChoice().figures(of: try StoredResults(path))
    }
  }

  @Test("a figure has the labels, series and axes that it had", arguments: sources)
  func structure(source: String) throws {
    let file = Self.here.appending(path: "Data/\(source).golden.txt")
    let told = try Self.figures(source).map { figure in
      "== \(figure.name)\n" + (try Picture(figure)).structure.joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
    if ProcessInfo.processInfo.environment["APUS_GOLDEN"] == "record" {
      try Data(told.utf8).write(to: file)
    }
    let known = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let (new, old) = (told.split(separator: "\n"), known.split(separator: "\n"))
    for change in new.difference(from: old) {
      switch change {
      case .insert(_, let line, _): Issue.record("\(source): now there is: \(line)")
      case .remove(_, let line, _): Issue.record("\(source): no longer there is: \(line)")
      }
    }
  }

  @Test("no label is cut, and none covers another", arguments: sources)
  func labels(source: String) throws {
    for figure in try Self.figures(source) {
      let picture = try Picture(figure)
      #expect(!picture.texts.isEmpty)
      #expect(picture.faults.isEmpty, "\(source), \(figure.name)")
      // gnuplot leaves out a label for which there is no room.
      let texts = Set(picture.texts.map(\.text))
      for label in figure.script.matches(of: /set [xy]label '([^']+)'/) {
        #expect(texts.contains(String(label.1)), "\(source), \(figure.name)")
      }
      #expect(picture.width <= 840, "\(source), \(figure.name)")
    }
  }

  @Test("every kind of figure is among them")
  func all() throws {
    var names: Set<String> = []
    for source in Self.sources { names.formUnion(try Self.figures(source).map(\.name)) }
    let missing = FigureKind.all.map(\.name).filter { !names.contains($0) }
    #expect(missing.isEmpty)
    #expect(names.isSuperset(of: ["tornado", "reliability", "load", "predicted", "cases"]))
  }

  @Test("series are told apart without colours: by dash, shape or place", arguments: sources)
  func withoutColours(source: String) throws {
    for figure in try Self.figures(source) where ["sweep", "effects"].contains(figure.name) {
      let legend = try Picture(figure).series.filter { $0.points == 1 }
      let looks = legend.map { "\($0.isDashed) \($0.shapes)" }
      #expect(Set(looks).count == looks.count, "\(source), \(figure.name)")
    }
  }
}
