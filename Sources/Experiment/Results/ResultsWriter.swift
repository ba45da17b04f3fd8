import Foundation
import Parallel

/// The results of a run on their way into a folder, which appears whole or not at all.
///
/// They are written into a folder beside it, `NAME.unfinished-PID`, which takes its place in one step
/// at the end. Where that cannot be (the folder holds other files too, or somebody works in it), they
/// are written into a folder in it, and put in their places one by one: `run.json` (of a part,
/// `part.json`) leaves first and comes last, so that a folder with one is always whole.
public final class ResultsWriter: Sendable {
  /// Where the results go.
  public let path: String
  private let aside: String
  private let isBeside: Bool
  private let folder: ResultsFolder
  private let state = Locked(State())

  /// Everything that a folder of results, or of a part of them, may hold.
  private static let names =
    ExperimentRun.fileNames + [PartRecord.unitsFile, PartRecord.file]

  private struct State {
    var files: [String: FileWriter] = [:]
    var problem: OutputError?
    var isFinished = false
  }

  /// - Throws: what stands in the way, before any work is done for the results.
  init(_ folder: ResultsFolder) throws(OutputError) {
    self.folder = folder
    path = ResultsPath.resolved(folder.path)
    let contents = try folder.ownContents()
    ResultsPath.clearLeftovers(of: path)
    let number = ProcessInfo.processInfo.processIdentifier
    let beside = path + ResultsPath.mark + "\(number)"
    let isReplaceable = contents?.isSubset(of: Self.names) != false
    if isReplaceable, !FileIdentity.areSame(path, "."), ResultsPath.make(beside) == nil {
      (aside, isBeside) = (beside, true)
    } else {
      (aside, isBeside) = (path + "/" + ResultsPath.mark + "\(number)", false)
      if let problem = ResultsPath.make(aside) { throw folder.error(problem) }
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: aside) }

  /// Adds the rows of the next replication; false once something stands in the way.
  func append(_ all: ReplicationRows) -> Bool {
    for (place, rows) in all.bytes.enumerated() {
      guard let rows else { continue }
      let name = ReplicationRows.files[place].name
      append(rows, to: name, under: all.headers[place])
    }
    return state.withLock { $0.problem == nil }
  }

  /// Adds bytes to a file, which begins with a header.
  func append(_ bytes: CSVBytes, to name: String, under header: CSVBytes? = nil) {
    state.withLock { state in
      guard state.problem == nil else { return }
      do throws(OutputError) {
        if state.files[name] == nil {
          guard let file = FileWriter(aside + "/" + name) else {
            throw folder.error("cannot be written")
          }
          state.files[name] = file
          if let header { try write(header, to: name, &state) }
        }
        try write(bytes, to: name, &state)
      } catch {
        state.problem = error
      }
    }
  }

  private func write(_ bytes: CSVBytes, to name: String, _ state: inout State) throws(OutputError) {
    for piece in bytes.pieces {
      guard state.files[name]!.write(piece) else { throw folder.error("has no space left") }
    }
  }

  /// Puts the results in their place.
  ///
  /// - Parameter part: where a part of an interrupted run goes instead.
  /// - Throws: what stood in the way, now or earlier; what was there before is still there.
  func finish(asPart part: String? = nil) throws(OutputError) {
    let names = try state.withLock { state throws(OutputError) in
      for name in state.files.keys.sorted() where !state.files[name]!.close() {
        state.problem = state.problem ?? folder.error("has no space left")
      }
      if let problem = state.problem { throw problem }
      return Set(state.files.keys)
    }
    if let part {
      guard rename(aside, part) == 0 || ResultsPath.exchange(aside, part) else {
        throw OutputError(path: part, problem: "cannot be written", option: folder.option)
      }
    } else if isBeside {
      guard rename(aside, path) == 0 || ResultsPath.exchange(aside, path) else {
        throw folder.error("cannot be written")
      }
    } else {
      try moveIntoPlace(names)
    }
  }

  private func moveIntoPlace(_ names: Set<String>) throws(OutputError) {
    for name in names where ResultsPath.isFolder(path + "/" + name) {
      throw OutputError(
        path: path + "/" + name, problem: "is a folder, not a file", option: folder.option)
    }
    // What an earlier run wrote and this one does not would be taken for its result.
    let markers = ExperimentRun.markers
    for name in markers + Self.names where !names.contains(name) || markers.contains(name) {
      unlink(path + "/" + name)
    }
    for name in names.subtracting(markers).sorted() + markers.filter(names.contains) {
      guard rename(aside + "/" + name, path + "/" + name) == 0 else {
        throw folder.error("cannot be written")
      }
    }
  }
}
