internal import CZlib

/// Files that gzip has packed (RFC 1952).
enum Gzip {
  /// Whether bytes begin like such a file.
  static func isPacked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1F, 0x8B]) }

  /// What was packed; `nil` if the file is damaged, or holds more than `most` bytes.
  static func unpacked(_ bytes: [UInt8], atMost most: Int) -> [UInt8]? {
    var content: [UInt8] = []
    var stream = z_stream()
    guard apus_inflate_init_gzip(&stream) == Z_OK else { return nil }
    defer { inflateEnd(&stream) }
    var status = Z_OK
    let size = 1 << 16
    bytes.withUnsafeBufferPointer { source in
      stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
      stream.avail_in = UInt32(source.count)
      while status == Z_OK, content.count <= most {
        content += [UInt8](unsafeUninitializedCapacity: size) { target, count in
          stream.next_out = target.baseAddress
          stream.avail_out = UInt32(size)
          status = inflate(&stream, Z_NO_FLUSH)
          count = size - Int(stream.avail_out)
        }
      }
    }
    return status == Z_STREAM_END && content.count <= most ? content : nil
  }
}
