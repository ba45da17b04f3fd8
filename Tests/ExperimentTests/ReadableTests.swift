import Randomness
import Testing

@testable import Experiment

@Suite("Numbers on the screen")
struct ReadableTests {
  private func show(_ values: [Double], _ scale: Readable.Scale) -> String {
    Readable(Summary(values), scale).text
  }

  @Test(
    "stand in the unit that suits their size, exact ones with four digits",
    arguments: [
      (0, "0 s"), (45, "45 s"), (0.0305, "30.5 ms"), (38.12345, "38.12 s"), (7199, "7199 s"),
      (86_400, "24 h"), (9000.4, "2.5 h"), (1e-5, "10 us"), (1e-9, "0.001 us"),
    ])
  func times(value: Double, text: String) { #expect(show([value], .time) == text) }

  @Test(
    "amounts of data have binary units",
    arguments: [
      (0, "0 B"), (512, "512 B"), (4_400_000_000, "4.098 GiB"), (0x1p30, "1 GiB"),
      (0x1p60, "1048576 TiB"), (1536, "1.5 KiB"),
    ])
  func data(value: Double, text: String) { #expect(show([value], .data) == text) }

  @Test("the mean goes as far as two digits of its interval, which is rounded up")
  func interval() {
    // Half-widths by hand: t(0.975, 1) = 12.7062; of 10 and 12 the deviation is √2, so 12.7062 · 1.
    #expect(show([10, 12], .time) == "11 ± 13 s")
    // Of 1, 2 and 3: t(0.975, 2) = 4.30265, over √3: 2.48414.
    #expect(show([1, 2, 3], .count) == "2.0 ± 2.5")
    // 12.7062 · 0.0005: 6.3531 ms, in the unit of the mean.
    #expect(show([37.0, 37.001], .time) == "37.0005 ± 0.0064 s")
  }

  @Test("an interval beyond six digits of the mean is not lost, but rounded up")
  func narrow() { #expect(show([4, 4.0000001], .count) == "4.00000 ± 0.00001") }

  @Test("what was not observed is a dash without a unit")
  func nothing() { #expect(Readable(nil, .data).text == "-") }

  @Test("means of one column end in one place")
  func aligned() {
    let rows = [
      [Readable("xen"), Readable(Summary([37.2, 37.4]), .time), Readable(Summary([5]), .count)],
      [Readable("stop-and-copy"), Readable(Summary([45]), .time), Readable(nil, .count)],
    ]
    #expect(
      ExperimentRun.aligned(["strategy", "total time", "rounds"], rows) == [
        "strategy       total time    rounds", "xen            37.3 ± 1.3 s  5",
        "stop-and-copy    45 s        -",
      ])
  }
}
