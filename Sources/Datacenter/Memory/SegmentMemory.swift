import Glibc
import Quantities
import Randomness

/// Memory by numbers: how many pages of each class are pending (known dirty, not yet sent),
/// and how much the guest has written since the dirty bitmap was last read.
///
/// Writes to a page are a Poisson process, so the *exposure* E = ∫λ dt since the last read is all the
/// state that writing needs: of N pages with P pending, Binomial(N - P, 1 - e^(-E)) are found newly
/// dirty by the next read, exactly, and independently of the scan. Throttling, pauses and phases
/// only change the integrand.
///
/// A scan in address order makes a class uneven: sent behind the cursor, pending ahead of it. Memory
/// is therefore a ring of segments in address order, cut at the cursor, each with its own N and P.
/// A segment's pending pages are taken to lie evenly in it. A sweep's segments are all pending or
/// not at all, so sweeps are exact.
struct SegmentMemory: MemoryModel {
  /// A stretch of one class between two cuts.
  struct Segment {
    var pageClass: Int
    var pages: Double
    /// Known dirty and not yet sent.
    var pending: Double
    /// Passed over because they had been written again: the next read finds them.
    var skipped = 0.0
    /// Sent after a look at the bitmap, which proves them clean at the exposure `provenAt`.
    var proven = 0.0
    var provenAt = 0.0

    /// In the pseudo-random order: the part in which the pages lie; `nil` if they are spread over all.
    var part: Int?
    /// How many pending pages the part under way has still to meet, and had when it began.
    var due = 0.0
    var entered = 0.0

    /// Clean at the last read, or sent unseen: written since if they were written at all.
    var others: Double { pages - pending - skipped - proven }
  }

  let classes: [PageClass]
  let isSteady: Bool
  let fidelity: MemoryFidelity
  /// All pages of the VM.
  let pages: Double
  /// In address order; the pages of a class lie together.
  var segments: [Segment] = []
  /// The segment at whose start the scan stands.
  var cursor = 0
  /// The pseudo-random order, when the scan follows it, and the part that it has come to.
  var rotation: RotationParts?
  var part = 0
  /// Known dirty and not yet sent.
  var pending = 0.0
  /// Per class: what the guest writes to it.
  var writes: [ClassWrites]
  /// Per class: what an emulated guest writes unmarked; empty for others.
  var translated: [TranslatedPages] = []
  /// Kept between reads so that a read allocates nothing.
  var scratch: [Segment] = []

  /// - Parameter translated: the size of an emulated guest's table of translations, where reading the bitmap
  ///   leaves it as it is. Classes have their part of it by how often they are written.
  init(classes: [PageClass], fidelity: MemoryFidelity, translated: Pages = .zero) {
    self.classes = classes
    isSteady = classes.allSatisfy { $0.activity == nil }
    self.fidelity = fidelity
    pages = classes.reduce(0) { $0 + Double($1.pages.count) }
    writes = classes.map { ClassWrites($0, fidelity: fidelity) }
    segments.reserveCapacity(2 * classes.count + 8)
    for (index, pageClass) in classes.enumerated() where pageClass.pages.count > 0 {
      segments.append(
        Segment(pageClass: index, pages: Double(pageClass.pages.count), pending: 0))
    }
    if translated > .zero {
      let all = classes.reduce(0) { $0 + $1.writes.rate.value }
      self.translated = classes.map {
        TranslatedPages(
          entries: Double(translated.count) * (all > 0 ? $0.writes.rate.value / all : 0))
      }
    }
    if writes.contains(where: \.isSweep) { scratch.reserveCapacity(segments.capacity) }
  }

  mutating func write(for time: Seconds) {
    var writes = writes.mutableSpan
    for index in writes.indices { writes[index].run(for: time) }
  }

  mutating func write(for time: Seconds, toClass index: Int) { writes[index].run(for: time) }

  func found(in index: Int) -> Double { writes[index].found }
}

/// What a guest writes to a class of its pages, by numbers.
struct ClassWrites {
  /// Whether it writes them in address order, around and around.
  let isSweep: Bool
  /// Page writes per second over the whole class; 0 for a class without pages.
  private let rate: Double
  /// The pages among which they are spread; 1 for a sweep.
  private let spread: Double
  /// Writes per page since the last read (uniform), or pages swept since then (sweep).
  var exposure = 0.0
  /// Where the sweep stood at the last read, in pages from the start of the class.
  private(set) var sweepStart = 0.0
  /// How many pages the last read made pending.
  var found = 0.0

  init(_ pageClass: PageClass, fidelity: MemoryFidelity) {
    let pages = Double(pageClass.pages.count)
    rate = pages > 0 ? pageClass.writes.rate.value : 0
    guard case .sweep(_, let phase) = pageClass.writes else {
      isSweep = false
      spread = max(1, pages)
      return
    }
    isSweep = true
    spread = 1
    sweepStart = fidelity == .fluid ? phase * pages : (phase * pages).rounded(.down)
  }

  @inline(__always)
  mutating func run(for time: Seconds) {
    if rate > 0 { exposure += rate * time.value / spread }
  }

  /// The bitmap has been reset.
  ///
  /// - Parameter pages: how many the class has.
  @inline(__always)
  mutating func forget(pages: Double) {
    if isSweep {
      sweepStart = (sweepStart + exposure).truncatingRemainder(dividingBy: pages)
    }
    exposure = 0
  }
}

extension MemoryFidelity {
  /// Of so many pages, how many are written in an exposure: as many as expected, or a number drawn.
  func hits(
    among pages: Double, exposure: Double, drawing stream: inout RandomStream
  ) -> Double {
    guard pages > 0, exposure > 0 else { return 0 }
    let probability = -expm1(-exposure)
    return self == .fluid
      ? pages * probability
      : Double(stream.binomial(trials: Int(pages), probability: probability))
  }
}
