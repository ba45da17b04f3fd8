import Quantities
import Testing

@Suite("Arithmetic of quantities")
struct QuantityArithmeticTests {
  @Test("data, rate and time convert into one another")
  func physics() {
    let amount = Bytes.gibibytes(1)
    let rate = BytesPerSecond.gigabitsPerSecond(1)
    #expect((amount / rate).value == 0x1p30 / 1.25e8)
    #expect(rate * (amount / rate) == amount)
    #expect(amount / Seconds(2) == BytesPerSecond(0x1p29))
    #expect(amount / BytesPerSecond.unlimited == .zero)
    #expect(BytesPerSecond.megabitsPerSecond(8) == BytesPerSecond(1e6))
  }

  @Test("constructors agree with the units in texts")
  func constructors() throws {
    #expect(try Bytes(parsing: "3 KiB") == .kibibytes(3))
    #expect(try Bytes(parsing: "3 MiB") == .mebibytes(3))
    #expect(try Bytes(parsing: "3 GiB") == .gibibytes(3))
    #expect(try BytesPerSecond(parsing: "3 Mbit/s") == .megabitsPerSecond(3))
    #expect(try BytesPerSecond(parsing: "3 Gbit/s") == .gigabitsPerSecond(3))
    #expect(try Seconds(parsing: "300 ms") == .milliseconds(300))
    #expect(try Seconds(parsing: "7 us") == .microseconds(7))
    #expect(try Seconds(parsing: "3 h") == .hours(3))
  }

  @Test("quantities of a kind add, scale and compare")
  func addition() {
    let second = Seconds(1)
    #expect(second + .milliseconds(500) - .milliseconds(250) == Seconds(1.25))
    #expect(second * 3 == 3 * second)
    #expect(Seconds(3) / 2 == Seconds(1.5))
    #expect(Seconds(3) / Seconds(2) == 1.5)
    #expect(second < Seconds(2))
    #expect([second, second].reduce(.zero, +) == Seconds(2))
    #expect(second.isFinite && !BytesPerSecond.unlimited.isFinite)
  }

  @Test("a started page counts", arguments: [(0, 0), (1, 1), (4095, 1), (4096, 1), (4097, 2)])
  func pages(bytes: Double, pages: Int) {
    #expect(Bytes(bytes).pages == Pages(pages))
  }

  @Test("pages know their data")
  func pageData() {
    #expect(Pages(3).bytes == Bytes(12288))
    #expect(Bytes.gibibytes(4).pages == Pages(1 << 20))
    #expect(Pages(2) + Pages(3) - Pages(1) == Pages(4))
    #expect(Pages.zero < Pages(1))
  }

  @Test("instants are so many seconds from the start, and never is the last")
  func instants() {
    let later = Instant.start + Seconds(2)
    #expect(later == Instant(2))
    #expect(later - Instant(0.5) == Seconds(1.5))
    #expect(later - Seconds(0.5) == Instant(1.5))
    #expect(later < .never)
    #expect(Instant.never + Seconds(1) == .never)
  }

  @Test(
    "the nearest power of two is one of its two neighbours",
    arguments: [(1, 1), (2, 2), (3, 2), (5, 4), (6, 4), (7, 8), (16384, 16384), (25600, 32768)])
  func powers(count: Int, nearest: Int) {
    #expect(Pages(count).nearestPowerOfTwo == Pages(nearest))
  }

  @Test(
    "an expected number of pages becomes the nearest whole one, as rounding has it",
    arguments: [0, 0.49999999999999994, 0.5, 1, 1.5, 2.4999999999999996, 1e6 + 0.5, 0x1p52 - 0.5])
  func wholePages(expected: Double) {
    #expect(Pages(nearest: expected) == Pages(Int(expected.rounded())))
  }
}
