import StrictJSON

/// A file that a scenario names: its path is relative to the scenario's folder, and it lies below that
/// folder where the scenario is not trusted. It counts in the scenario's hash.
struct NamedFile {
  let path: String
  let bytes: [UInt8]
  private let title: String

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - name: how the scenario calls it.
  ///   - noun: what it is, for messages: `"trace"`.
  /// - Returns: `nil` where it may not or cannot be read, which is reported.
  init?(_ name: String, _ noun: String, at place: Place) {
    let folder = place.log.file.split(separator: "/", omittingEmptySubsequences: false)
      .dropLast().joined(separator: "/")
    path = name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
    title = "the \(noun) \(name)"
    if place.log.isConfined, !FileBytes.isBelow(folder, path) {
      place.report(
        "\(title) is outside of the scenario's folder",
        "move it there, or trust the scenario and leave --sandbox out")
      return nil
    }
    switch FileBytes.read(path, most: NumberTable.maximumSize) {
    case .failure(let problem):
      place.report("\(title) \(problem.text)", problem.remedy)
      return nil
    case .success(let read):
      bytes = read
      place.log.noteContents(read, of: path)
    }
  }

  /// Reports what is wrong in it.
  ///
  /// - Parameter line: from 1; `nil` for the file as a whole.
  func report(_ line: Int?, _ problem: String, _ remedy: String, at place: Place) {
    place.report("\(title)\(line.map { ", line \($0)," } ?? "") \(problem)", remedy)
  }
}
