import Foundation
import Kernel

/// A digest as bytes: what was observed stands first, metric by metric, so that one metric can be read
/// without the rest.
///
///     words   how many metrics; events; trace; whether it was ended before its time
///     words   for each metric its place in `MetricName.all`, whether it is told, how many numbers
///     words   the numbers
///     bytes   the rest of the digest
struct PackedDigest: Sendable {
  let bytes: [UInt8]

  /// Bytes that were packed before.
  init(bytes: [UInt8]) { self.bytes = bytes }

  init(_ digest: ReplicationDigest) {
    var (heads, numbers) = ([UInt64](), [Double]())
    for (part, measured) in digest.measured {
      for (place, one) in zip(MetricName.first(of: part)..., measured) {
        heads.append(DigestHead.word(metric: place, isTold: one.isTold, count: one.numbers.count))
        numbers += one.numbers
      }
    }
    var packer = Packer()
    packer.append(plain: heads.count)
    packer.append(plain: digest.eventCount)
    packer.append(plain: digest.trace.value)
    packer.append(plain: digest.cutShort == nil ? 0 : 1)
    packer.append(plain: heads)
    packer.append(plain: numbers)
    digest.pack(into: &packer)
    bytes = packer.bytes
  }
}

/// The beginning of a packed digest.
struct DigestHead {
  /// No digest has a longer one.
  static let most = 8 * (4 + MetricName.all.count)
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private func word<Plain: BitwiseCopyable>(_ place: Int, _: Plain.Type = Plain.self) -> Plain {
    bytes.loadUnaligned(fromByteOffset: 8 * place, as: Plain.self)
  }

  private var count: Int { word(0) }
  var eventCount: Int { word(1) }
  var trace: TraceHash { TraceHash(value: word(2)) }
  var isCutShort: Bool { word(3, Int.self) != 0 }
  /// Where the numbers begin, in bytes.
  private var start: Int { 8 * (4 + count) }

  private static let toldBit: UInt64 = 1 << 47

  fileprivate static func word(metric: Int, isTold: Bool, count: Int) -> UInt64 {
    UInt64(metric) << 48 | (isTold ? toldBit : 0) | UInt64(count)
  }

  private static func count(_ word: UInt64) -> Int { Int(word & (toldBit - 1)) }

  /// Where a metric's numbers are, in bytes.
  func place(of metric: Int) -> Range<Int> {
    var first = start
    for place in 0..<count {
      let head = word(4 + place, UInt64.self)
      let size = 8 * Self.count(head)
      if head >> 48 == UInt64(metric) { return first..<first + size }
      first += size
    }
    return first..<first
  }

  /// Where the numbers of all metrics are.
  var numbers: Range<Int> {
    start..<(0..<count).reduce(start) { $0 + 8 * Self.count(word(4 + $1)) }
  }

  /// Marks the metrics that are told.
  ///
  /// - Parameter metrics: for each of `MetricName.all` whether it is told by any.
  func markTold(in metrics: inout [Bool]) {
    for place in 0..<count {
      let head = word(4 + place, UInt64.self)
      if head & Self.toldBit != 0 { metrics[Int(head >> 48)] = true }
    }
  }
}
