import Foundation

/// Folders of results in the file system: what is left of runs that were killed, and how one folder
/// takes the place of another.
enum ResultsPath {
  /// What the name of a folder of unfinished results ends with, before the number of its process.
  static let mark = ".unfinished-"

  /// A path without links in it and without a slash at its end.
  static func resolved(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Makes a folder and those above it; what stands in its way, if anything does.
  static func make(_ path: String) -> String? {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      return nil
    } catch {
      return reason(error)
    }
  }

  /// Why something could not be written, as the rest of a sentence that begins with its path.
  static func reason(_ error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case .fileWriteNoPermission: "is not writable"
    case .fileWriteFileExists: "is a file, not a folder"
    case .fileWriteOutOfSpace: "has no space left"
    case .fileWriteVolumeReadOnly: "is on a read-only file system"
    default: "cannot be written"
    }
  }

  /// Whether a name is that of unfinished results of a folder: `NAME.unfinished-PID` beside it, or
  /// `.unfinished-PID` in it.
  static func isLeftover(_ name: String, of folder: String) -> Bool {
    process(name, of: folder) != nil
  }

  private static func process(_ name: String, of folder: String) -> pid_t? {
    guard name.hasPrefix(folder + mark) else { return nil }
    return pid_t(name.dropFirst((folder + mark).count))
  }

  /// Removes unfinished results whose processes are gone.
  static func clearLeftovers(of path: String) {
    let url = URL(fileURLWithPath: path)
    let parent = url.deletingLastPathComponent().path
    for (folder, name) in [(parent, url.lastPathComponent), (path, "")] {
      for entry in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        guard let process = process(entry, of: name), process > 0,
          kill(process, 0) != 0, errno == ESRCH
        else { continue }
        try? FileManager.default.removeItem(atPath: folder + "/" + entry)
      }
    }
  }

  /// Makes a copy of a folder of files, which are the same files under a second name.
  ///
  /// - Parameter names: those that are left out.
  /// - Returns: false where that cannot be, as with a folder in it: then nothing is left of the copy.
  static func copy(_ folder: String, to copy: String, without names: Set<String>) -> Bool {
    var status = stat()
    guard let all = try? FileManager.default.contentsOfDirectory(atPath: folder),
      stat(folder, &status) == 0, mkdir(copy, status.st_mode & 0o7777) == 0
    else { return false }
    for name in all where !names.contains(name) && !isLeftover(name, of: "") {
      guard !isFolder(folder + "/" + name), link(folder + "/" + name, copy + "/" + name) == 0 else {
        try? FileManager.default.removeItem(atPath: copy)
        return false
      }
    }
    return true
  }

  /// Moves to a folder what it lacks of another.
  static func move(from other: String, to folder: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: other)) ?? []
    where !FileManager.default.fileExists(atPath: folder + "/" + name) {
      rename(other + "/" + name, folder + "/" + name)
    }
  }

  /// Lets two folders change places in one step; false where the system cannot.
  static func exchange(_ a: String, _ b: String) -> Bool {
    // The C library has it, but its header shows it to GNU programs only.
    typealias Rename =
      @convention(c) (
        Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
      ) -> Int32
    guard let symbol = dlsym(nil, "renameat2") else { return false }
    let exchange: UInt32 = 2
    return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, a, AT_FDCWD, b, exchange) == 0
  }
}
