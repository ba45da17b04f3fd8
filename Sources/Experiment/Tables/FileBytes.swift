import Foundation

/// The bytes of files that others name: regular ones, unless a pipe will do, and no more than fit.
enum FileBytes {
  /// Why a file is not read, and what to do.
  struct Problem: Error {
    let text: String
    let remedy: String
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - most: how many bytes it may have.
  ///   - mayBePipe: whether it need not be a regular file.
  static func read(
    _ path: String, most: Int, mayBePipe: Bool = false
  ) -> Result<[UInt8], Problem> {
    // A pipe that nobody writes to must not keep us waiting while it is opened.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (mayBePipe ? 0 : O_NONBLOCK))
    guard descriptor >= 0 else {
      return .failure(
        Problem(
          text: "is not a file that can be read",
          remedy: "check the path (a trace's is relative to its scenario's folder)"))
    }
    let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    var status = stat()
    guard fstat(descriptor, &status) == 0, mayBePipe || status.st_mode & S_IFMT == S_IFREG else {
      return .failure(
        Problem(text: "is not a regular file", remedy: "name a file, not a folder, device or pipe"))
    }
    guard let data = try? file.read(upToCount: most + 1) ?? Data() else {
      return .failure(Problem(text: "cannot be read", remedy: "check the path"))
    }
    guard data.count <= most else {
      return .failure(
        Problem(text: "is larger than \(most >> 20) MiB", remedy: "write fewer lines"))
    }
    return .success(Array(data))
  }

  /// Whether a path leads to something below a folder, links followed.
  static func isBelow(_ folder: String, _ path: String) -> Bool {
    let root = ResultsPath.resolved(folder.isEmpty ? "." : folder)
    return ResultsPath.resolved(path).hasPrefix(root == "/" ? root : root + "/")
  }
}
