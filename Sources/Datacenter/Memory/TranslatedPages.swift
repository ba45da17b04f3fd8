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

  /// The probability that a page is marked which is not pending, and the table after the read.
  ///
  /// - Parameters:
  ///   - pages: how many the class has.
  ///   - waiting: how many of them are pending.
  ///   - exposure: writes per page since the last read.
  mutating func mark(among pages: Double, waiting: Double, exposure: Double) -> Double {
    let usual = -expm1(-exposure)
    let (others, writes) = (pages - waiting, exposure * pages)
    guard others > 0, entries > 0 else { return usual }
    guard entries < pages else { return 0 }
    let sent = pending > 0 ? max(0, 1 - waiting / pending) : 0
    let share = min(1, translated * sent / others)
    let (leaves, comes) = ((1 - entries / pages) / entries, 1 / pages)
    let stays = (leaves * exp(-comes * writes) - comes * exp(-leaves * writes)) / (leaves - comes)
    translated = entries + (translated - entries) * exp(-writes / entries)
    return usual + share * (1 - stays - usual)
  }

  /// So many pages are pending after the read.
  mutating func note(pending: Double) { self.pending = pending }
}
