import Foundation
import Parallel

/// Bytes that are added one after the other and read later. A few are kept in memory, the others in a
/// temporary file that has no name, so that nothing is left of it however the program ends.
///
/// Where the file cannot be made or written, all of them stay in memory.
final class Spill: Sendable {
  /// How many bytes wait in memory.
  private static let most = 1 << 18
  private let state = Locked(State())

  private struct State {
    var file: TemporaryFile?
    /// How many bytes the file has.
    var written = 0
    /// What is not in the file.
    var rest: [UInt8] = []
    var cannotWrite = false
  }

  /// Adds bytes; where they begin.
  @discardableResult
  func append(_ bytes: [UInt8]) -> Int {
    state.withLock { state in
      let start = state.written + state.rest.count
      state.rest += bytes
      guard state.rest.count >= Self.most, !state.cannotWrite else { return start }
      if state.file == nil { state.file = TemporaryFile() }
      if let file = state.file, file.write(state.rest, at: state.written) {
        state.written += state.rest.count
        // The room for a large piece is given back.
        state.rest.removeAll(keepingCapacity: state.rest.capacity <= 4 * Self.most)
      } else {
        state.cannotWrite = true
      }
      return start
    }
  }

  /// Reads what was added until now.
  var reader: SpillReader {
    state.withLock { SpillReader(file: $0.file, written: $0.written, rest: $0.rest) }
  }
}

/// Reads bytes of a spill, best from front to back.
struct SpillReader {
  private let file: TemporaryFile?
  private let written: Int
  private let rest: [UInt8]
  /// The part of the file that was read last.
  private var window: [UInt8] = []
  private var start = 0
  /// How many bytes are read at a time, at least.
  private static let least = 1 << 16

  init(file: TemporaryFile?, written: Int, rest: [UInt8]) {
    (self.file, self.written, self.rest) = (file, written, rest)
  }

  /// One of the same bytes that has read nothing.
  var fresh: SpillReader { SpillReader(file: file, written: written, rest: rest) }

  /// Does something with bytes.
  mutating func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    if range.lowerBound >= written {
      return rest.withUnsafeBytes {
        body(
          UnsafeRawBufferPointer(
            rebasing: $0[range.lowerBound - written..<range.upperBound - written]))
      }
    }
    if range.lowerBound < start || range.upperBound > start + window.count { read(range) }
    return window.withUnsafeBytes {
      body(
        UnsafeRawBufferPointer(rebasing: $0[range.lowerBound - start..<range.upperBound - start]))
    }
  }

  private mutating func read(_ range: Range<Int>) {
    start = range.lowerBound
    let end = max(range.upperBound, min(written, start + Self.least))
    let inFile = min(end, written) - start
    window.removeAll(keepingCapacity: true)
    window.append(contentsOf: repeatElement(0, count: inFile))
    let (file, start) = (file!, start)
    window.withUnsafeMutableBytes { file.read(into: $0, at: start) }
    if end > written { window += rest[..<(end - written)] }
  }
}

/// A file without a name.
final class TemporaryFile: Sendable {
  private let descriptor: Int32

  /// `nil` if there is no room for one.
  init?() {
    var path = Array((NSTemporaryDirectory() + "/apus-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return nil }
    unlink(path)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Writes bytes; whether all of them were written.
  func write(_ bytes: [UInt8], at place: Int) -> Bool {
    bytes.withUnsafeBytes { all in
      var done = 0
      while done < all.count {
        let count = pwrite(
          descriptor, all.baseAddress! + done, all.count - done, off_t(place + done))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        done += count
      }
      return true
    }
  }

  /// Reads bytes that were written.
  func read(into bytes: UnsafeMutableRawBufferPointer, at place: Int) {
    var done = 0
    while done < bytes.count {
      let count = pread(
        descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(place + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { fatalError("a temporary file of this run cannot be read any more") }
      done += count
    }
  }
}
