import Testing

@testable import Evidence

@Suite("QEMU migrations that share a link over real TCP are predicted within their ranges")
struct TCPFleetTests {
  static let comparisons = Result {
    try FleetCase.overTCP.map { try FleetComparison($0) }
  }

  /// The same if TCP shared evenly, and sockets held as little as those of one host do.
  static let even = Result {
    try FleetCase.overTCP.map { measured in
      var measured = measured
      measured.sharesEvenly = true
      return try FleetComparison(measured)
    }
  }

  @Test("there are 10 cases of 42 VMs in all, repeated 204 times")
  func count() {
    #expect(FleetCase.overTCP.count == 10)
    #expect(FleetCase.overTCP.map(\.vmCount).reduce(0, +) == 42)
    #expect(FleetCase.overTCP.map(\.rows.count).reduce(0, +) == 204)
  }

  /// The share of measured times that lie within the 90 % ranges: behind a shaper at the sending host (T),
  /// a switch port (S), or of all.
  private func shareWithin(_ comparisons: [FleetComparison], at queue: String = "") -> Double {
    let counts = comparisons.filter { $0.measured.name.hasPrefix(queue) }.flatMap { comparison in
      comparison.vms.indices.map { comparison.within($0) }
    }
    return Double(counts.reduce(0) { $0 + $1.count }) / Double(counts.reduce(0) { $0 + $1.all })
  }

  @Test("the 90 % ranges hold 85 to 95 % of the measured total times", arguments: ["T", "S", ""])
  func ranges(queue: String) throws {
    let share = shareWithin(try Self.comparisons.get(), at: queue)
    #expect(share >= 0.85 && share <= 0.95)
  }

  @Test("even shares would hold less than one in seven")
  func evenRanges() throws {
    #expect(shareWithin(try Self.even.get()) < 1.0 / 7)
  }

  @Test("the makespan is off by 2 % at most")
  func makespans() throws {
    for comparison in try Self.comparisons.get() {
      #expect(abs(comparison.makespanError) <= 0.02, "\(comparison.measured.name)")
    }
  }

  private func outageErrors(_ comparisons: [FleetComparison]) -> [Double] {
    comparisons.flatMap { $0.vms.map(\.outage.error) }
  }

  /// One is off by 101 ms. It stands still while another VM ends, and has its share for the rest of the
  /// outage. When that is differs among the measured repeats, too: 141 to 272 ms of that VM.
  @Test("the outage is off by 55 ms at most for all VMs but one, and by 10 ms in the median")
  func outages() throws {
    let errors = outageErrors(try Self.comparisons.get())
    #expect(errors.count { abs($0) <= 55 } >= errors.count - 1)
    #expect(abs(quantile(errors, 0.5)) <= 10)
  }

  @Test("with sockets that hold little, outages would be too short by 30 ms in the median")
  func evenOutages() throws {
    #expect(quantile(outageErrors(try Self.even.get()), 0.5) < -30)
  }
}
