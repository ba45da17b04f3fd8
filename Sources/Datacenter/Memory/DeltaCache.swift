import Glibc
import Quantities

/// The sender's cache of pages as they were last sent, class by class and in expectation.
///
/// The cache is direct-mapped. Nothing enters it before the scan has gone once around memory; then a
/// page that is sent in full enters unless the resident of its slot is still in use. A class's pages
/// meet the cache once per round of the scan, so a page sent now is a hit exactly if it was cached
/// when the scan passed it last: with a share v of the class cached, of m pages m v are hits.
/// Of s slots for which c = pages/slots pages of a class compete, and of which f are filled, one
/// round that sends a share q of the class fills f' = f + (1 - f)(1 - (1 - q)^c).
struct DeltaCache {
  /// Per class: the share of its slots that held a page of it when the scan last began anew.
  private var filled: [Double]
  /// Per class: pages sent in this round of the scan.
  private var sent: [Double]
  /// Whether the scan has been around memory once.
  private(set) var isOn = false
  /// Pages that meet the cache at all: those of classes that are written.
  private let contenders: Double
  private let encoding: DeltaEncoding
  private let classes: [PageClass]

  init(_ encoding: DeltaEncoding, classes: [PageClass]) {
    self.encoding = encoding
    self.classes = classes
    filled = classes.map { _ in 0 }
    sent = classes.map { _ in 0 }
    contenders = classes.reduce(0) {
      $1.writes == .never ? $0 : $0 + Double($1.pages.count)
    }
  }

  /// Pages of written classes that compete for one slot; below 1 each has a slot to itself.
  private var competition: Double { max(1, contenders / Double(encoding.cache.count)) }

  /// The share of a class's pages that would be hits if they were sent now.
  func hits(_ pageClass: Int) -> Double {
    guard isOn else { return 0 }
    if !encoding.keepsHotPages, competition > 1 { return 0 }
    return filled[pageClass] / competition
  }

  /// The scan has sent pages of a class.
  mutating func note(_ pages: Double, of pageClass: Int) {
    if isOn { sent[pageClass] += pages }
  }

  /// The scan begins anew at page 0.
  mutating func wrap() {
    isOn = true
    for index in classes.indices where sent[index] > 0 {
      let share = min(1, sent[index] / Double(classes[index].pages.count))
      filled[index] += (1 - filled[index]) * (1 - pow(1 - share, competition))
      sent[index] = 0
    }
  }
}
