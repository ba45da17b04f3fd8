import Quantities
import Randomness

/// Pages by content: with some, and of zeroes only.
typealias PageCounts = (full: Double, zero: Double)
/// What became of a batch: sent with content, sent as zeroes, passed over.
typealias BatchCounts = (full: Double, zero: Double, skipped: Double)

/// What a migration needs of a VM's memory. Counts of pages are `Double` for the fluid memory, whose
/// counts are expectations; the other models give whole numbers.
protocol MemoryModel {
  /// All pages of the VM.
  var pages: Double { get }
  /// Known dirty and not yet sent.
  var pending: Double { get }

  /// The guest runs for a time at a share of its full speed.
  mutating func run(for time: Seconds, speed: Double)
  /// Every page becomes pending, and the bitmap is reset.
  mutating func markAll()
  /// Reads and resets the bitmap: pages written since the last read become pending.
  ///
  /// - Returns: how many were not pending before.
  mutating func readBitmap(drawing stream: inout RandomStream) -> Double

  /// The order in which the next pages are visited. A cyclic scan goes on where it stands.
  mutating func scan(_ order: Order.Scan)
  /// Sends the next pages that the scan meets, at most so many.
  mutating func send(_ count: Double) -> PageCounts
  /// Of the next `count` pending pages that the scan meets, sends those that have not been written
  /// since the last read and passes over the others; none of them is pending any longer.
  mutating func sendBatch(_ count: Double, drawing stream: inout RandomStream) -> BatchCounts

  /// Of the next pages that the scan meets, how many have content and how many are zero.
  func next(_ count: Double) -> PageCounts
  /// How many of the next pages that the scan meets cost no more than so many bytes: whole pages,
  /// the most whose cost does not exceed them.
  func pages(within bytes: Bytes, as wire: WireFormat) -> Double
}

/// A migrating VM's memory, by numbers of pages or page by page.
///
/// The two models follow the same laws and agree in distribution; the one by numbers takes
/// microseconds, the one by pages milliseconds, for a whole migration.
struct Memory: MemoryModel {
  private var segments: SegmentMemory
  private var explicit: PageMemory?

  init(classes: [PageClass], fidelity: MemoryFidelity) {
    explicit = fidelity == .pages ? PageMemory(classes: classes) : nil
    segments = SegmentMemory(classes: fidelity == .pages ? [] : classes, fidelity: fidelity)
  }

  var pages: Double { explicit?.pages ?? segments.pages }
  var pending: Double { explicit?.pending ?? segments.pending }

  mutating func run(for time: Seconds, speed: Double) {
    segments.run(for: time, speed: speed)
    explicit?.run(for: time, speed: speed)
  }

  mutating func markAll() {
    segments.markAll()
    explicit?.markAll()
  }

  mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    explicit?.readBitmap(drawing: &stream) ?? segments.readBitmap(drawing: &stream)
  }

  mutating func scan(_ order: Order.Scan) {
    segments.scan(order)
    explicit?.scan(order)
  }

  /// The next scan starts at page 0.
  mutating func rewind() { scan(.fromStart) }

  @discardableResult
  mutating func send(_ count: Double = .infinity) -> PageCounts {
    explicit?.send(count) ?? segments.send(count)
  }

  mutating func sendBatch(_ count: Double, drawing stream: inout RandomStream) -> BatchCounts {
    explicit?.sendBatch(count, drawing: &stream) ?? segments.sendBatch(count, drawing: &stream)
  }

  func next(_ count: Double) -> PageCounts { explicit?.next(count) ?? segments.next(count) }

  func pages(within bytes: Bytes, as wire: WireFormat) -> Double {
    explicit?.pages(within: bytes, as: wire) ?? segments.pages(within: bytes, as: wire)
  }
}

extension MemoryModel {
  /// What the next pages that the scan meets cost on the wire, byte for byte.
  func cost(ofNext count: Double, as wire: WireFormat) -> Bytes {
    let (full, zero) = next(count)
    return wire.bytes(full: full, zero: zero)
  }

  /// What all pending pages cost on the wire.
  func costOfPending(as wire: WireFormat) -> Bytes { cost(ofNext: pending, as: wire) }

  /// An estimate of how many pages fit into so many bytes, made exact. A batch header is paid whole
  /// with its first page, so that an estimate from prices per page may be some pages off.
  func exactly(_ estimate: Double, within bytes: Bytes, as wire: WireFormat) -> Double {
    var count = min(estimate.rounded(), pending)
    while count > 0, cost(ofNext: count, as: wire) > bytes { count -= 1 }
    while count < pending, cost(ofNext: count + 1, as: wire) <= bytes { count += 1 }
    return count
  }
}
