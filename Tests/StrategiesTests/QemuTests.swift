import Quantities
import Seam
import Strategies
import Testing

@Suite("QEMU's part of the conversation")
struct QemuTests {
  /// 1 GiB.
  static let memory = Pages(262_144)
  static let bandwidth = BytesPerSecond(125e6)
  /// 125 MB/s for 300 ms, in whole pages.
  static let small = Pages(9155)

  static func report(
    _ cause: Cause, elapsed: Seconds = .zero, bytes: Bytes = .zero, remaining: Pages,
    dirtied: Pages = .zero, bandwidth: BytesPerSecond = bandwidth
  ) -> Report {
    Report(
      cause, elapsed: elapsed, bytes: bytes, remaining: remaining, dirtied: dirtied,
      bandwidth: bandwidth, memory: memory)
  }

  static func begun(_ engine: Qemu) -> Qemu {
    var engine = engine
    _ = engine.begin(report(.done, remaining: .zero))
    return engine
  }

  static func order(_ step: PreCopyStep) -> (order: Order, round: Int)? {
    guard case .send(let order, let round) = step else { return nil }
    return (order, round)
  }

  @Test("everything is sent first, until what is left is within the limit")
  func first() throws {
    var engine = Qemu(.qemu7_2)
    let (order, round) = try #require(
      Self.order(engine.begin(Self.report(.done, remaining: .zero))))
    #expect(order.selection == .all)
    #expect(order.scan == .cyclic)
    #expect(order.turns?.until == .remainingWithin(downtimeLimit: .milliseconds(300)))
    #expect(round == 1)
  }

  @Test("the bitmap is read when the remainder is small, and the VM is paused if it still is")
  func stops() {
    var engine = Self.begun(Qemu())
    #expect(engine.next(after: Self.report(.sent, remaining: Pages(9000))) == .readBitmap)
    #expect(
      engine.next(after: Self.report(.read, remaining: Self.small))
        == .stopAndCopy(because: .withinDowntimeLimit))
  }

  @Test("the remainder is carried over: the next round sends what is pending, from where it stood")
  func carriesOver() throws {
    var engine = Self.begun(Qemu())
    _ = engine.next(after: Self.report(.sent, remaining: Pages(9000)))
    let step = engine.next(after: Self.report(.read, remaining: Pages(9156), dirtied: Pages(156)))
    let (order, round) = try #require(Self.order(step))
    #expect(order.selection == .pending)
    #expect(order.scan == .cyclic)
    #expect(round == 2)
  }

  @Test("nothing ends the loop but the limit: the thousandth round is like the second")
  func goesOnForever() throws {
    var engine = Self.begun(Qemu())
    for expected in 2...1000 {
      _ = engine.next(after: Self.report(.sent, remaining: Pages(9000)))
      let (_, round) = try #require(
        Self.order(engine.next(after: Self.report(.read, remaining: Pages(20000)))))
      #expect(round == expected)
    }
  }

  @Test(
    "a remainder that equals the threshold completes in QEMU 11 only",
    arguments: QemuRelease.allCases)
  func equality(release: QemuRelease) {
    // 4096 B/ms: a limit of 300 ms is exactly 300 pages.
    var settings = release.settings
    settings.downtimeLimit = .milliseconds(300)
    var engine = Self.begun(Qemu(release, settings: settings))
    func exact(_ cause: Cause) -> Report {
      Self.report(cause, remaining: Pages(300), bandwidth: BytesPerSecond(4_096_000))
    }
    _ = engine.next(after: exact(.sent))
    let stopped = engine.next(after: exact(.read)) == .stopAndCopy(because: .withinDowntimeLimit)
    #expect(stopped == (release == .qemu11))
  }

  @Test("before the first window has passed only an empty remainder is small")
  func noBandwidthYet() {
    var engine = Self.begun(Qemu())
    _ = engine.next(after: Self.report(.sent, remaining: Pages(1), bandwidth: .zero))
    let one = engine.next(after: Self.report(.read, remaining: Pages(1), bandwidth: .zero))
    #expect(Self.order(one) != nil)
    _ = engine.next(after: Self.report(.sent, remaining: .zero, bandwidth: .zero))
    #expect(
      engine.next(after: Self.report(.read, remaining: .zero, bandwidth: .zero))
        == .stopAndCopy(because: .withinDowntimeLimit))
  }

  @Test("a manager's new limit and new cap hold for the rest of the round it broke off")
  func commands() throws {
    var engine = Self.begun(Qemu())
    #expect(engine.hear(.setDowntimeLimit(Seconds(2))) == .heard)
    let longer = engine.next(
      after: Self.report(.command(.setDowntimeLimit(Seconds(2))), remaining: Pages(100_000)))
    let (first, round) = try #require(Self.order(longer))
    #expect(first.turns?.until == .remainingWithin(downtimeLimit: Seconds(2)))
    #expect(first.selection == .pending)
    #expect(round == 1)
    #expect(engine.hear(.setRateCap(BytesPerSecond(1e9))) == .heard)
    #expect(engine.hear(.startPostCopy) == .notUnderstood)
    let faster = engine.next(
      after: Self.report(
        .command(.setRateCap(BytesPerSecond(1e9))), remaining: Pages(90_000)))
    #expect(try #require(Self.order(faster)).order.rateCap == BytesPerSecond(1e9))
  }

  @Test("the cap is lifted for the last order, and nobody looks at what remains")
  func lastOrder() {
    let order = Qemu().lastOrder(deviceState: Bytes(5000))
    #expect(order.rateCap == .unlimited)
    #expect(order.turns?.until == .empty)
    #expect(order.state == Bytes(5000))
  }

  @Test(
    "the releases' defaults",
    arguments: zip(
      QemuRelease.allCases, [(30.0, 32.0), (300, 32), (300, 128), (300, 128), (300, 128)]))
  func defaults(release: QemuRelease, limitAndCap: (Double, Double)) {
    let settings = release.settings
    #expect(settings.downtimeLimit == .milliseconds(limitAndCap.0))
    #expect(settings.maximumBandwidth == Bytes.mebibytes(limitAndCap.1) / Seconds(1))
    #expect(Qemu(release).name == release.rawValue)
  }
}
