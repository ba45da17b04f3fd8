import Glibc
import Quantities

/// The sender's cache of pages as they were last sent, class by class and in expectation.
///
/// The cache is direct-mapped. Nothing enters it before the scan has gone once around memory; then a
/// page that is sent in full enters if its slot is free, or if the slot's resident was not sent in the
/// round before. So pages that are written all the time stay, and pages that are written rarely pass
/// through. A class's pages meet the cache once per round of the scan, so a page sent now is a hit exactly
/// if it was cached when the scan passed it last: with a share v of the class cached, of m pages m v are
/// hits. A sweep comes to pages that it has never sent until it has been around its class.
///
/// Of the written pages, c compete for one slot. Of those for a free slot, the scan meets the lowest
/// addresses first, class by class. k pages of which a share q is sent leave a slot alone with the probability
/// (1 - q)^k. A resident that may be replaced stays if the scan meets it before the others, as it does half
/// the time among pages of its own class.
struct DeltaCache {
  private var shares: [Share]
  /// Whether the scan has been around memory once.
  private(set) var isOn = false
  private let encoding: DeltaEncoding
  /// Pages of written classes that compete for one slot; 1 if each has a slot to itself.
  private let competition: Double

  init(_ encoding: DeltaEncoding, classes: [PageClass]) {
    self.encoding = encoding
    shares = classes.map(Share.init)
    let written = shares.reduce(0) { $0 + $1.pages }
    competition = max(1, written / Double(encoding.cache.count))
  }

  /// The share of a class's pages that would be hits if they were sent now.
  func hits(_ pageClass: Int) -> Double {
    guard isOn, encoding.keepsHotPages || competition == 1 else { return 0 }
    return shares[pageClass].hits(competition)
  }

  /// The scan has sent pages of a class.
  mutating func note(_ pages: Double, of pageClass: Int) {
    if isOn { shares[pageClass].sent += pages }
  }

  /// The scan begins anew at page 0.
  mutating func wrap() {
    isOn = true
    let cached = shares.reduce(0) { $0 + $1.cached }
    let pages = shares.reduce(0) { $0 + $1.pages }
    let outside = max(pages - cached, 0)
    var free = max(pages / competition - cached, 0)
    // Residents that may be replaced, and the share of them that the classes so far have left alone.
    var old = shares.reduce(0) { $0 + $1.old }
    var left = 1.0
    for index in shares.indices {
      let share = shares[index]
      let (sent, missed) = share.lastRound(competition)
      let part = outside > 0 ? share.outside / outside : 0
      let fills = Self.chance(competition * part, missed)
      let replaces = Self.chance((competition - 1) * part, missed)
      let own = share.old * left
      let others = max(old - own, 0)
      let entering = free * fills + others * replaces + own * replaces * (1 - sent / 2)
      free *= 1 - fills
      left *= 1 - replaces
      shares[index].fresh = share.fresh * sent + own * sent * (1 - replaces / 2) + entering
      shares[index].idle = share.fresh * (1 - sent)
      shares[index].old = share.old * (1 - sent)
      old = others * (1 - replaces) + own * (1 - sent) * (1 - replaces)
    }
    for index in shares.indices { shares[index].endRound(leaving: left) }
  }

  /// The chance that any of `count` pages is sent of which each is with the chance `share`; of a fraction of
  /// a page, some slots have one and some have none.
  private static func chance(_ count: Double, _ share: Double) -> Double {
    let whole = count.rounded(.down)
    return 1 - (1 - (count - whole) * share) * pow(1 - share, whole)
  }
}

/// What the cache holds of a class.
private struct Share {
  /// The class's pages; none if nobody writes them.
  let pages: Double
  private let isSweep: Bool
  /// Cached pages that were sent in the last round, and those that were not and may be replaced.
  var fresh = 0.0
  var old = 0.0
  /// Cached pages that were sent in the round before this one, but not in this.
  var idle = 0.0
  /// Pages sent in this round of the scan, since the cache is on, and in the round before.
  var sent = 0.0
  private var sentBefore = 0.0
  private var lastSent = 0.0

  init(_ pageClass: PageClass) {
    pages = pageClass.writes == .never ? 0 : Double(pageClass.pages.count)
    isSweep = if case .sweep = pageClass.writes { true } else { false }
  }

  var cached: Double { fresh + old }
  var outside: Double { max(0, pages - cached) }

  /// Whether what is sent next was never sent before, or so long ago that others have taken its slot.
  private func isNew(_ competition: Double) -> Bool {
    isSweep && (sentBefore < pages || competition > 1 && lastSent < pages)
  }

  /// The share of the pages sent now that are cached.
  func hits(_ competition: Double) -> Double {
    pages > 0 && !isNew(competition) ? min(1, cached / pages) : 0
  }

  /// The share of the cached pages, and of those outside, that the round now ending has sent.
  func lastRound(_ competition: Double) -> (cached: Double, outside: Double) {
    guard pages > 0 else { return (0, 0) }
    let share = min(1, sent / pages)
    guard isNew(competition) else { return (share, share) }
    return (0, outside > 0 ? min(1, sent / outside) : 0)
  }

  /// - Parameter left: the share of replaceable residents that no page has replaced.
  mutating func endRound(leaving left: Double) {
    old = old * left + idle
    sentBefore += sent
    lastSent = sent
    sent = 0
  }
}
