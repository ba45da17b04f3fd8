import Glibc
import Quantities

/// The pages of a class that an emulated guest can write without their being marked dirty.
///
/// A guest that QEMU emulates in software (TCG) finds its pages by a table of translations. The first write
/// through an entry marks the page dirty; the next ones do not ask. Until QEMU 9.0 reading the dirty bitmap left
/// the table as it was ("physmem: Fix migration dirty bitmap coherency with TCG memory access", 2024), so that a
/// page that stood in it was marked again only when another page had taken its entry meanwhile. In terms of
/// writes n since the last read, with S entries and W pages that are written uniformly:
///
///     leaves = (1 - S / W) / S,   comes = 1 / W   per write
///     P(marked) = 1 - (leaves e^(-comes n) - comes e^(-leaves n)) / (leaves - comes)
///
/// for pages in the table at the last read, which were all pending then; 1 - e^(-comes n) for the others.
struct TranslatedPages {
  /// How many are in the table at a time.
  private let entries: Double
  /// How many were at the last read, and how many pages of the class were pending after it.
  private var translated = 0.0
  private var pending = 0.0

  /// - Parameter entries: the class's part of the table.
  init(entries: Double) { self.entries = entries }

  /// All pages have become pending, and the table is empty.
  mutating func forget(pending: Double) {
    translated = 0
    self.pending = pending
  }

  /// The exposure that marks as many pages as are marked, and the table after the read.
  ///
  /// - Parameters:
  ///   - exposure: writes per page since the last read.
  ///   - pages: how many the class has.
  ///   - waiting: how many of them are pending.
  mutating func marking(_ exposure: Double, among pages: Double, waiting: Double) -> Double {
    let (others, writes) = (pages - waiting, exposure * pages)
    let sent = pending > 0 ? max(0, 1 - waiting / pending) : 0
    pending = waiting
    guard others > 0, entries > 0 else { return exposure }
    guard entries < pages else { return 0 }
    let share = min(1, translated * sent / others)
    let (leaves, comes) = ((1 - entries / pages) / entries, 1 / pages)
    // Where both are alike, their difference is no divisor.
    let stays =
      abs(leaves - comes) < 1e-6 * comes
      ? exp(-comes * writes) * (1 + comes * writes)
      : (leaves * exp(-comes * writes) - comes * exp(-leaves * writes)) / (leaves - comes)
    translated = entries + (translated - entries) * exp(-writes / entries)
    return -log((1 - share) * exp(-exposure) + share * stays)
  }

  /// So many more pages are pending after the read.
  mutating func add(pending found: Double) { pending += found }
}
