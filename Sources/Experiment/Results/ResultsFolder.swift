public import Foundation
import StrictJSON

/// A folder of result files, which appear whole or not at all.
public struct ResultsFolder: Sendable {
  /// Where the results go.
  public let path: String

  /// The option with which the user named it, for error messages.
  let option: String

  /// The files from which the results are made, none of which they may replace.
  private let inputs: [String]

  /// A folder that may not exist yet.
  public init(_ path: String, option: String = "--output", inputs: [String] = []) {
    self.path = path
    self.option = option
    self.inputs = inputs
  }

  /// Begins to write the results of a run.
  ///
  /// - Throws: what stands in the way, before any work is done for them.
  public func begin() throws(OutputError) -> ResultsWriter {
    try checkInputs(ExperimentRun.fileNames)
    return try ResultsWriter(self)
  }

  /// Where an interrupted run leaves what it has done.
  var interruptedPath: String { ResultsPath.resolved(path) + ".interrupted" }

  /// Removes what an interrupted run left, once all of it is done.
  func removeInterrupted() {
    guard FileManager.default.fileExists(atPath: interruptedPath + "/" + PartRecord.file) else {
      return
    }
    try? FileManager.default.removeItem(atPath: interruptedPath)
  }

  /// What the folder holds, unfinished results left out; `nil` if there is no such folder.
  ///
  /// - Throws: if it holds files, and results of a run are not among them: it is somebody else's.
  func ownContents() throws(OutputError) -> Set<String>? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard ResultsPath.isFolder(path) else { throw error("is a file, not a folder") }
    guard FileManager.default.isWritableFile(atPath: path),
      let all = try? FileManager.default.contentsOfDirectory(atPath: path)
    else { throw error("is not writable") }
    let contents = Set(all.filter { !ResultsPath.isLeftover($0, of: "") })
    let isOwn =
      contents.isEmpty || contents.count < all.count || RunRecord(inFolder: path) != nil
      || contents.contains(PartRecord.file)
    if !isOwn {
      throw error(
        "holds files that are no results of apus run, such as \(Visible.text(contents.min()!))")
    }
    return contents
  }

  /// Finds out before a long computation whether its files could be written.
  ///
  /// - Parameter names: the files that are to come, as far as they are known.
  public func prepare(for names: [String] = []) throws(OutputError) {
    try checkInputs(names)
    if let problem = ResultsPath.make(path) { throw error(problem) }
    guard FileManager.default.isWritableFile(atPath: path) else { throw error("is not writable") }
  }

  private func checkInputs(_ names: [String]) throws(OutputError) {
    for name in names {
      let file = path + "/" + name
      if let input = inputs.first(where: { FileIdentity.areSame($0, file) }) {
        throw OutputError(
          path: file, problem: FileIdentity.complaint(about: input, beside: file), option: option)
      }
    }
  }

  /// Writes files beside others that the folder may hold: all of them aside first, and only then to
  /// their places. A folder of files takes its new ones in one step; one that holds folders, or in which
  /// somebody works, takes one after the other.
  public func write(_ files: [(name: String, text: String)]) throws(OutputError) {
    try write(files.map { ($0.name, Data($0.text.utf8)) })
  }

  /// Writes files of any bytes in the same way.
  public func write(_ files: [(name: String, data: Data)]) throws(OutputError) {
    try prepare(for: files.map(\.name))
    let path = ResultsPath.resolved(path)
    ResultsPath.clearLeftovers(of: path)
    let mark = ResultsPath.mark + "\(ProcessInfo.processInfo.processIdentifier)"
    let isAtOnce =
      !FileIdentity.areSame(path, ".")
      && ResultsPath.copy(path, to: path + mark, without: Set(files.map(\.name)))
    let aside = isAtOnce ? path + mark : path + "/" + mark
    defer { try? FileManager.default.removeItem(atPath: aside) }
    do {
      try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: true)
      for file in files {
        try file.data.write(to: URL(fileURLWithPath: aside + "/" + file.name))
      }
      // A folder in the place of a file is the one thing that would stop half-way.
      for file in files where ResultsPath.isFolder(path + "/" + file.name) {
        throw OutputError(
          path: path + "/" + file.name, problem: "is a folder, not a file", option: option)
      }
      if isAtOnce, ResultsPath.exchange(aside, path) {
        // What others wrote there meanwhile stays.
        return ResultsPath.move(from: aside, to: path)
      }
      for file in files {
        guard rename(aside + "/" + file.name, path + "/" + file.name) == 0 else {
          throw CocoaError(.fileWriteUnknown)
        }
      }
    } catch {
      throw error as? OutputError ?? self.error(ResultsPath.reason(error))
    }
  }

  func error(_ problem: String) -> OutputError {
    OutputError(path: path, problem: problem, option: option)
  }
}

/// Why results could not be written.
public struct OutputError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The folder or file.
  public let path: String
  /// What is wrong with it, as the rest of a sentence that begins with the path.
  public let problem: String
  /// The option that names another.
  let option: String
  var thing = "folder"

  /// The whole sentence, with what to do.
  public var description: String {
    Visible.text("\(path): \(problem); name another \(thing) with \(option)")
  }
}
