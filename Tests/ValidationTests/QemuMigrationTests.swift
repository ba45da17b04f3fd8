import Datacenter
import Testing

@testable import Evidence

@Suite("Measured QEMU migrations are predicted, with no constant fitted to any of them")
struct QemuMigrationTests {
  /// A measured case beside its prediction: the median over chance and over a sweep's phase.
  struct Comparison {
    let measured: MeasuredCase
    let runs: [PredictedRun]

    init(_ measured: MeasuredCase, _ fidelity: MemoryFidelity = .statistical) {
      self.measured = measured
      runs = measured.runs(fidelity: fidelity)
    }

    func predicted(_ value: (PredictedRun) -> Double, _ rank: Double = 0.5) -> Double {
      let sorted = runs.map(value).sorted()
      return sorted[Int((Double(sorted.count - 1) * rank).rounded())]
    }
    /// Milliseconds by which the total time is off.
    var totalError: Double { predicted(\.total) - measured.number("total_time_ms") }
    var relativeError: Double { abs(totalError) / measured.number("total_time_ms") }
    var outageError: Double { abs(predicted(\.outage) - measured.number("outage_ms")) }
    var syncsError: Double { abs(predicted(\.syncs) - measured.number("bitmap_syncs")) }
  }

  /// Memory by numbers and page by page: both are held to the measurements.
  struct Model: CustomTestStringConvertible, Sendable {
    let fidelity: MemoryFidelity
    /// Total time, p95, as a share; 10 ms are allowed where that is less.
    let p95: Double
    let plain: [Comparison]

    init(_ fidelity: MemoryFidelity, p95: Double) {
      self.fidelity = fidelity
      self.p95 = p95
      plain = MeasuredCase.all.filter(\.isPlain).map { Comparison($0, fidelity) }
    }
    var testDescription: String { "\(fidelity)" }
  }

  static let models = [Model(.statistical, p95: 0.025), Model(.pages, p95: 0.02)]

  @Test("there are 42 cases, 29 of them plain pre-copy that converged")
  func count() {
    #expect(MeasuredCase.all.count == 42)
    #expect(MeasuredCase.all.count { $0.isPlain } == 29)
  }

  @Test(
    "total time is off by 0.3 % in the median, and by 2 % (2.5 % by numbers) or 10 ms at p95",
    arguments: models)
  func totals(model: Model) {
    #expect(quantile(model.plain.map(\.relativeError), 0.5) <= 0.003)
    // How much of what is allowed each row takes.
    let taken = model.plain.map {
      abs($0.totalError) / max(model.p95 * $0.measured.number("total_time_ms"), 10)
    }
    #expect(quantile(taken, 0.95) <= 1, "\(taken)")
  }

  @Test(
    "the outage over a link is off by 5 ms in the median, and by 25 ms at p95", arguments: models)
  func outagesOverLinks(model: Model) {
    let errors = model.plain.filter(\.measured.isOverLink).map(\.outageError)
    #expect(quantile(errors, 0.5) <= 5)
    #expect(quantile(errors, 0.95) <= 25)
  }

  @Test(
    "the outage behind a lifted cap is off by 3 ms in the median, and by 10 ms at p95",
    arguments: models)
  func outagesBehindCaps(model: Model) {
    let errors = model.plain.filter { !$0.measured.isOverLink }.map(\.outageError)
    #expect(quantile(errors, 0.5) <= 3)
    #expect(quantile(errors, 0.95) <= 10)
  }

  @Test("the number of bitmap reads is right within 1", arguments: models)
  func syncs(model: Model) {
    for comparison in model.plain {
      #expect(comparison.syncsError <= 1, "\(comparison.measured.name)")
    }
  }

  @Test(
    "what was measured for a sweep lies between the 5 % and 95 % points over its unknown phase",
    arguments: MeasuredCase.all.filter { $0.isPlain && $0.isSweep })
  func sweeps(measured: MeasuredCase) {
    let comparison = Comparison(measured)
    let total = measured.number("total_time_ms")
    // Times are quantised to 100 ms windows; a case on the grid may be off it by its costs.
    #expect(total >= comparison.predicted(\.total, 0.05) * 0.995)
    #expect(total <= comparison.predicted(\.total, 0.95) * 1.005)
    let syncs = measured.number("bitmap_syncs")
    #expect(syncs >= comparison.predicted(\.syncs, 0.05))
    #expect(syncs <= comparison.predicted(\.syncs, 0.95))
  }

  @Test("a guest that writes faster than the link is seen not to converge")
  func noConvergence() throws {
    for measured in MeasuredCase.all where !measured.hasConverged {
      let runs = measured.runs(fidelity: .statistical)
      #expect(runs.allSatisfy { !$0.hasConverged }, "\(measured.name)")
    }
  }

  @Test(
    "auto-converge: total time within 6 %, the throttle within one step",
    arguments: MeasuredCase.all.filter { $0.count("auto_converge") == 1 })
  func autoConverge(measured: MeasuredCase) {
    let comparison = Comparison(measured)
    #expect(comparison.relativeError <= 0.06)
    let throttle = comparison.predicted(\.throttle)
    #expect(abs(throttle - measured.number("throttle_max_percent")) <= 10.5)
  }

  @Test(
    "XBZRLE: total time within 2 %",
    arguments: MeasuredCase.all.filter { $0.count("xbzrle_cache_mib") > 0 })
  func xbzrle(measured: MeasuredCase) {
    #expect(Comparison(measured).relativeError <= 0.02)
  }

  @Test(
    "multifd: total time within 1.5 %",
    arguments: MeasuredCase.all.filter { $0.count("multifd_channels") > 0 })
  func multifd(measured: MeasuredCase) {
    #expect(Comparison(measured).relativeError <= 0.015)
  }

  @Test(
    "stopped first: total time within 0.5 %",
    arguments: MeasuredCase.all.filter { $0.count("stop_first") == 1 })
  func stoppedFirst(measured: MeasuredCase) {
    #expect(Comparison(measured).relativeError <= 0.005)
  }
}
