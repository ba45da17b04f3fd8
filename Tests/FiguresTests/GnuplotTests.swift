import Foundation
import Testing

@testable import Figures

@Suite("gnuplot draws what it is told")
struct GnuplotTests {
  static let isInstalled = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private static func figure(_ panel: String) -> Figure {
    Figure("try", title: "A try", canvas: Canvas(width: 300, height: 200), panels: [panel])
  }

  @Test("a plot is an SVG picture", .enabled(if: isInstalled, "gnuplot is not installed"))
  func draws() throws {
    let drawn = try Gnuplot().draw(
      Self.figure(Gnuplot.data("d", [[0, 1], [1, 3]]) + "plot $d with lines\n"))
    let picture = String(decoding: drawn, as: UTF8.self)
    #expect(picture.contains("<svg"))
    #expect(picture.hasSuffix("</svg>\n") || picture.contains("</svg>"))
  }

  @Test("a script that makes no sense is an error that says why", .enabled(if: isInstalled))
  func complains() {
    #expect {
      try Gnuplot().draw(Self.figure("plot $nothing with lines\n"))
    } throws: {
      "\($0)".contains("does not understand")
    }
  }
}
