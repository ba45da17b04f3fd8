import Datacenter
import Quantities
import Randomness
import StrictJSON

extension WritesSpec {
  /// The classes that cover a VM's memory and how their rates vary, with what is random about them
  /// drawn from streams that know the VM and the replication, but no strategy.
  func draw(
    for vm: String, memory: Pages, seed: UInt64, replication: UInt64
  ) -> (classes: [PageClass], activities: [Activity]) {
    var stream = RandomStream(seed: seed, name: "writes", entity: vm, replication: replication)
    let drawn = pageClasses(of: memory, drawing: &stream)
    var classes = drawn.classes
    let own = RandomName(seed: seed, name: "activity", entity: vm, replication: replication)
    let rate = classes.reduce(PagesPerSecond.zero) { $0 + $1.writes.rate }
    let course: Activity
    if let activity {
      course = activity.activity(of: rate, named: own)
    } else if let (busy, calm) = drawn.onOff {
      course = .onOff(OnOffPath(busy: busy, calm: calm, named: own))
    } else {
      return (classes, [])
    }
    for index in classes.indices { classes[index].activity = 0 }
    return (classes, [course])
  }

  /// The classes that cover a VM's memory.
  ///
  /// A part that is drawn larger than what is left of the memory is cut to it, and a rate to the
  /// largest that may be written.
  func pageClasses(
    of memory: Pages, drawing stream: inout RandomStream
  ) -> FamilyParameters.Writes {
    let zeroPages = zero?.size.pages ?? .zero
    let freePages = free.pages
    var left = memory - zeroPages - freePages
    var classes: [PageClass] = []
    for part in parts {
      let pages = min(part.size.sample(from: &stream), left.bytes).pages
      let rate = Self.cut(part.rate.sample(from: &stream))
      let phase = part.phase ?? stream.uniform()
      left = left - pages
      let reads = part.reads.map { Self.cut($0.sample(from: &stream)) } ?? .zero
      classes += part.classes(of: pages, rate: rate, reads: reads, phase: phase)
    }
    let remainder = remainder(of: left, drawing: &stream)
    classes += remainder.classes
    for index in classes.indices {
      classes[index].reads += classes[index].writes.rate * readsPerWrite
    }
    classes.append(PageClass(name: "free", pages: freePages, writes: .never))
    let empty = PageClass(name: "zero", pages: zeroPages, writes: .never, isZero: true)
    classes.insert(empty, at: zero?.place == .end ? classes.endIndex : classes.startIndex)
    return .init(classes: classes.filter { $0.pages > .zero }, onOff: remainder.onOff)
  }

  private static func cut(_ rate: PagesPerSecond) -> PagesPerSecond {
    min(rate, PagesPerSecond(CurveFitError.fastestWrites))
  }

  private func remainder(
    of pages: Pages, drawing stream: inout RandomStream
  ) -> FamilyParameters.Writes {
    switch remainder {
    case .idle:
      return .init(classes: [PageClass(name: "rest", pages: pages, writes: .never)])
    case .rest(let rate, let reads, let isSequential):
      let rate = Self.cut(rate.sample(from: &stream))
      let law: WriteLaw =
        rate == .zero
        ? .never : isSequential ? .sweep(rate, phase: stream.uniform()) : .uniform(rate)
      let read = reads.map { Self.cut($0.sample(from: &stream)) } ?? .zero
      return .init(classes: [PageClass(name: "rest", pages: pages, writes: law, reads: read)])
    case .curve(let curve):
      let hot = min(curve.hot, pages.bytes).pages
      return .init(
        classes: RateProfile.hotAndCold(
          hot: hot, time: curve.time, background: curve.background, rest: pages - hot,
          phase: stream.uniform()))
    case .measured(let measured):
      let rate = Self.cut(measured.rate.value.sample(from: &stream))
      let latents = (0..<FamilyParameters.dimensions).map { _ in stream.uniform() }
      return measured.parameters.writes(
        distinct: rate.value * measured.window.value, window: measured.window, pages: pages,
        latents: latents[...])
    }
  }

  /// What the fixed parts of the memory take, random sizes by their means; the curve's hot set and the
  /// pages of the window included.
  var expectedSize: Bytes {
    var total = free.pages + (zero?.size.pages ?? .zero)
    for part in parts { total = total + Bytes(part.leastOrMean).pages }
    switch remainder {
    case .curve(let curve): total = total + curve.hot.pages
    case .measured(let measured):
      total = total + Pages(Int(min(measured.distinct.count.rounded(.up), 0x1p60)))
    default: break
    }
    return total.bytes
  }

  /// Whether anything is written at all.
  var hasRates: Bool {
    if parts.contains(where: { $0.rate.distribution.mean > 0 }) { return true }
    switch remainder {
    case .idle: return false
    case .rest(let rate, _, _): return rate.distribution.mean > 0
    case .curve: return true
    case .measured(let measured): return measured.rate.value.distribution.mean > 0
    }
  }
}

extension WritesSpec.Part {
  /// Reads go where writes go: to the pages of a profile by the same law.
  fileprivate func classes(
    of pages: Pages, rate: PagesPerSecond, reads: PagesPerSecond, phase: Double
  ) -> [PageClass] {
    var written = classes(of: pages, rate: rate, phase: phase)
    guard reads > .zero else { return written }
    for (index, read) in classes(of: pages, rate: reads, phase: phase).enumerated() {
      written[index].reads = read.writes.rate
    }
    return written
  }

  private func classes(of pages: Pages, rate: PagesPerSecond, phase: Double) -> [PageClass] {
    switch pattern {
    case .uniform: [PageClass(name: name, pages: pages, writes: .uniform(rate))]
    case .sequential: [PageClass(name: name, pages: pages, writes: .sweep(rate, phase: phase))]
    case .zipf(let exponent): RateProfile.zipf(pages: pages, rate: rate, exponent: exponent)
    case .logNormal(let variation):
      RateProfile.logNormal(pages: pages, rate: rate, variation: variation)
    }
  }
}
