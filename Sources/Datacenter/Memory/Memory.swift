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
  /// The page classes, in address order.
  var classes: [PageClass] { get }
  /// Known dirty and not yet sent.
  var pending: Double { get }

  /// The guest writes as much to a class as it does in so much time at full speed and activity.
  mutating func write(for time: Seconds, toClass index: Int)
  /// The guest writes as much to every class as it does in so much time at full speed and activity.
  mutating func write(for time: Seconds)
  /// Whether no class follows an activity.
  var isSteady: Bool { get }
  /// Every page becomes pending, and the bitmap is reset.
  mutating func markAll()
  /// Reads and resets the bitmap: pages written since the last read become pending.
  ///
  /// - Returns: how many were not pending before.
  mutating func readBitmap(drawing stream: inout RandomStream) -> Double

  /// How many pages of a class the last read made pending.
  func found(in index: Int) -> Double

  /// The order in which the next pages are visited. A cyclic scan goes on where it stands.
  mutating func scan(_ order: Order.Scan)
  /// Sends the next pages that the scan meets, at most so many.
  mutating func send(_ count: Double) -> PageCounts
  /// Of the next `count` pending pages that the scan meets, sends those that have not been written
  /// since the last read and passes over the others; none of them is pending any longer.
  mutating func sendBatch(_ count: Double, drawing stream: inout RandomStream) -> BatchCounts

  /// Of the next pages that the scan meets, how many have content and how many are zero.
  func next(_ count: Double) -> PageCounts
  /// Tells of all pending pages, run by run, in the order in which a scan by address meets them.
  func runs(_ body: (PageRun) -> Void)
  /// Whether the scan stands at page 0.
  var isAtStart: Bool { get }
  /// How many of the next pages that the scan meets cost no more than so many bytes: whole pages,
  /// the most whose cost does not exceed them.
  func pages(within bytes: Bytes, as wire: WireFormat) -> Double
}

/// A migrating VM's memory, by numbers of pages or page by page.
///
/// The two models follow the same laws and agree in distribution; the one by numbers takes
/// microseconds, the one by pages milliseconds, for a whole migration.
struct Memory: MemoryModel {
  private(set) var segments: SegmentMemory
  private(set) var explicit: PageMemory?

  init(classes: [PageClass], fidelity: MemoryFidelity, translated: Pages = .zero) {
    explicit = fidelity == .pages ? PageMemory(classes: classes) : nil
    segments = SegmentMemory(
      classes: fidelity == .pages ? [] : classes, fidelity: fidelity, translated: translated)
  }

  // Not `explicit?.pages ?? segments.pages`: what stands behind `??` is a closure, which would hold a
  // copy of all segments.

  /// Asked where `if let` would copy all of the pages' memory.
  private var isExplicit: Bool { if case .some = explicit { true } else { false } }

  /// Whether counts of pages are expectations.
  var isFluid: Bool { !isExplicit && segments.fidelity == .fluid }

  var pages: Double { if let explicit { explicit.pages } else { segments.pages } }
  var pending: Double { if let explicit { explicit.pending } else { segments.pending } }

  var classes: [PageClass] { if let explicit { explicit.classes } else { segments.classes } }
  func found(in index: Int) -> Double {
    if let explicit { explicit.found(in: index) } else { segments.found(in: index) }
  }

  mutating func write(for time: Seconds, toClass index: Int) {
    if explicit == nil {
      segments.write(for: time, toClass: index)
    } else {
      explicit?.write(for: time, toClass: index)
    }
  }

  mutating func write(for time: Seconds) {
    if explicit == nil { segments.write(for: time) } else { explicit?.write(for: time) }
  }

  var isSteady: Bool { if let explicit { explicit.isSteady } else { segments.isSteady } }

  mutating func markAll() {
    segments.markAll()
    explicit?.markAll()
  }

  mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    if let found = explicit?.readBitmap(drawing: &stream) { return found }
    return segments.readBitmap(drawing: &stream)
  }

  mutating func scan(_ order: Order.Scan) {
    segments.scan(order)
    explicit?.scan(order)
  }

  @discardableResult
  mutating func send(_ count: Double = .infinity) -> PageCounts {
    if let sent = explicit?.send(count) { return sent }
    return segments.send(count)
  }

  mutating func sendBatch(_ count: Double, drawing stream: inout RandomStream) -> BatchCounts {
    if let batch = explicit?.sendBatch(count, drawing: &stream) { return batch }
    return segments.sendBatch(count, drawing: &stream)
  }

  /// Enters what the last read found, in the round at a place.
  func noteFound(in record: inout DirtiedPages, at round: Int) {
    if isExplicit {
      record.note(of: classes, at: round) { found(in: $0) }
    } else {
      // Not the memory itself, of which the closure would hold a copy.
      let writes = segments.writes
      record.note(of: segments.classes, at: round) { writes[$0].found }
    }
  }

  func next(_ count: Double) -> PageCounts {
    if let explicit { explicit.next(count) } else { segments.next(count) }
  }

  func runs(_ body: (PageRun) -> Void) {
    if isExplicit { explicit?.runs(body) } else { segments.runs(body) }
  }

  var isAtStart: Bool { if let explicit { explicit.isAtStart } else { segments.isAtStart } }

  func pages(within bytes: Bytes, as wire: WireFormat) -> Double {
    if let explicit {
      explicit.pages(within: bytes, as: wire)
    } else {
      segments.pages(within: bytes, as: wire)
    }
  }
}

extension MemoryModel {
  /// The guest runs at a share of its full speed.
  ///
  /// - Parameter activities: how the rates of classes that name one vary meanwhile.
  mutating func run(
    from start: Instant, to end: Instant, speed: Double, following activities: [Activity] = []
  ) {
    guard end > start, speed > 0 else { return }
    if isSteady { return write(for: (end - start) * speed) }
    let classes = classes
    // Classes that follow each other mostly follow one activity.
    var followed: (activity: Int, time: Seconds)?
    for index in classes.indices {
      guard let activity = classes[index].activity else {
        write(for: (end - start) * speed, toClass: index)
        continue
      }
      if followed?.activity != activity {
        followed = (activity, activities[activity].fullTime(from: start, to: end))
      }
      write(for: followed!.time * speed, toClass: index)
    }
  }

  /// The guest runs for a time at a share of its full speed, at full activity.
  mutating func run(for time: Seconds, speed: Double) {
    run(from: .start, to: .start + time, speed: speed)
  }

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
