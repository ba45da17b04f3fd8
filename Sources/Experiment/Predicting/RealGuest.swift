import Datacenter
import Glibc
import Quantities
import Randomness
import Strategies

/// A VM in service, of which a dirty rate is known: it has devices, a family of workloads, and an operator
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
    // What is used now is not quite what was used when somebody looked.
    let said = Double((guest.memory - guest.zero).count)
    let used = Pages(min(Int(said * exp(0.003 * normal(6))), guest.memory.count))
    let writes = family.writes(
      distinct: rate.value * window.value, window: window, pages: used,
      latents: latents.prefix(FamilyParameters.dimensions))
    var drawn = DrawnGuest(
      classes: memory(
        empty: guest.memory - used, writes.classes, screen: Pages(Int(1536 * own[7]))),
      onOff: writes.onOff)
    drawn.costs = costs(setUp: normal(0), delay: normal(1), switchOver: normal(2))
    drawn.stall = .init()
    // Memory that no guest has touched yet is one page of zeroes, which the processor has at hand.
    drawn.zeroPage = .microseconds(0.05)
    let encodes = own[3] < family.encodableShare
    drawn.encodedPage = encodes ? Bytes(4096 * family.encoded) : Bytes(4096)
    drawn.compression = Compression(
      ratio: min(family.compressed.amount(normal(4)), 1.05),
      speedPerThread: BytesPerSecond(family.compressing.amount(normal(5)) * 0x1p20), threads: 1)
    return drawn
  }

  /// What is empty comes first and what is used behind it, up to the top of the memory, where guests
  /// begin to take it from; then 16 MiB of video memory, of which a screen takes 3 or so. Empty pages wait like
  /// any other and cost next to nothing, so that an idle VM is dark for the downtime limit less what
  /// sending 13 MiB takes.
  private func memory(empty: Pages, _ used: [PageClass], screen: Pages) -> [PageClass] {
    let zero = PageClass(name: "zero", pages: empty, writes: .never, isZero: true)
    return [zero].filter { $0.pages > .zero } + used + [
      PageClass(name: "screen", pages: screen, writes: .never),
      PageClass(
        name: "video memory", pages: Bytes.mebibytes(16).pages - screen, writes: .never,
        isZero: true),
    ]
  }

  /// Setting up takes some 30 ms, and until the stream has all of a link that a guest uses too another
  /// 45 to 215 ms; an engine that asks for less of the link does not notice. Switching over takes some
  /// 5 ms beside the memory, or 2 if memory follows.
  private func costs(setUp: Double, delay: Double, switchOver: Double) -> StageCosts {
    let wanted = migration.rateCap.value / migration.link.value
    let crowding = min(max((wanted - 0.847) / 0.089, 0), 1)
    let busy = 1 - exp(-rate.value / 1000)
    let start =
      0.03 * exp(0.7 * setUp) + (0.01 + 0.19 * busy) * exp(0.9 * delay) * crowding
    let dark = (migration.passesBeforePostCopy == nil ? 0.005 : 0.002) * exp(0.3 * switchOver)
    return StageCosts(
      reservation: .constant(Seconds(start)), suspendLatency: .constant(.zero),
      deviceState: .kibibytes(4), commitment: .constant(Seconds(0.4 * dark)),
      activation: .constant(Seconds(0.6 * dark)), roundTrips: 0)
  }
}
