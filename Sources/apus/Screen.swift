import ArgumentParser
import Foundation
import StrictJSON
import Synchronization

/// Where the answer goes, and what is shown beside it: complaints and progress, on the error stream.
enum Screen {
  /// Whether anything could not be shown.
  static var hasFailed: Bool { failed.load(ordering: .relaxed) }
  private static let failed = Atomic(false)

  /// Whether somebody reads the output.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// The locale, as far as somebody has chosen one.
  private static var locale: String? {
    let environment = ProcessInfo.processInfo.environment
    return ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty }
  }

  /// Whether the terminal shows more than ASCII.
  static var isUTF8: Bool {
    locale?.uppercased().replacing("-", with: "").contains("UTF8") == true
  }

  /// A text as its reader can show it: with ASCII in the place of signs, on a terminal or in a locale
  /// that has no others.
  static func readable(_ text: String) -> String {
    if isUTF8 || !isTerminal && locale == nil { return text }
    // As long as before, so that columns stay where they are.
    return text.replacing(" ± ", with: " +-").replacing("µ", with: "u").replacing("–", with: "-")
      .replacing("…", with: "~")
  }

  /// Writes an answer to the output, or ends the program if that cannot be done: a script must not
  /// take half an answer for one. What texts of others hold cannot steer a terminal.
  static func answer(_ text: String, ending: String = "\n") throws {
    try answer(raw: Visible.lines(text) + ending)
  }

  /// Writes a text as it is.
  static func answer(raw text: String) throws { try answer(Data(text.utf8)) }

  /// Writes bytes of an answer as they are.
  static func answer(_ bytes: Data) throws {
    guard !write(bytes, to: STDOUT_FILENO) else { return }
    // A reader who has seen enough, such as head, wants to hear no more.
    if errno == EPIPE { throw ExitCode(endOfReader) }
    try refuse("the answer could not be written to the output; is its disk full?")
  }

  /// As shells tell that a program ended because nobody reads its output any more: 128 + SIGPIPE.
  static let endOfReader: Int32 = 141

  /// Writes a line to the error stream.
  static func complain(_ text: String) {
    _ = write(Data((Visible.lines(text) + "\n").utf8), to: STDERR_FILENO)
  }

  /// Writes to a stream; whether all of it went there.
  fileprivate static func write(_ bytes: Data, to stream: Int32) -> Bool {
    let isWritten = bytes.withUnsafeBytes { all in
      var rest = all[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          stream, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno != EINTR { return false }
        if count > 0 { rest = rest.dropFirst(count) }
      }
      return true
    }
    if !isWritten, errno != EPIPE || stream != STDOUT_FILENO {
      failed.store(true, ordering: .relaxed)
    }
    return isWritten
  }
}

/// "12 of 60 replications", on a terminal only.
struct ProgressLine: Sendable {
  /// Whether anybody watches.
  let isShown = isatty(STDERR_FILENO) == 1
  private let start = ContinuousClock.now

  /// Shows how far the run has come.
  func show(_ done: Int, of total: Int) {
    guard done == total || done.isMultiple(of: max(1, total / 100)) else { return }
    let elapsed = (ContinuousClock.now - start) / .seconds(1)
    let rate = Double(done) / max(elapsed, 1e-3)
    let left = Int((Double(total - done) / rate).rounded(.up))
    show(
      "\(done) of \(total) replications, \(Self.brief(rate)) per second, \(left) s left\u{1B}[K")
  }

  /// A number with two digits or more.
  private static func brief(_ number: Double) -> String {
    number < 10 ? "\((number * 10).rounded() / 10)" : "\(Int(number.rounded()))"
  }

  /// "[=====>              ]  27 %"
  static func bar(_ share: Double) -> String {
    let full = Int(share * 20)
    let line = String(repeating: "=", count: full) + (full < 20 ? ">" : "")
    let percent = String(Int(share * 100))
    return "[\(line)\(String(repeating: " ", count: max(0, 20 - line.count)))] "
      + String(repeating: " ", count: max(0, 3 - percent.count)) + "\(percent) %"
  }

  /// Shows how far the work has come, in words.
  func show(_ text: String) {
    guard isShown else { return }
    _ = Screen.write(Data("\r\(text)".utf8), to: STDERR_FILENO)
  }

  /// Takes the line away again.
  func clear() {
    guard isShown else { return }
    _ = Screen.write(Data("\r\u{1B}[K".utf8), to: STDERR_FILENO)
  }
}
