import Foundation

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

  /// Finds out before a long run whether its results could be written.
  ///
  /// - Parameter names: the files that are to come, as far as they are known.
  /// - Throws: `OutputError` with what to do about it.
  public func prepare(
    for names: [String] = ExperimentRun.optionalFiles
  ) throws(OutputError) {
    for name in names {
      let file = path + "/" + name
      if let input = inputs.first(where: { FileIdentity.areSame($0, file) }) {
        throw OutputError(
          path: file, problem: FileIdentity.complaint(about: input, beside: file), option: option)
      }
    }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw OutputError(path: path, problem: Self.reason(error), option: option)
    }
    guard FileManager.default.isWritableFile(atPath: path) else {
      throw OutputError(path: path, problem: "is not writable", option: option)
    }
  }

  /// Writes files: all of them aside first, and only then each to its place.
  public func write(_ files: [(name: String, text: String)]) throws(OutputError) {
    try prepare(for: files.map(\.name) + ExperimentRun.optionalFiles)
    let aside = path + "/.unfinished-\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: aside) }
    do {
      try FileManager.default.createDirectory(atPath: aside, withIntermediateDirectories: true)
      for file in files {
        try Data(file.text.utf8).write(to: URL(fileURLWithPath: aside + "/" + file.name))
      }
      // A folder in the place of a file is the one thing that would stop half-way.
      for file in files where Self.isFolder(path + "/" + file.name) {
        throw OutputError(
          path: path + "/" + file.name, problem: "is a folder, not a file", option: option)
      }
      for file in files {
        guard rename(aside + "/" + file.name, path + "/" + file.name) == 0 else {
          throw CocoaError(.fileWriteUnknown)
        }
      }
      // What an earlier run wrote and this one does not would be taken for its result.
      for name in ExperimentRun.optionalFiles where !files.contains(where: { $0.name == name }) {
        try? FileManager.default.removeItem(atPath: path + "/" + name)
      }
    } catch {
      throw error as? OutputError
        ?? OutputError(path: path, problem: Self.reason(error), option: option)
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileWriteNoPermission: "is not writable"
    case .fileWriteFileExists: "is a file, not a folder"
    case .fileWriteOutOfSpace: "has no space left"
    case .fileWriteVolumeReadOnly: "is on a read-only file system"
    default: "cannot be written"
    }
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
    "\(path): \(problem); name another \(thing) with \(option)"
  }
}

extension ExperimentRun {
  /// The files that only some scenarios ask for.
  public static let optionalFiles = ["links.csv", "guest.csv", "disks.csv"]
  /// The files that a run may write.
  public static let fileNames =
    ["migrations.csv", "stages.csv", "rounds.csv"] + optionalFiles
    + ["summary.csv", "comparison.csv", "run.json"]

  /// Every result file, by name.
  public var files: [(name: String, text: String)] {
    observations + linkTable + guestTable + diskTable + [
      ("summary.csv", summary), ("comparison.csv", comparison), ("run.json", provenance),
    ]
  }
}
