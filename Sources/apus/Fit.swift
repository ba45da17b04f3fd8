import ArgumentParser
import Experiment

/// `apus fit`: measured dirty pages in, page classes out.
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fit",
    abstract: "Find page classes that explain measured dirty pages.",
    discussion: """
      Reads a CSV file whose column names say what was measured:

        interval_s,dirty_pages     distinct pages dirty after an interval
        window_s,rate_pages_per_s  a dirty rate over a window, as hypervisors report
        time_s,dirty_pages         a log of bitmap reads: pages since the last

      Columns in bytes are read, too: dirty_bytes and rate_bytes_per_s. Prints the JSON to paste into a \
      scenario, how good the fit is, and the points beside the curve.

        apus fit points.csv
      """)

  @Argument(help: "The measured points, a CSV file.")
  var points: String

  func run() throws {
    let measured: [DirtyPoint]
    do {
      measured = try DirtyPoints.read(points)
    } catch {
      try refuse(error)
    }
    let report: String
    do {
      report = try CurveFit(measured).report
    } catch {
      try refuse("\(points): \(error)")
    }
    try Screen.answer(report)
  }
}
