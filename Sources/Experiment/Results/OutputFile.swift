public import Foundation

/// A file that is written piece by piece, and appears whole or not at all: it is written aside, and put
/// in its place at the end.
public final class OutputFile {
  private let path: String
  private let aside: String
  private let option: String
  private let handle: FileHandle
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
    aside = path + ".unfinished-\(ProcessInfo.processInfo.processIdentifier)"
    guard FileManager.default.createFile(atPath: aside, contents: nil),
      let handle = FileHandle(forWritingAtPath: aside)
    else { throw failure("cannot be written: its folder is missing or not writable") }
    self.handle = handle
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(atPath: aside) }
  }

  /// Writes the next bytes.
  public func write(_ data: Data) throws(OutputError) {
    do {
      try handle.write(contentsOf: data)
    } catch {
      throw OutputError(
        path: path, problem: "cannot be written: is its disk full?", option: option, thing: "file")
    }
  }

  /// Puts the file in its place.
  public func finish() throws(OutputError) {
    try? handle.close()
    guard rename(aside, path) == 0 else {
      throw OutputError(path: path, problem: "cannot be written", option: option, thing: "file")
    }
    isFinished = true
  }
}
