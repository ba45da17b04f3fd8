import Glibc
import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Memory page by page")
struct PageMemoryTests {
  func stream() -> RandomStream { RandomStream(seed: 2, name: "pages test", replication: 0) }

  @Test(
    "distinct dirty pages follow N (1 - e^(-wt/N)), few writes or many",
    arguments: [0.01, 0.05, 0.1, 1, 3])
  func uniformLaw(writesPerPage: Double) {
    let pages = 20_011.0
    var stream = stream()
    var counts: [Double] = []
    for _ in 0..<200 {
      var memory = PageMemory(classes: [
        PageClass(name: "edge", pages: Pages(37), writes: .never),
        PageClass(name: "hot", pages: Pages(Int(pages)), writes: .uniform(PagesPerSecond(1000))),
      ])
      memory.run(for: Seconds(writesPerPage * pages / 1000), speed: 1)
      counts.append(memory.readBitmap(drawing: &stream))
      #expect(memory.known.count(in: 0..<37) == 0)
    }
    let probability = -expm1(-writesPerPage)
    let summary = Summary(counts)!
    #expect(abs(summary.mean - pages * probability) < 4 * summary.deviation! / 200.0.squareRoot())
    let variance = pages * probability * (1 - probability)
    #expect((0.7...1.4).contains(summary.deviation! * summary.deviation! / variance))
  }

  @Test("the bits of a word are chosen each by itself", arguments: [0.001, 0.3, 0.5, 0.97])
  func bits(probability: Double) {
    var stream = stream()
    var perBit = Array(repeating: 0.0, count: 64)
    let draws = 20_000
    for _ in 0..<draws {
      let word = stream.bits(among: .max, threshold: UInt64(probability * 0x1p64))
      for bit in 0..<64 { perBit[bit] += Double(word >> UInt64(bit) & 1) }
    }
    let deviation = (Double(draws) * probability * (1 - probability)).squareRoot()
    for count in perBit { #expect(abs(count - Double(draws) * probability) < 5 * deviation) }
  }

  @Test(
    "the pseudo-random order visits every page once", arguments: [1, 63, 1024, 1025, 5000, 131_072])
  func rotation(pages: Int) {
    let rotation = BitRotation(pages: pages)
    #expect(Set((0..<pages).map(rotation.page(at:))) == Set(0..<pages))
  }

  @Test("in a power of two, neighbours of the pseudo-random order lie 1024 pages apart")
  func stride() {
    let rotation = BitRotation(pages: 1 << 17)
    #expect((0..<4).map(rotation.page(at:)) == [0, 1024, 2048, 3072])
    #expect(rotation.page(at: 128) == 1)
  }

  @Test("a sweep's pages are the same by numbers and by pages", arguments: [0.0, 0.37, 0.99])
  func sweep(phase: Double) {
    let classes = [
      PageClass(name: "before", pages: Pages(100), writes: .never),
      PageClass(
        name: "swept", pages: Pages(5000), writes: .sweep(PagesPerSecond(777), phase: phase)),
    ]
    var stream = stream()
    var numbers = Memory(classes: classes, fidelity: .statistical)
    var pages = Memory(classes: classes, fidelity: .pages)
    numbers.markAll()
    pages.markAll()
    for turn in 0..<60 {
      #expect(numbers.send(Double(turn % 5) * 217) == pages.send(Double(turn % 5) * 217))
      numbers.run(for: Seconds(0.3), speed: 1)
      pages.run(for: Seconds(0.3), speed: 1)
      if turn % 3 == 0 {
        #expect(numbers.readBitmap(drawing: &stream) == pages.readBitmap(drawing: &stream))
      }
      #expect(numbers.pending == pages.pending)
    }
  }

  @Test("what a bitmap counts, reaches and clears is what its bits say")
  func bitmap() {
    var stream = stream()
    var bitmap = Bitmap(count: 500)
    var plain = Array(repeating: false, count: 500)
    for _ in 0..<300 {
      let low = stream.index(below: 500)
      let range = low..<min(500, low + stream.index(below: 200))
      if stream.uniform() < 0.5 {
        bitmap.set(range)
        for page in range { plain[page] = true }
      } else {
        bitmap.clear(range)
        for page in range { plain[page] = false }
      }
      let page = stream.index(below: 500)
      bitmap[page].toggle()
      plain[page].toggle()
      #expect((0..<500).allSatisfy { bitmap[$0] == plain[$0] })
      let set = range.filter { plain[$0] }
      #expect(bitmap.count(in: range) == set.count)
      let wanted = stream.index(below: 40)
      let (met, end) = bitmap.reach(wanted, in: range)
      #expect(met == min(wanted, set.count))
      if wanted > 0, wanted <= set.count { #expect(end == set[wanted - 1] + 1) }
    }
  }

  @Test("a bitmap takes over a range of another, and counts what is new")
  func drain() {
    var stream = stream()
    for _ in 0..<200 {
      var (known, dirty) = (Bitmap(count: 3000), Bitmap(count: 3000))
      for _ in 0..<600 {
        known[stream.index(below: 3000)] = true
        dirty[stream.index(below: 3000)] = true
      }
      let (before, written) = (known, dirty)
      let low = stream.index(below: 3000)
      let range = low..<min(3000, low + stream.index(below: 2500))
      let new = known.drain(&dirty, in: range)
      #expect(new == range.count { written[$0] && !before[$0] })
      #expect(
        (0..<3000).allSatisfy { page in
          range.contains(page)
            ? known[page] == (before[page] || written[page]) && !dirty[page]
            : known[page] == before[page] && dirty[page] == written[page]
        })
    }
  }
}
