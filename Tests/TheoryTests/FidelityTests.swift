import Datacenter
import Quantities
import Randomness
import Strategies
import Testing

@Suite("Engines do not see how memory is modelled")
struct FidelityTests {
  enum Engine: String, CaseIterable {
    case modern, classic, adaptive, qemu

    var strategy: any Strategy {
      switch self {
      case .modern: PreCopy(XenModern(), costs: StageCosts())
      case .classic: PreCopy(XenClassic(), costs: StageCosts())
      case .adaptive: PreCopy(Xen2005(), costs: StageCosts())
      case .qemu:
        PreCopy(
          Qemu(.qemu7_2, settings: QemuSettings(downtimeLimit: .milliseconds(20))),
          costs: StageCosts())
      }
    }
  }

  /// Total time, downtime and bytes of migrations of 64 MiB.
  static func outcomes(_ engine: Engine, _ fidelity: MemoryFidelity) -> [[Double]] {
    // The pseudo-random order of Xen 2 strides by 1024 pages, and passes a smaller class in one go.
    let classes = [
      PageClass(name: "hot", pages: Pages(700), writes: .uniform(PagesPerSecond(2000))),
      PageClass(name: "cold", pages: Pages(11_000), writes: .uniform(PagesPerSecond(600))),
      PageClass(name: "swept", pages: Pages(3000), writes: .sweep(PagesPerSecond(400), phase: 0.6)),
      PageClass(name: "still", pages: Pages(1300), writes: .never),
    ]
    return (0..<150).map { run in
      // The two models draw from different seeds, or they would not be independent samples.
      let seed = UInt64(2 * run + (fidelity == .pages ? 1 : 0))
      let world = TwoHosts(latency: .milliseconds(0.1), classes: classes, seed: seed)
      let record = world.migrate(with: engine.strategy, fidelity: fidelity)
      return [record.totalTime!.value, record.downtime!.value, record.sent.value]
    }
  }

  @Test(
    "total time, downtime and bytes agree in distribution, by numbers and by pages",
    arguments: Engine.allCases)
  func agreement(engine: Engine) {
    let (numbers, pages) = (Self.outcomes(engine, .statistical), Self.outcomes(engine, .pages))
    for metric in 0..<3 {
      let test = KolmogorovSmirnov(numbers.map { $0[metric] }, pages.map { $0[metric] })
      // One per cent for all twelve comparisons together.
      #expect(test.pValue > 0.01 / 12, "metric \(metric): distance \(test.distance)")
    }
  }
}
