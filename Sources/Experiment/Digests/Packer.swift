/// What can be written as bytes and read back, to the last bit.
protocol Packable {
  func pack(into packer: inout Packer)
  init(from unpacker: inout Unpacker)
}

/// Bytes in the making.
struct Packer {
  private(set) var bytes: [UInt8] = []

  /// Appends the bytes of a number or of another plain value.
  mutating func append<Plain: BitwiseCopyable>(plain value: Plain) {
    withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
  }

  mutating func append<Plain: BitwiseCopyable>(plain values: some Collection<Plain>) {
    guard
      values.withContiguousStorageIfAvailable({
        bytes.append(contentsOf: UnsafeRawBufferPointer($0))
      }) == nil
    else { return }
    for value in values { append(plain: value) }
  }
}

/// Bytes that were packed.
struct Unpacker {
  private let bytes: UnsafeRawBufferPointer
  private(set) var place = 0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func plain<Plain: BitwiseCopyable>(_: Plain.Type = Plain.self) -> Plain {
    defer { place += MemoryLayout<Plain>.size }
    return bytes.loadUnaligned(fromByteOffset: place, as: Plain.self)
  }

  mutating func plain<Plain: BitwiseCopyable>(
    count: Int, _: Plain.Type = Plain.self
  ) -> [Plain] {
    let size = count * MemoryLayout<Plain>.stride
    defer { place += size }
    return Array(unsafeUninitializedCapacity: count) { values, filled in
      UnsafeMutableRawBufferPointer(values).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[place..<place + size]))
      filled = count
    }
  }

  mutating func text(count: Int) -> String {
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  mutating func skip(_ count: Int) { place += count }
}

extension Packable where Self: BitwiseCopyable {
  func pack(into packer: inout Packer) { packer.append(plain: self) }
  init(from unpacker: inout Unpacker) { self = unpacker.plain() }
}

extension Int: Packable {}
extension Int32: Packable {}
extension Double: Packable {}
extension Bool: Packable {
  func pack(into packer: inout Packer) { packer.append(plain: UInt8(self ? 1 : 0)) }
  init(from unpacker: inout Unpacker) { self = unpacker.plain(UInt8.self) == 1 }
}

extension String: Packable {
  func pack(into packer: inout Packer) {
    utf8.count.pack(into: &packer)
    packer.append(plain: utf8)
  }

  init(from unpacker: inout Unpacker) {
    self = unpacker.text(count: unpacker.plain())
  }
}

extension Optional: Packable where Wrapped: Packable {
  func pack(into packer: inout Packer) {
    (self != nil).pack(into: &packer)
    self?.pack(into: &packer)
  }

  init(from unpacker: inout Unpacker) {
    self = Bool(from: &unpacker) ? Wrapped(from: &unpacker) : nil
  }
}

extension Array: Packable where Element: Packable {
  func pack(into packer: inout Packer) {
    count.pack(into: &packer)
    for element in self { element.pack(into: &packer) }
  }

  init(from unpacker: inout Unpacker) {
    let count = unpacker.plain(Int.self)
    self.init()
    reserveCapacity(count)
    for _ in 0..<count { append(Element(from: &unpacker)) }
  }
}

// Many plain values at once.
extension Array where Element: Packable & BitwiseCopyable {
  func pack(into packer: inout Packer) {
    count.pack(into: &packer)
    packer.append(plain: self)
  }

  init(from unpacker: inout Unpacker) { self = unpacker.plain(count: unpacker.plain()) }
}

extension Dictionary: Packable where Key: Packable, Value: Packable {
  func pack(into packer: inout Packer) {
    count.pack(into: &packer)
    for (key, value) in self {
      key.pack(into: &packer)
      value.pack(into: &packer)
    }
  }

  init(from unpacker: inout Unpacker) {
    let count = unpacker.plain(Int.self)
    self = [:]
    for _ in 0..<count {
      let key = Key(from: &unpacker)
      self[key] = Value(from: &unpacker)
    }
  }
}
