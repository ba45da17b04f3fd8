public import Foundation

/// A file that is written piece by piece, and appears whole or not at all: it is written aside, and put
/// in its place at the end.
public final class OutputFile {
  private let path: String
  private let aside: String
  private let option: String
  private var file: FileWriter
  private var isFinished = false

  /// Begins a file.
  ///
  /// - Parameters:
  ///   - option: the option with which the user named it.
  ///   - inputs: the files that are read for it, none of which it may replace.
  /// - Throws: what stands in its way, before any work is done for it.
  public init(
    _ path: String, option: String = "--output", inputs: [String] = []
  ) throws(OutputError) {
    self.path = path
    self.option = option
    func failure(_ problem: String) -> OutputError {
      OutputError(path: path, problem: problem, option: option, thing: "file")
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      throw failure("is a folder, not a file")
    }
    if FileIdentity.isDevice(path) { throw failure("is a device or pipe, not a file") }
    if let input = inputs.first(where: { FileIdentity.areSame($0, path) }) {
      throw failure(FileIdentity.complaint(about: input, beside: path))
    }
    ResultsPath.clearLeftovers(of: ResultsPath.resolved(path))
    aside = path + ResultsPath.mark + "\(ProcessInfo.processInfo.processIdentifier)"
    guard let file = FileWriter(aside) else {
      throw failure("cannot be written: its folder is missing or not writable")
    }
    self.file = file
  }

  deinit {
    guard !isFinished else { return }
    _ = file.close()
    unlink(aside)
  }

  /// Writes the next bytes.
  public func write(_ data: Data) throws(OutputError) {
    guard file.write(Array(data)) else { throw isFull }
  }

  /// Puts the file in its place.
  public func finish() throws(OutputError) {
    guard file.close() else { throw isFull }
    guard rename(aside, path) == 0 else {
      throw OutputError(path: path, problem: "cannot be written", option: option, thing: "file")
    }
    isFinished = true
  }

  private var isFull: OutputError {
    OutputError(
      path: path, problem: "cannot be written: is its disk full?", option: option, thing: "file")
  }
}
