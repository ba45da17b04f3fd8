import Experiment
import Foundation
import Testing

@testable import Figures

@Suite("Figures of recorded results", .enabled(if: GnuplotTests.isInstalled))
struct RecordedFiguresTests {
  private static let results = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Results").path

  private static func figures(_ name: String) throws -> [String: Figure] {
    let all = try FigureChoice().figures(of: try StoredResults("\(results)/\(name)"))
    return Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
  }

  /// The texts of a picture, and where they stand.
  private static func texts(_ figure: Figure) throws -> [(x: Double, y: Double, text: String)] {
    let svg = String(decoding: try Gnuplot().draw(figure), as: UTF8.self)
    let pattern = /translate\((-?[\d.]+),(-?[\d.]+)\)[^>]*>\s*<text>(?:<tspan[^>]*>)?([^<]*)/
    return svg.matches(of: pattern).map { (Double($0.1)!, Double($0.2)!, String($0.3)) }
  }

  @Test(
    "each kind has the figures that its files allow",
    arguments: [
      ("first-migration", ["downtime", "means", "rounds", "stages", "total-time"]),
      ("when-to-start", ["downtime", "rounds", "stages", "sweep", "total-time"]),
      ("what-the-guest-feels", ["means", "rounds", "speed", "stages"]),
      (
        "ten-through-one-uplink",
        ["downtime", "links", "means", "rounds", "stages", "total-time"]
      ),
    ])
  func kinds(name: String, expected: [String]) throws {
    #expect(try Self.figures(name).keys.sorted() == expected)
  }

  @Test("no text stands outside of the picture, and every axis names its unit")
  func inside() throws {
    for name in ["throttle-or-wait", "ten-through-one-uplink", "what-the-guest-feels"] {
      for figure in try Self.figures(name).values {
        let texts = try Self.texts(figure)
        #expect(texts.contains { $0.text.hasPrefix(figure.title.prefix(20)) }, "\(figure.name)")
        for text in texts {
          #expect(
            (0...Double(figure.canvas.width)).contains(text.x)
              && (0...Double(figure.canvas.height)).contains(text.y),
            "\(name), \(figure.name): \(text)")
        }
        #expect(
          texts.contains { $0.text.contains(/[ ]in (µs|ms|s|min|h|[KMGT]?i?B)/) }
            || texts.contains { $0.text == "round" }, "\(figure.name)")
      }
    }
  }

  @Test("the stages are those of the table, in its order")
  func stages() throws {
    let texts = try Self.texts(try #require(try Self.figures("first-migration")["stages"]))
    let names = [
      "pre-migration", "reservation", "iterative-pre-copy", "stop-and-copy", "commitment",
      "activation",
    ]
    #expect(Array(texts.map(\.text).filter(names.contains).prefix(6)) == names)
  }

  @Test("never stands on the axis where something never ends, and only there")
  func never() throws {
    let waits = try Self.texts(try #require(try Self.figures("throttle-or-wait")["downtime"]))
    #expect(waits.contains { $0.text == "never" } && waits.contains { $0.text == "100 %" })
    let first = try Self.texts(try #require(try Self.figures("first-migration")["downtime"]))
    #expect(!first.contains { $0.text == "never" })
  }

  @Test("the figure on README's first screen is what its command draws")
  func readme() throws {
    let repository = URL(fileURLWithPath: Self.results).deletingLastPathComponent()
    let readme = try String(
      contentsOf: repository.appending(path: "README.md"), encoding: .utf8)
    let shown = try #require(readme.firstMatch(of: /!\[[^\]]+\]\(([^)]+\.svg)\)/))
    let command = try #require(
      readme.firstMatch(of: /apus plot apus-results\/([\w-]+) ([\w-]+) --strategy (\w+)/))
    #expect(readme.distance(from: readme.startIndex, to: shown.range.lowerBound) < 3500)
    var choice = FigureChoice()
    choice.strategies = [String(command.3)]
    let results = try StoredResults("\(Self.results)/\(command.1)")
    let kind = try #require(FigureKind.all.first { $0.name == String(command.2) })
    let figure = try #require(try choice.figures(of: results, kind).first)
    let committed = try String(
      contentsOf: repository.appending(path: String(shown.1)), encoding: .utf8)
    #expect(try Picture(svg: committed).structure == Picture(figure).structure)
  }

  @Test("a fleet has lanes by host, and how many VMs each host holds")
  func fleet() throws {
    let figures = try Self.figures("drain-a-rack")
    #expect(figures.keys.contains("request-time"))
    for name in ["lanes", "hosts"] {
      let texts = try Self.texts(try #require(figures[name])).map(\.text)
      for host in 1...4 { #expect(texts.contains("rack-1-\(host)"), "\(name)") }
    }
  }

  @Test("a strategy, replication or VM that is not there is an error that says what is")
  func missing() throws {
    let results = try StoredResults("\(Self.results)/first-migration")
    var choice = FigureChoice()
    choice.strategies = ["warm"]
    #expect(
      throws: StoredResultsError(
        saying: "there is no strategy \"warm\"; the results have \"xen\", \"cold\"")
    ) { try choice.figures(of: results) }
    choice = FigureChoice()
    choice.replication = 31
    #expect(
      throws: StoredResultsError(
        saying: "there is no replication 31; the results have 30")
    ) { try choice.figures(of: results) }
    choice = FigureChoice()
    choice.vm = "wbe"
    #expect(
      throws: StoredResultsError(
        saying: "there is no migration of a VM \"wbe\"; the results have \"web\"")
    ) { try choice.figures(of: results) }
    choice = FigureChoice()
    choice.points = ["3"]
    #expect(
      throws: StoredResultsError(saying: "there is no point \"3\"; the results have none")
    ) { try choice.figures(of: results) }
  }

  @Test("the accuracy study has a panel for each technique, none hidden under another")
  func accuracy() throws {
    let figures = try AccuracyFigures("\(Self.results)/accuracy").figures
    #expect(figures.map(\.name) == ["reliability", "load", "predicted", "cases"])
    let texts = try Self.texts(figures[2]).map(\.text)
    for technique in ["pre-copy", "auto-converge", "xbzrle", "compress", "post-copy"] {
      #expect(texts.count { $0 == technique } == 1)
    }
  }
}
