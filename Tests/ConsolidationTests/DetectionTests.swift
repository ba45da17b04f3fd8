import Testing

@testable import Consolidation

@Suite("Overload")
struct DetectionTests {
  @Test("a fixed threshold is exceeded by more than it, not by as much")
  func threshold() {
    let detector = StaticThreshold(0.8)
    #expect(!detector.isOverloaded(HostLoad(demand: 0.8)))
    #expect(detector.isOverloaded(HostLoad(demand: 0.800001)))
  }

  @Test(
    "what has seen too little is cautious",
    arguments: [
      InterquartileRange() as any OverloadDetector, MedianAbsoluteDeviation(), LocalRegression(),
    ])
  func cautious(detector: any OverloadDetector) {
    let history = Array(repeating: 0.1, count: 9)
    #expect(!detector.isOverloaded(HostLoad(demand: 0.7, history: history)))
    #expect(detector.isOverloaded(HostLoad(demand: 0.71, history: history)))
  }

  @Test("a load that never moves leaves the whole host to its VMs")
  func steady() {
    let history = Array(repeating: 0.5, count: 30)
    for detector in [InterquartileRange(), MedianAbsoluteDeviation()] as [any OverloadDetector] {
      #expect(!detector.isOverloaded(HostLoad(demand: 1, history: history)))
      #expect(detector.isOverloaded(HostLoad(demand: 1.01, history: history)))
    }
  }

  @Test("the quartiles of 0, 1, ... 11 are at the third and the tenth place")
  func quartiles() {
    // round(0.25 x 13) = 3, round(0.75 x 13) = 10: the range is 9 - 2 tenths of tenths.
    let history = (0..<12).map { Double($0) / 100 }.reversed().map { $0 }
    let threshold = 1 - 1.5 * (0.09 - 0.02)
    let detector = InterquartileRange(safety: 1.5)
    #expect(!detector.isOverloaded(HostLoad(demand: threshold - 1e-9, history: history)))
    #expect(detector.isOverloaded(HostLoad(demand: threshold + 1e-9, history: history)))
  }

  @Test("the deviation from the median of an even number of values lies between two")
  func deviation() {
    // Median 0.065; distances 0.005, 0.005, 0.015, 0.015, ... 0.055; their median is 0.03.
    let history = (1...12).map { Double($0) / 100 }
    let threshold = 1 - 2.5 * 0.03
    let detector = MedianAbsoluteDeviation(safety: 2.5)
    #expect(!detector.isOverloaded(HostLoad(demand: threshold - 1e-9, history: history)))
    #expect(detector.isOverloaded(HostLoad(demand: threshold + 1e-9, history: history)))
  }

  @Test("a line of rising load is followed to where it will be", arguments: [1.0, 2.0])
  func line(horizon: Double) {
    // Newest first: 0.50, 0.46, ...: 0.04 a round.
    let history = (0..<10).map { 0.5 - 0.04 * Double($0) }
    let coming = 0.5 + 0.04 * horizon
    let load = HostLoad(demand: 0, history: history, horizon: horizon)
    #expect(LocalRegression(safety: 1 / coming + 1e-9).isOverloaded(load))
    #expect(!LocalRegression(safety: 1 / coming - 1e-9).isOverloaded(load))
  }

  @Test(
    "whatever the weights, a straight line is itself", arguments: LocalRegression.Weights.allCases)
  func straight(weights: LocalRegression.Weights) {
    let regression = LocalRegression(weights: weights)
    let values = (1...10).map { 0.2 + 0.03 * Double($0) }
    #expect(abs(regression.predicted(values, at: 11) - 0.53) < 1e-12)
  }

  @Test("one burst long ago moves weighted lines less than plain ones, and robust ones least")
  func robust() {
    var values = Array(repeating: 0.4, count: 10)
    values[1] = 0.9
    let errors = LocalRegression.Weights.allCases.map {
      abs(LocalRegression(weights: $0).predicted(values, at: 11) - 0.4)
    }
    #expect(errors[0] > errors[1] && errors[1] > errors[2])
  }
}
