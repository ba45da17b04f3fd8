import Datacenter
import Glibc
import Quantities
import Randomness

/// Distinct pages per window against a published measurement: a guest that writes 3 million random pages a
/// second over a region, its dirty rate found by page sampling (QEMU commit 34a68001f1, 2023).
///
/// Page sampling looks at 512 pages of each GiB, so that a reading has an error of its own. What is beyond
/// it in the larger regions has one cause: the guest writes slower there than its nominal rate, for
/// every random write misses its caches and its TLB. The law itself shows it: turned round, it gives
/// the same rate of writes for all windows over a region.
enum DirtyRateStudy {
  static func run() {
    print(
      "size_gib,window_ms,measured_mib_per_s,sampling_error_percent,simulated_mib_per_s,gap_percent,"
        + "implied_writes_per_s,rate_of_region_writes_per_s,gap_at_that_rate_percent")
    for (size, readings) in regions {
      // Over 1 GiB the nominal rate is met; windows that saturate say nothing about it.
      let implied = readings.map { writes(size, $0.window, $0.rate) }
      let telling = zip(readings, implied).filter { share(size, $0.0) < 0.95 }.map(\.1)
      let own = size == 1 ? nominal : telling.reduce(0, +) / Double(telling.count)
      for (reading, writes) in zip(readings, implied) {
        let simulated = simulate(size, reading.window, nominal)
        let met = simulate(size, reading.window, own)
        print(
          size, Int(reading.window), Int(reading.rate), percent(error(size, reading)),
          (simulated * 10).rounded() / 10, percent(simulated / reading.rate - 1),
          share(size, reading) < 0.95 ? "\(Int((writes / 1e3).rounded()) * 1000)" : "",
          Int((own / 1e3).rounded()) * 1000, percent(met / reading.rate - 1), separator: ",")
      }
    }
  }

  private static let nominal = 3e6

  private typealias Reading = (window: Double, rate: Double)
  private static let regions: [(size: Int, readings: [Reading])] = [
    (1, [(100, 7100), (300, 3280), (500, 2044), (1000, 1052), (2000, 507)]),
    (4, [(100, 8880), (500, 5772), (1000, 3780), (2000, 2031)]),
    (24, [(100, 8640), (500, 8196), (1000, 7506), (2000, 6402)]),
  ]

  /// MiB/s that a reading of the memory model gives, on average over 20.
  private static func simulate(_ size: Int, _ window: Double, _ rate: Double) -> Double {
    let readings = (0..<20).map { replication in
      var memory = MemoryProbe(
        classes: [
          PageClass(
            name: "all", pages: Pages(size << 18), writes: .uniform(PagesPerSecond(rate)))
        ], fidelity: .pages)
      var stream = RandomStream(
        seed: 1, name: "dirty rate study", replication: UInt64(replication))
      memory.run(for: Seconds(window / 1000))
      return memory.readBitmap(drawing: &stream) / 256 / (window / 1000)
    }
    return readings.reduce(0, +) / Double(readings.count)
  }

  /// The share of the region that a reading found dirty.
  private static func share(_ size: Int, _ reading: Reading) -> Double {
    reading.rate * reading.window / 1000 / Double(size << 10)
  }

  /// The relative standard error of a reading of 512 pages of each GiB.
  private static func error(_ size: Int, _ reading: Reading) -> Double {
    let share = min(1, share(size, reading))
    return ((1 - share) / share / Double(512 * size)).squareRoot()
  }

  /// The rate at which uniform writes give a reading: -N ln(1 - share) / window.
  private static func writes(_ size: Int, _ window: Double, _ rate: Double) -> Double {
    let share = share(size, (window, rate))
    return share < 1 ? -log1p(-share) * Double(size << 18) / (window / 1000) : .infinity
  }

  private static func percent(_ share: Double) -> Double { (share * 1000).rounded() / 10 }
}
