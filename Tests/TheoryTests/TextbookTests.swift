import Datacenter
import Quantities
import Strategies
import Testing

@Suite("The textbook engine is the geometric series")
struct TextbookTests {
  /// v(0) = V, v(k+1) = min(r v(k), 0.9 V); the first k >= 1 with v(k) <= limit x B goes dark.
  struct ClosedForm {
    var total = 0.0
    var downtime = 0.0
    var rounds = 0

    init(memory: Double, bandwidth: Double, ratio: Double, limit: Double) {
      var v = memory
      var k = 0
      repeat {
        total += v / bandwidth
        v = min(ratio * v, 0.9 * memory)
        k += 1
      } while v > limit * bandwidth
      total += v / bandwidth
      downtime = v / bandwidth
      rounds = k - 1
    }
  }

  /// A sweep over 0.9 V dirties r B bytes a second, no page twice.
  static func record(ratio: Double) -> MigrationRecord {
    let memory = Bytes.gibibytes(1)
    // Up to r = 0.9 the cap of 0.9 V never binds, so the sweep may take all of the memory.
    let world = TwoHosts(
      classes: [
        PageClass(
          name: "swept", pages: memory.pages,
          writes: .sweep(PagesPerSecond(ratio * 125e6 / 4096), phase: 0.3))
      ])
    return world.migrate(with: PreCopy(Textbook(), costs: .free))
  }

  @Test(
    "total time, downtime and rounds are the closed form's", arguments: [0.1, 0.3, 0.5, 0.75, 0.9])
  func closedForm(ratio: Double) throws {
    let expected = ClosedForm(memory: 0x1p30, bandwidth: 125e6, ratio: ratio, limit: 0.03)
    let record = Self.record(ratio: ratio)
    #expect(abs(try #require(record.totalTime).value - expected.total) < 1e-6)
    #expect(abs(try #require(record.downtime).value - expected.downtime) < 1e-6)
    #expect(record.precopyRounds == expected.rounds)
  }

  @Test(
    "SimGrid's printed numbers come out",
    arguments: [
      (0.5, 17.163092, 0.016777, 8), (0.9, 85.637932, 0.029046, 53),
    ])
  func printedNumbers(ratio: Double, total: Double, downtime: Double, rounds: Int) throws {
    let record = Self.record(ratio: ratio)
    #expect(abs(try #require(record.totalTime).value - total) < 1e-6)
    #expect(abs(try #require(record.downtime).value - downtime) < 1e-6)
    #expect(record.precopyRounds == rounds)
  }
}
