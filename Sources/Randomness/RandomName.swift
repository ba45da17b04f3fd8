internal import CGSL

/// What names a source of random numbers: as the words of a ``RandomStream``, without its generator.
///
/// A plain value, for what draws by place and not one number after the other.
public struct RandomName: Hashable, Sendable {
  let seed: UInt64
  let key: UInt64
  let replication: UInt64

  /// - Parameters:
  ///   - seed: names the experiment.
  ///   - name: what the numbers are for: `"activity"`.
  ///   - entity: whose they are: the name of a VM or a host.
  ///   - replication: which repetition of the experiment this is.
  public init(seed: UInt64, name: String, entity: String = "", replication: UInt64) {
    self.seed = seed
    self.replication = replication
    key = Self.key(name: name, entity: entity)
  }

  /// The same for an entity whose name is in pieces: as that of all of them in a row.
  ///
  /// - Parameter entity: is handed the name to be completed.
  public init(
    seed: UInt64, name: String, replication: UInt64, entity: (inout StreamKey) -> Void
  ) {
    var key = StreamKey(name)
    entity(&key)
    self.seed = seed
    self.replication = replication
    self.key = key.value
  }

  /// Four random words. Track 0 and cell 0 are the stream's.
  func block(track: UInt64, cell: UInt64, number: UInt64) -> (UInt64, UInt64, UInt64, UInt64) {
    apus_philox_block(.init(v: (number, cell, track, replication)), .init(v: (seed, key))).v
  }

  /// A multiple of 2^-53 from 0 up to, not including, 1.
  static func uniform(_ word: UInt64) -> Double { Double(word >> 11) * 0x1p-53 }

  /// The hash of a stream's name and entity.
  static func key(name: String, entity: String) -> UInt64 {
    var key = StreamKey(name)
    key.append(entity)
    return key.value
  }
}

/// The hash of a stream's name and entity, while the entity's name is completed: 64-bit FNV-1a over the
/// UTF-8 bytes of the name, the byte 0xFF (which UTF-8 never contains) and the bytes of the entity, then the
/// finaliser of MurmurHash3, which lets every byte reach every bit.
///
/// Recorded results depend on it: it must never change.
public struct StreamKey {
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  init(_ name: String) {
    append(name)
    absorb(0xff)
  }

  @inline(__always)
  private mutating func absorb(_ byte: UInt8) {
    hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
  }

  /// The entity's name goes on with a text.
  public mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { for byte in $0 { absorb(byte) } }
  }

  /// It goes on with a number, as it is written.
  public mutating func append(_ number: UInt) {
    if number >= 10 { append(number / 10) }
    absorb(UInt8(truncatingIfNeeded: number % 10) + 0x30)
  }

  var value: UInt64 {
    var hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ (hash >> 33)
  }
}
