import Datacenter
import Experiment
import Glibc
import Quantities
import Randomness
import Strategies

/// A VM of which a dirty rate is known: on a bench it has devices, a family of workloads, and an operator
/// who loses patience.
struct RealGuest {
  private let migration: MigrationCase
  private let rate: PagesPerSecond
  private let window: Seconds
  private let bench = Bench.measured

  /// How many independent numbers a draw takes beside its family's.
  static let dimensions = 8
  /// And how many more one takes whose pages are compressed.
  static let dimensionsOfCompression = 1

  init(_ migration: MigrationCase, rate: PagesPerSecond, window: Seconds) {
    self.migration = migration
    self.rate = rate
    self.window = window
  }

  func draw(_ latents: ArraySlice<Double>) -> DrawnGuest {
    let guest = migration.guest
    let family = migration.family
    let own = Array(latents.dropFirst(FamilyParameters.dimensions))
    func normal(_ place: Int) -> Double {
      normalQuantile(min(max(own[place], 1e-9), 1 - 1e-9))
    }
    // Used memory changes after it was measured. Memory that was never measured counts as used.
    let said = Double((guest.memory - guest.zero).count)
    let isSeen = guest.zero > .zero || migration.machine == .bench
    let drift = isSeen ? exp(bench.usedMemoryDeviation * normal(6)) : 1
    let used = Pages(min(Int(said * drift), guest.memory.count))
    let writes = family.writes(
      distinct: hasStopped ? 0 : rate.value * window.value, window: window, pages: used,
      latents: latents.prefix(FamilyParameters.dimensions))
    var drawn = DrawnGuest(
      classes: memory(
        empty: guest.memory - used, writes.classes,
        devices: Pages(Int(bench.mostDevicePages * own[7]))),
      onOff: writes.onOff)
    if compressesAsMeasured {
      // The threads that compress take some of the guest's time.
      for place in drawn.classes.indices {
        drawn.classes[place].writes = drawn.classes[place].writes.scaled(
          by: bench.writesBesideThreads)
      }
    }
    drawn.costs = costs(
      setUp: normal(0), delay: normal(1), switchOver: normal(2), luck: own[3], used: used)
    drawn.stall = migration.stopsWhenStalled ? .init() : nil
    drawn.rateCap = migration.rateCap * bench.headersBesideCap
    drawn.zeroPage = bench.zeroPage
    drawn.usualCache = bench.xbzrleCache
    drawn.throttleResponse = bench.throttleResponse
    let encodes = own[3] < family.encodableShare
    drawn.encodedPage = encodes ? Bytes(4096 * family.encoded) : Bytes(4096)
    if compressesAsMeasured {
      drawn.compression = compression(
        ratio: normal(4), again: normal(8), speed: normal(5), crowding: own[3])
    } else if let method = migration.compression {
      drawn.compression = method.numbers
    }
    return drawn
  }

  /// Whether pages are compressed as on the machines of the measurements: of other methods nothing is known but
  /// what a scenario takes for granted.
  private var compressesAsMeasured: Bool {
    migration.technique == .compress
      && (migration.compression ?? MigrationCase.usualCompression) == .zlib
  }

  /// The less a page can be compressed, the longer zlib's level 1 takes: its time grows with the square root
  /// of the compressed share. Some busy guests are on crowded hosts, where threads wait for processors. A
  /// guest that is paused leaves its processors to them. What a guest writes all the time compresses
  /// better or worse than the rest of its memory.
  private func compression(
    ratio: Double, again: Double, speed: Double, crowding: Double
  ) -> Compression {
    let family = migration.family
    let left = min(family.compressed.amount(ratio), bench.worstRatio)
    let leftAgain = min(left * family.compressedAgain.amount(again), bench.worstRatio)
    let crowded = family.crowdedShare * -expm1(-rate.value / bench.crowdingRate)
    let wait = crowding < crowded ? 1 - log(max(crowding / crowded, 1e-6)) : 1
    let alone = family.compressing.amount(speed) * (1 - family.compressingLoss * bustle)
    return Compression(
      ratio: left, speedPerThread: BytesPerSecond(alone / (wait * left.squareRoot()) * 0x1p20),
      threads: 1, pausedGain: bench.pausedGain, ratioAgain: leftAgain,
      againGain: (left / leftAgain).squareRoot())
  }

