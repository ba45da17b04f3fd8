internal import CZlib

/// The members of a ZIP file that is held in memory: stored or deflated, not encrypted, not ZIP64.
struct ZipArchive {
  private let bytes: [UInt8]
  private let file: String
  private var members: [String: Member] = [:]

  /// Where a member lies. Sizes come from the directory: in the local header they may be 0.
  private struct Member {
    let method, packed, size, header: Int
    let checksum: UInt32
  }

  /// A workbook of a million rows unpacks to less; more is a trap.
  private static let mostBytes = 2_000_000_000

  /// Reads the directory.
  init(_ bytes: [UInt8], file: String) throws(ImportError) {
    self.bytes = bytes
    self.file = file
    func broken(_ problem: String) -> ImportError {
      ImportError(file, nil, problem, "copy the file again, or export it again")
    }
    var end = bytes.count - 22
    let lowest = max(0, end - 65_535)
    while end >= lowest, !(end >= 0 && word(end) == 0x0605_4b50) { end -= 1 }
    guard end >= lowest else { throw broken("is cut short: a ZIP file without its directory") }
    let count = half(end + 10)
    var place = word(end + 16)
    guard count != 0xFFFF, place != 0xFFFF_FFFF else {
      throw ImportError(file, nil, "is a ZIP64 file", "save the workbook from a spreadsheet again")
    }
    for _ in 0..<count {
      guard place + 46 <= bytes.count, word(place) == 0x0201_4b50 else {
        throw broken("has a broken ZIP directory")
      }
      let name = place + 46
      let nameEnd = name + half(place + 28)
      guard nameEnd <= bytes.count else { throw broken("has a broken ZIP directory") }
      guard half(place + 8) & 1 == 0 else {
        throw ImportError(file, nil, "is encrypted", "save it without a password")
      }
      members[String(decoding: bytes[name..<nameEnd], as: UTF8.self)] = Member(
        method: half(place + 10), packed: word(place + 20), size: word(place + 24),
        header: word(place + 42), checksum: UInt32(word(place + 16)))
      place = nameEnd + half(place + 30) + half(place + 32)
    }
  }

  /// The content of a member; `nil` if there is none of that name.
  ///
  /// - Parameter place: how people call it, such as `"sheet vInfo"`.
  func content(of name: String, as place: String? = nil) throws(ImportError) -> [UInt8]? {
    guard let member = members[name] else { return nil }
    func broken(_ problem: String) -> ImportError {
      ImportError(file, place ?? "part \(name)", problem, "copy the file again, or export it again")
    }
    guard member.size <= Self.mostBytes else { throw broken("unpacks to more than 2 GB") }
    guard member.header + 30 <= bytes.count, word(member.header) == 0x0403_4b50 else {
      throw broken("has a broken header")
    }
    let start = member.header + 30 + half(member.header + 26) + half(member.header + 28)
    guard start + member.packed <= bytes.count else { throw broken("is cut short") }
    let content: [UInt8]
    switch member.method {
    case 0 where member.packed == member.size: content = Array(bytes[start..<start + member.size])
    case 8:
      guard let inflated = inflated(start..<start + member.packed, to: member.size) else {
        throw broken("does not unpack")
      }
      content = inflated
    default: throw broken("is packed by method \(member.method), which is not read")
    }
    let checksum = content.withUnsafeBufferPointer { crc32(0, $0.baseAddress, UInt32($0.count)) }
    guard UInt32(truncatingIfNeeded: checksum) == member.checksum else {
      throw broken("has a wrong checksum")
    }
    return content
  }

  /// A deflated range, unpacked; `nil` if it is not what it says it is.
  private func inflated(_ range: Range<Int>, to size: Int) -> [UInt8]? {
    var isSound = false
    let content = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      bytes.withUnsafeBufferPointer { source in
        var stream = z_stream()
        guard apus_inflate_init_raw(&stream) == Z_OK else { return }
        stream.next_in = UnsafeMutablePointer(mutating: source.baseAddress! + range.lowerBound)
        stream.avail_in = UInt32(range.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(size)
        let status = inflate(&stream, Z_FINISH)
        count = Int(stream.total_out)
        isSound = status == Z_STREAM_END && count == size
        inflateEnd(&stream)
      }
    }
    return isSound ? content : nil
  }

  private func half(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }
  private func word(_ place: Int) -> Int { half(place) | half(place + 2) << 16 }
}
