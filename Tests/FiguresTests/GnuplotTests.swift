import Foundation
import Testing

@testable import Figures

@Suite("gnuplot draws what it is told")
struct GnuplotTests {
  static let isInstalled = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private func figure(_ panel: String, title: String = "A line") -> Figure {
    let canvas = Canvas(width: 400, height: 300)
    return Figure(
      "line", title: title, canvas: canvas,
      panels: [canvas.box(left: 60, top: 60, width: 300, height: 200) + panel])
  }

  @Test(
    "a figure is an SVG or a PNG picture", .enabled(if: isInstalled, "gnuplot is not installed"))
  func draws() throws {
    let line = figure(Gnuplot.data("d", [[0, 1], [1, 3]]) + "plot $d with lines\n")
    let svg = String(decoding: try Gnuplot().draw(line), as: UTF8.self)
    #expect(svg.contains("<svg") && svg.contains("</svg>"))
    #expect(svg.contains("<desc>A line</desc>"))
    #expect(try Gnuplot().draw(line, as: .png).starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test("equal figures are equal bytes", .enabled(if: isInstalled))
  func repeats() throws {
    let line = figure(Gnuplot.data("d", [[0, 1], [1, 3]]) + "plot $d with lines\n")
    #expect(try Gnuplot().draw(line) == Gnuplot().draw(line))
  }

  @Test("a script that makes no sense is an error that says why", .enabled(if: isInstalled))
  func complains() {
    #expect {
      try Gnuplot().draw(figure("plot $nothing with lines\n"))
    } throws: {
      "\($0)".contains("does not understand the figure line")
    }
  }

  @Test(
    "a name is shown and never obeyed, whatever it holds", .enabled(if: isInstalled),
    arguments: [
      "it's", "'; system('touch obeyed'); '", "`touch obeyed`", "\"quotes\"", "@macro", "a\\",
      "a_{b}^c",
      "<script>alert(1)</script>", "two\nlines\nEOD", "\u{1B}[31mred", "=cmd|' /C calc'!A0",
    ])
  func harmless(name: String) throws {
    let drawn = try Gnuplot().draw(
      figure("set label \(Gnuplot.quoted(name)) at graph 0.5, 0.5\nplot x\n", title: name))
    let svg = String(decoding: drawn, as: UTF8.self)
    #expect(!svg.contains("<script"))
    #expect(!svg.contains("\u{1B}"))
    #expect(!FileManager.default.fileExists(atPath: "obeyed"))
  }

  @Test("long names lose their middle, by which they differ least")
  func cuts() {
    #expect(Gnuplot.quoted("rack-old:old-1->rack-new", most: 12) == "'rack-ol…-new'")
    #expect(Gnuplot.quoted("short", most: 12) == "'short'")
  }
}
