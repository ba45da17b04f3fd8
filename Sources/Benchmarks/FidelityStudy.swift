import Datacenter
import Kernel
import Orchestration
import Quantities
import Randomness
import Strategies

/// Whether memory by numbers and memory by pages agree in distribution, over a grid of mixes of page
/// classes, bandwidths and engines: Kolmogorov and Smirnov on total time, downtime and bytes sent, at 1 %
/// for all comparisons together.
///
/// What both rest on is that the writes to a class are spread over it. The second table shows what it
/// costs to say so of a guest that does otherwise: one that sweeps, and one that writes in bursts.
enum FidelityStudy {
  static func run() {
    compare()
    print()
    breakAssumptions()
  }

  private static func compare() {
    let cells = mixes.flatMap { mix in
      bandwidths.flatMap { bandwidth in engines.map { (mix, bandwidth, $0) } }
    }
    let level = 0.01 / Double(metrics.count * cells.count)
    print(
      """
      memory by numbers against memory by pages: \(runs) migrations each of 256 MiB. p is the probability of \
      the distance found if both are one law; below \(level) a cell is marked.
      """)
    print("mix,gbit_per_s,engine,metric,mean_by_numbers,mean_by_pages,distance,p,differs")
    var marked = 0
    for (mix, bandwidth, engine) in cells {
      let numbers = outcomes(mix, bandwidth, engine, .statistical)
      let pages = outcomes(mix, bandwidth, engine, .pages)
      for (index, metric) in metrics.enumerated() {
        let (a, b) = (numbers.map { $0[index] }, pages.map { $0[index] })
        let test = KolmogorovSmirnov(a, b)
        let differs = test.pValue < level
        if differs { marked += 1 }
        print(
          mix.name, bandwidth, engine.name, metric, Summary(a)!.mean, Summary(b)!.mean,
          test.distance, test.pValue, differs ? "yes" : "no", separator: ",")
      }
    }
    print("\(marked) of \(metrics.count * cells.count) comparisons differ")
  }

  /// Guests that do not write at random, by pages, against one uniform class of the same rate.
  private static func breakAssumptions() {
    print("what is written,gbit_per_s,engine,metric,mean_if_uniform,mean,difference_percent")
    for mix in [sweep, bursts] {
      var uniform = mix
      uniform.activities = []
      let written = mix.classes.dropLast()
      uniform.classes = [
        PageClass(
          name: "written", pages: written.reduce(.zero) { $0 + $1.pages },
          writes: .uniform(mix.rate)), mix.classes[mix.classes.count - 1],
      ]
      for bandwidth in bandwidths {
        for engine in engines {
          let (a, b) = (
            outcomes(uniform, bandwidth, engine, .statistical),
            outcomes(mix, bandwidth, engine, .pages)
          )
          for (index, metric) in metrics.enumerated() {
            let (said, met) = (
              Summary(a.map { $0[index] })!.mean, Summary(b.map { $0[index] })!.mean
            )
            print(
              mix.name, bandwidth, engine.name, metric, said, met,
              (1000 * (said / met - 1)).rounded() / 10, separator: ",")
          }
        }
      }
    }
  }

  private static let runs = 1000
  private static let bandwidths = [1.0, 10]
  private static let engines: [(name: String, make: @Sendable () -> any Strategy)] = [
    ("xen-modern", { PreCopy(XenModern(), costs: StageCosts()) }),
    ("xen-classic", { PreCopy(XenClassic(), costs: StageCosts()) }),
    ("xen-2005", { PreCopy(Xen2005(), costs: StageCosts()) }),
    (
      "qemu-7.2",
      {
        PreCopy(
          Qemu(.qemu7_2, settings: QemuSettings(downtimeLimit: .milliseconds(20))),
          costs: StageCosts())
      }
    ),
  ]

  private static let metrics = ["total_time_s", "downtime_s", "sent_bytes"]

  private struct Mix {
    var name: String
    var classes: [PageClass]
    var activities: [Activity] = []
    /// Page writes per second to all classes but the last.
    var rate = PagesPerSecond.zero
  }

  private static let mixes = [
    Mix(
      name: "uniform",
      classes: [
        PageClass(name: "all", pages: Pages(65_536), writes: .uniform(PagesPerSecond(3000)))
      ]),
    Mix(
      name: "hot and cold",
      classes: [
        PageClass(name: "hot", pages: Pages(2000), writes: .uniform(PagesPerSecond(4000))),
        PageClass(name: "cold", pages: Pages(50_000), writes: .uniform(PagesPerSecond(1000))),
        PageClass(name: "still", pages: Pages(13_536), writes: .never),
      ]),
    Mix(
      name: "Zipf",
      classes: RateProfile.zipf(
        pages: Pages(65_536), rate: PagesPerSecond(8000), exponent: 0.9, classes: 8)),
    sweep, bursts,
  ]

  private static let sweep = Mix(
    name: "sweep",
    classes: [
      PageClass(
        name: "swept", pages: Pages(20_000), writes: .sweep(PagesPerSecond(2500), phase: 0.3)),
      PageClass(name: "cold", pages: Pages(45_536), writes: .uniform(PagesPerSecond(800))),
    ], rate: PagesPerSecond(2500))

  /// One block after the other is written for a second, as a garbage collector or a batch job does.
  private static let bursts: Mix = {
    let blocks = 8
    return Mix(
      name: "bursts",
      classes: (0..<blocks).map {
        PageClass(
          name: "block \($0)", pages: Pages(2500), writes: .uniform(PagesPerSecond(2500)),
          activity: $0)
      } + [PageClass(name: "cold", pages: Pages(45_536), writes: .uniform(PagesPerSecond(800)))],
      activities: (0..<blocks).map { block in
        let phases: [(length: Seconds, factor: Double)] = [
          (Seconds(Double(block)), 0), (Seconds(1), 1), (Seconds(Double(blocks - 1 - block)), 0),
        ]
        return .phases(phases.filter { $0.length > .zero }, then: .repeat)
      }, rate: PagesPerSecond(2500))
  }()

  /// Total time, downtime and bytes sent of each run.
  private static func outcomes(
    _ mix: Mix, _ bandwidth: Double,
    _ engine: (name: String, make: @Sendable () -> any Strategy), _ fidelity: MemoryFidelity
  ) -> [[Double]] {
    (0..<runs).map { replication in
      let hosts = ["a", "b"].map { Host(name: $0, memory: .gibibytes(8)) }
      let vm = VirtualMachine(
        name: "vm", host: HostID(0), pageClasses: mix.classes, activities: mix.activities,
        home: DatastoreID(0))
      let link = Link(
        name: "wire", between: .host(HostID(0)), and: .host(HostID(1)),
        bandwidth: .gigabitsPerSecond(bandwidth), latency: .milliseconds(0.1))
      let world = World(
        hosts: hosts, vms: [vm], datastores: [Datastore(name: "san")], links: [link],
        // What the two models draw must not be shared.
        randomness: .init(seed: 1, replication: UInt64(replication), arm: fidelity.rawValue))
      let request = MigrationRequest(
        at: .start, vm: VMID(0), destination: HostID(1), strategy: engine.make(),
        fidelity: fidelity)
      var simulation = Simulation(of: Fleet(world: world, requests: [request]))
      simulation.runToTheEnd(until: Instant(3600))
      let record = simulation.model.record(of: 0)!
      return [
        record.totalTime?.value ?? 3600, record.downtime?.value ?? 3600, record.sent.value,
      ]
    }
  }
}
