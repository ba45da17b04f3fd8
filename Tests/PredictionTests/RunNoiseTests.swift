import Experiment
import Quantities
import Testing

@testable import Prediction

@Suite("What runs of one migration on one bench differ by")
struct RunNoiseTests {
  private func seen(_ noise: RunNoise, _ downtime: Double, at level: Double) -> Double {
    noise.measured(10_000, downtime, by: [level, 0.5, 0.5][...]).downtime
  }

  @Test("the median of what is measured is what is simulated, to the millisecond")
  func median() {
    #expect(abs(seen(.kvm, 250, at: 0.5) - 250) <= 1)
    #expect(abs(seen(.controlled, 250, at: 0.5) - 250) < 1e-9)
    #expect(
      abs(RunNoise.controlled.measured(10_000, 250, by: [0.5, 0.5, 0.5][...]).total - 10_000) < 1e-6
    )
  }

  @Test("nine in ten KVM downtimes are within 22 ms of it, and what is copied takes its time")
  func spread() {
    #expect(abs(seen(.kvm, 250, at: 0.95) - 272) <= 1)
    #expect(abs(seen(.kvm, 250, at: 0.05) - 228) <= 1)
    #expect(seen(.kvm, 20, at: 0.01) == 10)
  }

  @Test(
    "a clock that is read in whole milliseconds shows both neighbours, as often as each is near")
  func wholeMilliseconds() {
    let shown = stride(from: 0.005, to: 1, by: 0.01).map {
      RunNoise.kvmPostCopy.measured(1, 2.3, by: [0.5, 0.5, $0][...]).downtime
    }
    #expect(Set(shown) == [2, 3])
    #expect(shown.count { $0 == 3 } == 30)
  }

  @Test("a stress test in a guest that uses no more than an idle one has ended")
  func stopped() throws {
    func downtime(_ used: Int) throws -> Double {
      let prediction = try MigrationCase.bench(memory: 2048, used: used, rate: 10_000)
      return prediction.downtimes[prediction.downtimes.count / 2]
    }
    #expect(try downtime(248) < 40)
    #expect(try downtime(800) > 100)
  }
}

extension MigrationCase {
  /// A stress test over Gigabit Ethernet, as the benches have it.
  fileprivate static func bench(memory: Int, used: Int, rate: Double) throws -> CasePrediction {
    var migration = MigrationCase(
      guest: Guest(
        memory: Bytes.mebibytes(Double(memory)).pages,
        writes: .measured(rate: PagesPerSecond(rate), window: Seconds(1)),
        workload: .sequentialStress))
    migration.guest.zero = Bytes.mebibytes(Double(memory - used)).pages
    return CasePrediction(migration, replications: 40, seed: 1)
  }
}
