/// The FNV-1a hash of bytes that are read one after another.
struct ContentHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325
  /// Whether any bytes were folded in.
  private(set) var isEmpty = true

  init() {}

  init(_ bytes: some Sequence<UInt8>) { fold(bytes) }

  mutating func fold(_ bytes: some Sequence<UInt8>) {
    isEmpty = false
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
  }

  /// The hash of what a JSON text says: spaces between values are left out, and so are remarks in the
  /// outermost object.
  ///
  /// - Complexity: one pass over the bytes.
  init(ofJSON bytes: [UInt8], leavingOut remarks: [JSONRemark]) {
    let keys = remarks.map { (key: Array("\"\($0.key)\"".utf8), isWhole: $0.isWhole) }
    // Of a remark the value is left out, and of a whole one the key and the comma behind it too.
    var (depth, place, isRemark, isWhole) = (0, 0, false, false)
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
        place += 1
        continue
      case UInt8(ascii: "\""):
        var end = place + 1
        while end < bytes.count, bytes[end] != byte {
          end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        let text = bytes[place..<min(end + 1, bytes.count)]
        let remark = isRemark || depth != 1 ? nil : keys.first { text.elementsEqual($0.key) }
        if !isRemark, remark?.isWhole != true { fold(text) }
        isWhole = isRemark ? isWhole : remark?.isWhole ?? false
        isRemark = remark != nil
        place = end + 1
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ":"): break
      default: isRemark = false
      }
      if isWhole, byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") {
        isWhole = byte == UInt8(ascii: ":")
        place += 1
        continue
      }
      isWhole = false
      fold(CollectionOfOne(byte))
      place += 1
    }
  }

  /// The hash of a file and of those that it names; that of a file which names none is its own.
  func with(_ others: ContentHash) -> UInt64 {
    others.isEmpty ? value : (value ^ others.value) &* 0x0000_0100_0000_01b3
  }
}
