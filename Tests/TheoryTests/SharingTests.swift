import Datacenter
import Quantities
import Strategies
import Testing

@Suite("Migrations that meet share the network")
struct SharingTests {
  let textbook = PreCopy(Textbook(), costs: .free)

  func times(_ link: SharedLink) -> [Double] {
    link.run(textbook).records.map { $0.totalTime?.value ?? .nan }
  }

  @Test("1.25e9 bytes over 1.25e9 B/s with no latency take a second")
  func simGridFirst() {
    // As pages of 4096 bytes: 305,176 of them are 896 bytes more.
    let link = SharedLink(
      memory: Bytes(1.25e9), bandwidth: BytesPerSecond(1.25e9), starts: [0])
    #expect(abs(times(link)[0] - 1) < 1e-6)
  }

  @Test(
    "k migrations of idle VMs that start together take k times as long as one",
    arguments: [2, 3, 10, 50])
  func idle(count: Int) {
    let alone = times(SharedLink(starts: [0]))[0]
    for time in times(SharedLink(starts: Array(repeating: 0, count: count))) {
      #expect(abs(time / (Double(count) * alone) - 1) < 1e-9)
    }
  }

  @Test(
    "k migrations of busy VMs take longer than k times one: each round is dirtied k times as long",
    arguments: [2, 3])
  func busy(count: Int) {
    let dirtied = PagesPerSecond(0.2 * 125e6 / 4096)
    let alone = times(SharedLink(dirtied: dirtied, starts: [0]))[0]
    let shared = times(
      SharedLink(dirtied: dirtied, starts: Array(repeating: 0, count: count)))
    // The geometric series up to the first round that ends below 30 ms of the rate.
    let rate = 125e6 / Double(count)
    var round = 0x1p30
    var sum = round / rate
    repeat {
      round *= 0.2 * Double(count)
      sum += round / rate
    } while round > 0.03 * rate
    for time in shared {
      #expect(time > Double(count) * alone)
      #expect(abs(time - sum) < 1e-6)
    }
  }

  @Test("a migration that starts while another is under way slows it from then on")
  func staggered() {
    // 0.5 GiB alone, then both at half the rate: the first has 2^29 left at 62.5 MB/s.
    let half = 0x1p29 / 125e6
    let found = times(SharedLink(starts: [0, half]))
    #expect(abs(found[0] - 3 * half) < 1e-9)
    // The second has 2^29 left when the first ends, and then the link to itself.
    #expect(abs(found[1] - 3 * half) < 1e-9)
  }

  @Test("SimGrid's number beside one bulk flow: 42.916 s and 12 rounds")
  func simGridBulk() throws {
    let link = SharedLink(
      loads: [BackgroundLoad(on: LinkID(0), bulkFlows: 1)],
      dirtied: PagesPerSecond(0.3 * 125e6 / 4096), starts: [0])
    let record = link.run(textbook).records[0]
    #expect(abs(try #require(record.totalTime).value - 42.916) < 5e-4)
    #expect(record.precopyRounds == 12)
    #expect(record.bottleneck == "wire:a->b")
  }

  @Test(
    "SimGrid's two concurrent migrations on one path take twice one, whatever the direction back")
  func simGridTwo() {
    let one = times(SharedLink(memory: Bytes(1e9), starts: [0]))[0]
    let two = times(SharedLink(memory: Bytes(1e9), starts: [0, 0]))
    for time in two { #expect(abs(time / one - 2) < 1e-9) }
  }

  @Test("load that does not give way leaves migrations the rest, step by step")
  func profile() {
    // 125 MB/s for 4 s, then 25 MB/s for 4 s, and so on: 600 MB in 8 s.
    let load = BackgroundLoad(
      on: LinkID(0),
      steps: [
        .init(at: .zero, rate: .zero), .init(at: Seconds(4), rate: BytesPerSecond(100e6)),
      ], period: Seconds(8))
    let found = times(SharedLink(memory: Bytes(4096 * 292_968), loads: [load], starts: [0]))[0]
    // 1,199,996,928 bytes: two periods less 3,072 bytes at the slow rate.
    #expect(abs(found - (16 - 3072 / 25e6)) < 1e-9)
  }

  @Test(
    "a load that repeats is where it would be, however late somebody sends, and nobody follows it before",
    arguments: [0.0, 1, 4, 6.5])
  func lateProfile(offset: Double) {
    let load = BackgroundLoad(
      on: LinkID(0),
      steps: [
        .init(at: Seconds(1), rate: .zero), .init(at: Seconds(4), rate: BytesPerSecond(100e6)),
        .init(at: Seconds(5), rate: BytesPerSecond(50e6)),
      ], period: Seconds(8))
    // From the second period on: in the first, there is none before its first step.
    let early = SharedLink(loads: [load], starts: [8 + offset])
    let late = SharedLink(loads: [load], starts: [8e6 + offset])
    #expect(abs(times(early)[0] - times(late)[0]) < 1e-6)
    #expect(late.eventCount(textbook) == early.eventCount(textbook))
  }

  @Test("two migrations far apart meet the load of their own times")
  func apart() {
    let load = BackgroundLoad(
      on: LinkID(0),
      steps: [
        .init(at: .zero, rate: .zero), .init(at: Seconds(1000), rate: BytesPerSecond(62.5e6)),
      ])
    let found = times(SharedLink(loads: [load], starts: [10, 2000]))
    #expect(abs(found[1] - 2 * found[0]) < 1e-6)
  }

  @Test("a window holds a long fat pipe back, more connections fill it")
  func window() {
    func alone(_ streams: Int) -> MigrationRecord {
      SharedLink(
        bandwidth: .gigabitsPerSecond(10), latency: .milliseconds(75),
        transport: Transport(window: .mebibytes(3), streams: streams), starts: [0]
      ).run(textbook).records[0]
    }
    // 1024 MiB, 3 MiB every 150 ms.
    #expect(abs(alone(1).totalTime!.value - 51.2) < 1e-6)
    #expect(alone(1).bottleneck == "window")
    #expect(alone(100).bottleneck == "wire:a->b")
  }

  @Test("1 GbE carries 110.2 MiB/s where it is as efficient as measured")
  func efficiency() {
    let measured = SharedLink(
      transport: Transport(efficiency: Transport.measuredEfficiency), starts: [0])
    #expect(abs(times(measured)[0] - 1024 / 110.2) < 1e-6)
  }

  @Test("what a link carried is what the migrations sent, and nothing went back")
  func usage() throws {
    let link = SharedLink(starts: [0, 3, 20], usage: Seconds(1))
    let (records, usage) = link.run(textbook)
    #expect(usage.map(\.name) == ["wire:a->b", "wire:b->a"])
    let sent = records.reduce(0) { $0 + $1.sent.value }
    #expect(abs(usage[0].whole.carried.value - sent) < 1)
    #expect(usage[1].whole.carried == .zero)
    let busy = records.reduce(0) { max($0, $1.ended!.secondsSinceStart) }
    #expect(abs(usage[0].whole.busy.value - min(busy, 3 * 0x1p30 / 125e6)) < 1e-6)
    #expect(abs(usage[0].peak.value - 125e6) < 1)
    for span in usage[0].spans { #expect(span.rate.value <= 125e6 * (1 + 1e-9)) }
  }
}
