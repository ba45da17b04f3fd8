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

  /// The hash of a file and of those that it names; that of a file which names none is its own.
  func with(_ others: ContentHash) -> UInt64 {
    others.isEmpty ? value : (value ^ others.value) &* 0x0000_0100_0000_01b3
  }
}
