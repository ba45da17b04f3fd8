public import Foundation
import Quantities
import StrictJSON

/// gnuplot, which draws what it is told.
public struct Gnuplot: Sendable {
  /// What went wrong.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    public let description: String
    /// Whether it is that there is no gnuplot.
    public let isMissing: Bool
  }

  /// How figures are drawn.
  public enum Format: String, Sendable, CaseIterable { case svg, png }

  public init() {}

  /// Finds out whether figures can be drawn.
  ///
  /// - Throws: `Failure` if there is no gnuplot.
  public func check() throws(Failure) {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    guard folders.contains(where: { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") })
    else {
      throw Failure(
        description: "there is no gnuplot; install gnuplot-nox",
        isMissing: true)
    }
  }

  /// Draws a figure.
  ///
  /// - Throws: `Failure` if gnuplot is not installed, or does not understand the script.
  public func draw(_ figure: Figure, as format: Format = .svg) throws(Failure) -> Data {
    try check()
    let drawn = try run(figure.script, name: figure.name, format)
    guard format == .svg else { return drawn }
    // The version of gnuplot is no part of the figure, and titles would hover over a page.
    let titled = String(decoding: drawn, as: UTF8.self)
      .replacing(/<title>[^<]*<\/title>/, with: "")
      .replacing(/<desc>[^<]*<\/desc>/, with: "<desc>\(Self.escaped(figure.title))</desc>")
    return Data(titled.utf8)
  }

  /// Runs a script in a folder of its own, and gives the file that it draws.
  private func run(_ script: String, name: String, _ format: Format) throws(Failure) -> Data {
    let folder = FileManager.default.temporaryDirectory.appending(path: "apus-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let complaints = folder.appending(path: "complaints")
    let process = Process()
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(script.utf8).write(to: folder.appending(path: "\(name).gp"))
      try Data().write(to: complaints)
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments =
        ["gnuplot"] + (format == .png ? ["-e", "png=1"] : []) + ["\(name).gp"]
      process.currentDirectoryURL = folder
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = FileHandle.nullDevice
      process.standardError = try FileHandle(forWritingTo: complaints)
      try process.run()
    } catch {
      throw Failure(
        description: "gnuplot could not be run; is there room in the folder for temporary files?",
        isMissing: false)
    }
    process.waitUntilExit()
    let drawn = FileManager.default.contents(
      atPath: folder.appending(path: "\(name).\(format.rawValue)").path)
    guard process.terminationStatus == 0, let drawn, !drawn.isEmpty else {
      let text = FileManager.default.contents(atPath: complaints.path) ?? Data()
      let said = Visible.text(
        String(decoding: text, as: UTF8.self).split(separator: "\n").joined(separator: " "))
      throw Failure(
        description: "gnuplot does not understand the figure \(name): \(said)", isMissing: false)
    }
    return drawn
  }

  // MARK: What scripts are made of

  /// Rows of numbers as a block of data.
  static func data(_ name: String, _ rows: [[Double]]) -> String {
    "$\(name) << EOD\n" + rows.map { $0.map(number).joined(separator: " ") + "\n" }.joined()
      + "EOD\n"
  }

  /// Rows in runs, between which lines are broken.
  static func data(_ name: String, runs: [[[Double]]]) -> String {
    "$\(name) << EOD\n"
      + runs.map { run in run.map { $0.map(number).joined(separator: " ") + "\n" }.joined() }
      .joined(separator: "\n") + "EOD\n"
  }

  /// A number in its shortest form.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : value.description
  }

  /// A text that gnuplot takes as it is, whatever it holds, cut to a length.
  static func quoted(_ text: String, most: Int = 60) -> String {
    // A typographic quote needs no escape, whatever stands beside it.
    let shown = Visible.text(text).replacing("'", with: "\u{2019}")
    return "'" + cut(shown, to: most) + "'"
  }

  /// A text without its middle, if it is too long: names that begin alike often differ at their ends.
  private static func cut(_ text: String, to most: Int) -> String {
    guard text.count > most, most > 3 else { return text }
    let last = most / 3
    return "\(text.prefix(most - 1 - last))…\(text.suffix(last))"
  }

  private static func escaped(_ text: String) -> String {
    Visible.text(text).replacing("&", with: "&amp;")
      .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
