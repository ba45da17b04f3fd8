import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies

/// What the simulator says about a measured case.
struct Prediction {
  /// Milliseconds.
  var total: Double
  var outage: Double
  var syncs: Double
  /// Per cent.
  var throttle: Double
  var hasConverged: Bool
}

extension MeasuredCase {
  /// The guest: memory from the first 1.3 MiB up is filled; working sets start at 16 MiB.
  func pageClasses(phase: Double) -> [PageClass] {
    let memory = count("memory_mib") * 256
    let low = 326
    let zero = count("zero_memory_mib") * 256
    var classes = [
      PageClass(name: "empty", pages: Pages(low), writes: .never, isZero: true),
      PageClass(name: "program", pages: Pages(4096 - low), writes: .never),
    ]
    var used = 4096
    // A guest that was stopped first writes nothing any more.
    let isStopped = count("stop_first") == 1
    for stream in ["stream0", "stream1"] where !text(stream + "_pattern").isEmpty {
      let pages = count(stream + "_working_set_pages")
      let rate = PagesPerSecond(number(stream + "_writes_per_s"))
      classes.append(
        PageClass(
          name: stream, pages: Pages(pages),
          writes: isStopped
            ? .never
            : text(stream + "_pattern") == "uniform" ? .uniform(rate) : .sweep(rate, phase: phase)))
      used += pages
    }
    classes.append(
      PageClass(name: "filled", pages: Pages(memory - zero - used), writes: .never))
    classes.append(PageClass(name: "zero", pages: Pages(zero), writes: .never, isZero: true))
    return classes.filter { $0.pages.count > 0 }
  }

  var settings: QemuSettings {
    var settings = QemuRelease.qemu7_2.settings
    settings.downtimeLimit = .milliseconds(number("downtime_limit_ms"))
    settings.maximumBandwidth = BytesPerSecond(number("rate_cap_bytes_per_s"))
    if count("auto_converge") == 1 {
      settings.convergence = .autoConverge(QemuRelease.qemu7_2.autoConverge)
    }
    if count("xbzrle_cache_mib") > 0 {
      // A write changes neighbouring words; a whole page of changes does not fit into an encoding.
      let changed = number("stream0_words_per_write") * 4
      settings.delta = .init(
        cache: .mebibytes(number("xbzrle_cache_mib")),
        encodedPage: Bytes(changed > 1000 ? 4096 : 7))
    }
    if count("multifd_channels") > 0 {
      settings.multifd = .init(channels: count("multifd_channels"))
    }
    return settings
  }

  /// One run of the simulator. A case on a capped channel has a memory copy of 3 GB/s behind it.
  func run(seed: UInt64, phase: Double, fidelity: MemoryFidelity) -> Prediction {
    let costs = StageCosts(
      reservation: .constant(.milliseconds(2)), suspendLatency: .constant(.zero),
      deviceState: .kibibytes(4), commitment: .constant(.milliseconds(1)),
      activation: .constant(.milliseconds(1.5)), roundTrips: 0)
    let link = number("link_bytes_per_s")
    let classes = pageClasses(phase: phase)
    let world = World(
      hosts: ["a", "b"].map { Host(name: $0, memory: .gibibytes(8)) },
      vms: [
        VirtualMachine(
          name: "guest", host: HostID(0), pageClasses: classes, home: DatastoreID(0))
      ],
      datastores: [Datastore(name: "shared")],
      links: [
        Link(
          name: "channel", between: .host(HostID(0)), and: .host(HostID(1)),
          bandwidth: BytesPerSecond(link > 0 ? link : 3e9), latency: .zero)
      ],
      randomness: .init(seed: seed, replication: 0, arm: name))
    let strategy = PreCopy(Qemu(.qemu7_2, settings: settings), costs: costs)
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(1), strategy: strategy, fidelity: fidelity)
    var simulation = Simulation(of: Operation(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(number("time_limit_s")))
    guard let record = simulation.model.record(of: 0) else { preconditionFailure("no record") }
    return Prediction(
      total: (record.totalTime ?? Seconds(number("time_limit_s"))).value * 1000,
      outage: (record.downtime ?? .zero).value * 1000, syncs: Double(record.precopyRounds + 2),
      throttle: (1 - record.slowestShare) * 100, hasConverged: record.outcome == .migrated)
  }

  /// Runs that cover what is not known: chance, and where a sweep stands.
  func runs(fidelity: MemoryFidelity) -> [Prediction] {
    let count = fidelity == .pages ? 15 : 101
    return (0..<count).map { index in
      run(
        seed: UInt64(index + 1), phase: (Double(index) + 0.5) / Double(count), fidelity: fidelity)
    }
  }
}
