import Foundation
import Testing

@testable import Figures

@Suite("gnuplot draws what it is told")
struct GnuplotTests {
  static let isInstalled = ["/usr/bin/gnuplot", "/usr/local/bin/gnuplot"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test("a plot is an SVG picture", .enabled(if: isInstalled, "gnuplot is not installed"))
  func draws() throws {
    let script = Gnuplot.data("d", [["0", "1"], ["1", "3"]]) + "plot $d with lines\n"
    let picture = try Gnuplot().svg(script)
    #expect(picture.contains("<svg"))
    #expect(picture.hasSuffix("</svg>\n") || picture.contains("</svg>"))
  }

  @Test("a script that makes no sense is an error that says why", .enabled(if: isInstalled))
  func complains() {
    #expect {
      try Gnuplot().svg("plot $nothing with lines\n")
    } throws: {
      "\($0)".contains("does not understand")
    }
  }
}
