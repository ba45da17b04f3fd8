import Testing

@testable import Figures

@Suite("Axes have handy units and round ticks")
struct AxisTests {
  @Test("the unit fits the largest value")
  func units() {
    #expect(Axis([0.001, 0.0012], .time).unit == "µs")
    #expect(Axis([0.1, 0.9], .time).unit == "ms")
    #expect(Axis([1, 35], .time).unit == "s")
    #expect(Axis([1, 1200], .time).unit == "min")
    #expect(Axis([0, 0x1p33], .data).unit == "GiB")
    #expect(Axis([1, 2], .plain).label("rounds") == "rounds")
  }

  @Test("a wide range is logarithmic, with ticks that are round and in it")
  func logarithmic() {
    let axis = Axis([0.3, 18], .time)
    #expect(axis.isLogarithmic)
    #expect(axis.ticks() == [0.3, 1, 3, 10])
    #expect(Axis([0.3, 30_000], .plain).ticks(most: 3).allSatisfy { $0 >= 0.2 && $0 < 40_000 })
  }

  @Test("a range that holds 0 is not, and one of a single value has room around it")
  func linear() {
    #expect(!Axis([0, 1000], .plain).isLogarithmic)
    let one = Axis([40.5], .time)
    #expect(one.low < 40.5 && one.high > 40.5)
    #expect(!one.ticks().isEmpty)
  }

  @Test("never has its place behind every number")
  func never() {
    let axis = Axis([1, 2], .time)
    let (wider, place) = axis.extended(by: 0.25)
    #expect(place > axis.high && place < wider.high)
    #expect(wider.ticks(below: axis.high).allSatisfy { $0 <= axis.high })
  }

  @Test("numbers in names count as numbers")
  func natural() {
    let hosts = ["host-10", "host-2", "host-1", "rack"]
    #expect(
      hosts.sorted { $0.naturally(precedes: $1) } == ["host-1", "host-2", "host-10", "rack"])
  }
}