  /// Whether the program whose writes were measured has ended when the VM moves: a stress test is all in
  /// its memory, and the guest uses no more than one without a load.
  private var hasStopped: Bool {
    let guest = migration.guest
    return migration.machine == .bench && guest.workload == .sequentialStress
      && rate > bench.idleRate && (guest.memory - guest.zero).bytes <= bench.idleFootprint
  }

  /// How busy the guest is: 0 to 1.
  private var bustle: Double { 1 - exp(-rate.value / bench.busyRate) }

  /// Empty memory comes first, and used memory behind it: guests take the highest memory first. Then come
  /// ROMs and the like, and video memory. QEMU counts empty pages as remaining like any other, but they
  /// take almost no time. So the downtime of an idle VM is the downtime limit less what sending 16 MiB takes.
  private func memory(empty: Pages, _ used: [PageClass], devices: Pages) -> [PageClass] {
    let before = [PageClass(name: "zero", pages: empty, writes: .never, isZero: true)]
    // A program that has ended has given back the highest memory, which it had taken.
    if hasStopped { return (used + before).filter { $0.pages > .zero } }
    if migration.machine != .bench { return (before + used).filter { $0.pages > .zero } }
    let behind = [
      PageClass(name: "devices", pages: devices, writes: .never),
      PageClass(
        name: "video memory", pages: bench.videoMemory.pages, writes: .never, isZero: true),
    ]
    return (before + used + behind).filter { $0.pages > .zero }
  }

  /// What the stages around the copy take. A stream that wants all of a link waits for it, longer beside a
  /// busy guest; an engine whose cap asks for less does not notice. Post-copy sets up and switches over in
  /// times of its own, and some of its migrations are held up.
  private func costs(
    setUp: Double, delay: Double, switchOver: Double, luck: Double, used: Pages
  ) -> StageCosts {
    let wanted = migration.rateCap.value / migration.link.value
    let crowding = min(
      max((wanted - bench.noticed.above) / bench.noticed.within, 0), 1)
    var start: Double
    var switching: Double
    if migration.passesBeforePostCopy != nil {
      let pass = (used.bytes / min(migration.link, migration.rateCap)).value
      let heldUp = bench.heldUp
      let holdUp =
        luck < heldUp.share ? -heldUp.time * log(max(luck / heldUp.share, 1e-6)) : 0
      start =
        bench.postCopySetUp.median * exp(bench.postCopySetUp.deviation * setUp)
        + bench.postCopyDelay.busy * bustle * exp(bench.postCopyDelay.deviation * delay) * crowding
      start += holdUp * pass
      switching = bench.postCopySwitchOver
    } else {
      start =
        bench.setUp.median * exp(bench.setUp.deviation * setUp)
        + (bench.delay.idle + bench.delay.busy * bustle) * exp(bench.delay.deviation * delay)
        * crowding
      switching =
        migration.technique == .compress ? bench.switchOver.threads : bench.switchOver.median
    }
    switching *= exp(bench.switchOver.deviation * switchOver)
    return StageCosts(
      reservation: .constant(Seconds(start)), suspendLatency: .constant(.zero),
      deviceState: bench.deviceState,
      commitment: .constant(Seconds(bench.beforeCommitment * switching)),
      activation: .constant(Seconds((1 - bench.beforeCommitment) * switching)), roundTrips: 0)
  }
}

extension WriteLaw {
  /// The law at another rate.
  fileprivate func scaled(by factor: Double) -> WriteLaw {
    switch self {
    case .never: .never
    case .uniform(let rate): .uniform(rate * factor)
    case .sweep(let rate, let phase): .sweep(rate * factor, phase: phase)
    }
  }
}
