import Foundation

/// A file that is written from its start, in large pieces.
struct FileWriter {
  private let descriptor: Int32
  private var buffer: [UInt8] = []
  private static let size = 1 << 16

  /// A new, empty file; `nil` where there cannot be one.
  init?(_ path: String) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { return nil }
  }

  /// Writes bytes, now or soon; false if there is no room for them.
  mutating func write(_ bytes: [UInt8]) -> Bool {
    if buffer.count + bytes.count < Self.size {
      buffer.append(contentsOf: bytes)
      return true
    }
    // Large pieces need no copy.
    return flush() && writeNow(bytes)
  }

  /// Writes what is left, and ends the file.
  mutating func close() -> Bool {
    let isWritten = flush()
    return Foundation.close(descriptor) == 0 && isWritten
  }

  private mutating func flush() -> Bool {
    defer { buffer.removeAll(keepingCapacity: true) }
    return writeNow(buffer)
  }

  private func writeNow(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { all in
      var rest = all[...]
      while !rest.isEmpty {
        let count = Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0, errno != EINTR { return false }
        if count > 0 { rest = rest.dropFirst(count) }
      }
      return true
    }
  }
}
