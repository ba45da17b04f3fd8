import Foundation
import Randomness
import Testing

@testable import Evidence

/// `Data/osic-evacuations.csv` against `Scenarios/six-vms-one-by-one.json`: VMs that leave a host one after
/// the other, with nova, and the seconds that each took (osic/benchmarking_live-migration, 2017).
@Suite("Six VMs that leave a host one by one take as long as measured")
struct EvacuationTests {
  static let measured = (try? EvacuatedSize.measured(in: .data)) ?? []
  private static let text = try? EvacuatedSize.scenario(for: .data)

  @Test("medians per VM and per evacuation are within 5 %, and the spread within a factor of 1.5")
  func simulation() throws {
    #expect(Self.measured.count == 3)
    for (simulated, measured) in zip(
      try EvacuatedSize.simulated(try #require(Self.text)), Self.measured)
    {
      #expect(measured.evacuations.allSatisfy { $0.count == 6 })
      #expect(simulated.evacuations.allSatisfy { $0.count == 6 })
      #expect(abs(simulated.median / measured.median - 1) <= 0.05, "\(measured.flavor)")
      #expect(abs(simulated.whole / measured.whole - 1) <= 0.05, "\(measured.flavor)")
      let ratio = simulated.spread / measured.spread
      #expect(ratio <= 1.5 && ratio >= 1 / 1.5, "\(measured.flavor): \(ratio)")
    }
  }

  /// Where the numbers of the scenario come from.
  ///
  /// The medians lie on a line: a fixed time, and a time for each GiB. The ranges from 5 to 95 % do so in
  /// squares: a part that is the same for all sizes, which is the fixed time's, and one that grows with
  /// the size. The stream's rate is the same for all VMs; what differs is how much a guest writes while
  /// it is sent, and so what is sent again: a share of its memory, uniform from 0 to `most`.
  @Test("the fixed time, the stream's rate and the guests' writes are fitted to all three sizes")
  func fit() throws {
    let sizes = Self.measured
    func line(_ x: [Double], _ y: [Double]) throws -> [Double] {
      try LeastSquares(of: x.count, from: [1, 1]) { parameters, residuals in
        for place in x.indices {
          residuals[place] = (parameters[0] + parameters[1] * x[place]) / y[place] - 1
        }
      }.parameters
    }
    let times = try line(sizes.map(\.memory), sizes.map(\.median))
    let squares = try line(
      sizes.map { $0.memory * $0.memory }, sizes.map { $0.spread * $0.spread })
    // Of a bell curve 90 % lie within 3.29 deviations, of a uniform law within 0.9 of its width.
    let deviation = squares[0].squareRoot() / 3.29
    let share = squares[1].squareRoot() / times[1]
    let most = share / (0.9 - share / 2)
    let rate = 0x1p30 * 4104 / 4096 * (1 + most / 2) / times[1]
    let writes = most * rate / 4104

    let text = try #require(Self.text)
    func number(after key: String) throws -> Double {
      let rest = text[try #require(text.range(of: key)).upperBound...]
      return try #require(Double(rest.prefix { $0.isNumber || $0 == "." }))
    }
    #expect(abs(try number(after: #""mean": ""#) / times[0] - 1) < 0.01)
    #expect(abs(try number(after: #""deviation": ""#) / deviation - 1) < 0.01)
    #expect(abs(try number(after: #""maximumBandwidth": ""#) * 1e6 / rate - 1) < 0.01)
    #expect(abs(try number(after: #""high": ""#) / writes - 1) < 0.01)
  }
}
