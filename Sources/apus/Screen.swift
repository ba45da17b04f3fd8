import Foundation

/// Where the answer goes, and what is shown beside it: complaints and progress, on the error stream.
enum Screen {
  /// Writes an answer to the output, or ends the program if that cannot be done: a script must not
  /// take half an answer for one.
  static func answer(_ text: String, ending: String = "\n") throws {
    try answer(Data((text + ending).utf8))
  }

  /// Writes bytes of an answer as they are.
  static func answer(_ bytes: Data) throws {
    do {
      try FileHandle.standardOutput.write(contentsOf: bytes)
    } catch {
      try refuse("the answer could not be written to the output; is its disk full?")
    }
  }

  /// Writes a line to the error stream.
  static func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}

/// "12 of 60 replications", on a terminal only.
struct ProgressLine: Sendable {
  /// Whether anybody watches.
  let isShown = isatty(STDERR_FILENO) == 1

  /// Shows how far the run has come.
  func show(_ done: Int, of total: Int) {
    guard done == total || done.isMultiple(of: max(1, total / 100)) else { return }
    show("\(done) of \(total) replications")
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
    FileHandle.standardError.write(Data("\r\(text)".utf8))
  }

  /// Takes the line away again.
  func clear() {
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
  }
}
