import Foundation

/// gnuplot, which draws what it is told, as SVG.
public struct Gnuplot: Sendable {
  /// What went wrong.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    public let description: String
  }

  public init() {}

  /// Finds out whether figures can be drawn.
  ///
  /// - Throws: `Failure` if there is no gnuplot.
  public func check() throws(Failure) {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") })
    else {
      throw Failure(
        description:
          "there is no gnuplot; install gnuplot-nox, or leave the figures out: --without-figures")
    }
  }

  /// Draws a figure.
  ///
  /// - Parameter script: gnuplot's commands behind the choice of terminal and output, data in
  ///   here-documents.
  /// - Throws: `Failure` if gnuplot is not installed, or does not understand the script.
  public func svg(_ script: String, width: Int = 720, height: Int = 480) throws(Failure) -> String {
    let head = """
      set encoding utf8
      set terminal svg size \(width),\(height) font "Helvetica,13" background "white"
      set grid lc rgb "#dddddd"
      set key left top

      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gnuplot"]
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    do {
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data((head + script).utf8))
      try input.fileHandleForWriting.close()
    } catch {
      throw Failure(description: "gnuplot could not be run; install gnuplot-nox")
    }
    let drawn = output.fileHandleForReading.readDataToEndOfFile()
    let complaint = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0, !drawn.isEmpty else {
      let text = String(decoding: complaint, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
      throw Failure(
        description: process.terminationStatus == 127
          ? "there is no gnuplot; install gnuplot-nox" : "gnuplot does not understand: \(text)")
    }
    return String(decoding: drawn, as: UTF8.self)
  }

  /// Rows of a here-document.
  static func data(_ name: String, _ rows: [[String]]) -> String {
    "$\(name) << EOD\n" + rows.map { $0.joined(separator: " ") + "\n" }.joined() + "EOD\n"
  }
}
