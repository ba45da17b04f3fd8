import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies

/// The kernel and the engine, without files.
extension CountedWork {
  static var hold: CountedWork {
    CountedWork(
      name: "hold-10000", unit: "event",
      work: {
        var simulation = HoldModel.simulation(pending: 10_000, moves: false)
        simulation.run(until: Instant(10))
        return simulation.eventCount
      })
  }

  static var singleServer: CountedWork {
    CountedWork(
      name: "single-server", unit: "event",
      work: {
        var simulation = SingleServer.simulation(load: 0.7)
        simulation.run(until: Instant(50_000))
        return simulation.eventCount
      })
  }

  static var fleet: CountedWork { pairs("fleet-migration", hasBackbone: false) }
  static var backbone: CountedWork { pairs("backbone-migration", hasBackbone: true) }

  private static func pairs(_ name: String, hasBackbone: Bool) -> CountedWork {
    CountedWork(
      name: name, unit: "migration",
      work: { PairedHosts(count: 1_000, hasBackbone: hasBackbone).run().migrated },
      warmUp: { _ = PairedHosts(count: 2, hasBackbone: hasBackbone).run() })
  }

  static var qemuRounds: CountedWork {
    migrations("qemu-32-rounds") { QemuBenchmark.migrateInRounds(seed: $0) }
  }

  static var xenRounds: CountedWork {
    migrations("xen-5-rounds") { QemuBenchmark.migrate(seed: $0, by: XenModern()) }
  }

  static var postCopy: CountedWork {
    migrations("post-copy-2-gib") { PostCopyBenchmark.migrateRandomWriter(seed: $0) }
  }

  /// Migrations one by one, each in a world of its own.
  private static func migrations(
    _ name: String, _ migrate: @escaping (_ seed: UInt64) -> Void
  ) -> CountedWork {
    CountedWork(
      name: name, unit: "migration",
      work: {
        for seed: UInt64 in 1...20 { migrate(seed) }
        return 20
      }, warmUp: { migrate(1) })
  }
}
