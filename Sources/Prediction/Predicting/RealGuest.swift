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

  /// How many independent numbers a draw takes beside its family's.
  static let dimensions = 8

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
    // What is used now is not quite what was used when somebody looked; if nobody did, all of it is.
    let said = Double((guest.memory - guest.zero).count)
    let isSeen = guest.zero > .zero || migration.machine == .bench
    let drift = isSeen ? exp(0.003 * normal(6)) : 1
    let used = Pages(min(Int(said * drift), guest.memory.count))
    let writes = family.writes(
      distinct: hasStopped ? 0 : rate.value * window.value, window: window, pages: used,
      latents: latents.prefix(FamilyParameters.dimensions))
    var drawn = DrawnGuest(
      classes: memory(
        empty: guest.memory - used, writes.classes, devices: Pages(Int(1536 * own[7]))),
      onOff: writes.onOff)
    if migration.technique == .compress {
      // The threads that compress take some of the guest's time.
      for place in drawn.classes.indices {
        drawn.classes[place].writes = drawn.classes[place].writes.scaled(by: 0.6)
      }
    }
    drawn.costs = costs(
      setUp: normal(0), delay: normal(1), switchOver: normal(2), luck: own[3], used: used)
    drawn.stall = migration.stopsWhenStalled ? .init() : nil
    drawn.rateCap = migration.rateCap * (4104.0 / 4096)
    // Memory that no guest has touched yet is one page of zeroes, which the processor has at hand.
    drawn.zeroPage = .microseconds(0.01)
    drawn.usualCache = .mebibytes(1024)
    drawn.throttleResponse = 0.5
    let encodes = own[3] < family.encodableShare
    drawn.encodedPage = encodes ? Bytes(4096 * family.encoded) : Bytes(4096)
    drawn.compression = compression(ratio: normal(4), speed: normal(5), crowding: own[3])
    return drawn
  }

  /// Level 1 of zlib takes longer where more is left: a page's time goes with the square root of its
  /// ratio. Of busy guests some find their host crowded, where threads wait for processors; a guest that
  /// is paused leaves them its own.
  private func compression(ratio: Double, speed: Double, crowding: Double) -> Compression {
    let family = migration.family
    let left = min(family.compressed.amount(ratio), 1.05)
    let crowded = family.crowdedShare * -expm1(-rate.value / 200)
    let wait = crowding < crowded ? 1 - log(max(crowding / crowded, 1e-6)) : 1
    let alone = family.compressing.amount(speed) * (1 - family.compressingLoss * bustle)
    return Compression(
      ratio: left, speedPerThread: BytesPerSecond(alone / (wait * left.squareRoot()) * 0x1p20),
      threads: 1, pausedGain: 1.3)
  }

  /// What Linux and its services use without a load, at most: the smallest guests that were measured
  /// used 242 to 270 MiB (Jo, Cho and Egger, SoCC 2017).
  private static let idleFootprint = Bytes.mebibytes(270)
  /// More writes than such a guest makes by itself: 50 to 300 pages/s were measured.
  private static let idleRate = PagesPerSecond(500)

  /// Whether the program whose writes were measured has ended when the VM moves: a stress test is all in
  /// its memory, and the guest uses no more than one without a load.
  private var hasStopped: Bool {
    let guest = migration.guest
    return migration.machine == .bench && guest.workload == .sequentialStress
      && rate > Self.idleRate && (guest.memory - guest.zero).bytes <= Self.idleFootprint
  }

  /// How busy the guest is: 0 to 1.
  private var bustle: Double { 1 - exp(-rate.value / 1000) }

  /// What is empty comes first and what is used behind it, up to the top of the memory, where guests
  /// begin to take it from; then ROMs and the like, and 16 MiB of video memory. Empty pages wait like any
  /// other and cost next to nothing, so that the downtime of an idle VM is the downtime limit less what sending
  /// 16 MiB takes.
  private func memory(empty: Pages, _ used: [PageClass], devices: Pages) -> [PageClass] {
    let before = [PageClass(name: "zero", pages: empty, writes: .never, isZero: true)]
    // A program that has ended has given back the highest memory, which it had taken.
    if hasStopped { return (used + before).filter { $0.pages > .zero } }
    if migration.machine != .bench { return (before + used).filter { $0.pages > .zero } }
    let behind = [
      PageClass(name: "devices", pages: devices, writes: .never),
      PageClass(
        name: "video memory", pages: Bytes.mebibytes(16).pages, writes: .never, isZero: true),
    ]
    return (before + used + behind).filter { $0.pages > .zero }
  }

  /// Setting up takes some 15 ms, and until the stream has all of a link that a guest uses too another
  /// 10 to 180 ms; an engine that asks for less of the link does not notice. Switching over takes some
  /// 5 ms beside the memory, or 20 if threads have to be joined.
  ///
  /// Post-copy sets up for 40 ms and switches over in 2; one in eight is held up on its way, by a fiftieth
  /// of what its memory takes on average, and by what was not found.
  private func costs(
    setUp: Double, delay: Double, switchOver: Double, luck: Double, used: Pages
  ) -> StageCosts {
    let wanted = migration.rateCap.value / migration.link.value
    let crowding = min(max((wanted - 0.847) / 0.089, 0), 1)
    var start: Double
    var dark: Double
    if migration.passesBeforePostCopy != nil {
      let pass = (used.bytes / min(migration.link, migration.rateCap)).value
      let holdUp = luck < 0.12 ? -0.02 * log(max(luck / 0.12, 1e-6)) : 0
      start = 0.04 * exp(0.8 * setUp) + 0.11 * bustle * exp(1.1 * delay) * crowding
      start += holdUp * pass
      dark = 0.002
    } else {
      start = 0.015 * exp(0.9 * setUp) + (0.01 + 0.17 * bustle) * exp(1.2 * delay) * crowding
      dark = migration.technique == .compress ? 0.02 : 0.005
    }
    dark *= exp(0.3 * switchOver)
    return StageCosts(
      reservation: .constant(Seconds(start)), suspendLatency: .constant(.zero),
      deviceState: .kibibytes(4), commitment: .constant(Seconds(0.4 * dark)),
      activation: .constant(Seconds(0.6 * dark)), roundTrips: 0)
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
