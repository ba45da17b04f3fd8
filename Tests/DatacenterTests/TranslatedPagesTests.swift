import Glibc
import Randomness
import Testing

@testable import Datacenter

@Suite("What an emulated guest writes unmarked")
struct TranslatedPagesTests {
  /// A direct-mapped table, write by write: the first write through an entry marks its page, and a read of the
  /// bitmap leaves the table as it is.
  struct Table {
    var entries: [Int?]
    var marked: [Bool]

    mutating func write(_ page: Int) {
      let place = page % entries.count
      guard entries[place] != page else { return }
      entries[place] = page
      marked[page] = true
    }
  }

  @Test(
    "as many pages are marked as with a table that is followed write by write",
    arguments: [(512, 8192, 4000), (512, 1024, 700), (64, 1024, 500), (512, 8192, 400)])
  func followed(entries: Int, pages: Int, writes: Int) {
    var stream = RandomStream(
      seed: 1, name: "writes", entity: "\(entries)/\(pages)", replication: 0)
    var table = Table(
      entries: Array(repeating: nil, count: entries), marked: Array(repeating: false, count: pages))
    var translated = TranslatedPages(entries: Double(entries))
    translated.forget(pending: Double(pages))
    // All is sent between two reads; the first ones fill the table.
    var (found, expected, reads) = (0.0, 0.0, 0.0)
    for read in 0..<60 {
      for _ in 0..<writes { table.write(stream.index(below: pages)) }
      let new = Double(table.marked.count { $0 })
      table.marked = Array(repeating: false, count: pages)
      let exposure = translated.marking(
        Double(writes) / Double(pages), among: Double(pages), waiting: 0)
      translated.add(pending: new)
      guard read >= 10 else { continue }
      found += new
      expected += Double(pages) * -expm1(-exposure)
      reads += 1
    }
    #expect(abs(found - expected) / reads < 0.012 * expected / reads)
    // Without the table, more would be marked.
    #expect(found < 0.999 * reads * Double(pages) * -expm1(-Double(writes) / Double(pages)))
  }

  @Test("a guest that writes no more pages than the table holds is never marked again")
  func within() {
    var translated = TranslatedPages(entries: 512)
    translated.forget(pending: 100)
    #expect(translated.marking(3, among: 100, waiting: 0) == 0)
  }
}
