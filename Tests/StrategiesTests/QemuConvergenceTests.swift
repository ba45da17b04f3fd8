import Quantities
import Seam
import Strategies
import Testing

@Suite("QEMU's aids to convergence")
struct QemuConvergenceTests {
  /// A guest that is judged once per round of `length`, and never converges.
  struct Talk {
    var engine: Qemu
    let length: Seconds
    /// The run shares that the engine has ordered.
    var shares: [Double] = []

    init(
      _ convergence: QemuSettings.Convergence, _ release: QemuRelease = .qemu7_2,
      length: Seconds = Seconds(2)
    ) {
      var settings = release.settings
      settings.convergence = convergence
      engine = QemuTests.begun(Qemu(release, settings: settings))
      self.length = length
    }

    /// A round that sends 100 MB and dirties a share of that; returns the next order.
    @discardableResult
    mutating func round(dirtying share: Double) -> Order? {
      let sent = Bytes(409_600_000)
      _ = engine.next(
        after: QemuTests.report(.sent, elapsed: length, bytes: sent, remaining: Pages(5000)))
      var step = engine.next(
        after: QemuTests.report(
          .read, remaining: Pages(50_000), dirtied: Pages(Int(100_000 * share))))
      if case .throttle(let share) = step {
        shares.append(share)
        step = engine.next(after: QemuTests.report(.done, remaining: Pages(50_000)))
      }
      return QemuTests.order(step)?.order
    }

    var percent: [Int] { shares.map { Int(((1 - $0) * 100).rounded()) } }
  }

  @Test("the throttle climbs 20, 30, ... 90, 99 %, a step for every two hot periods")
  func ladder() {
    var talk = Talk(.autoConverge(AutoConverge()))
    for _ in 0..<22 { talk.round(dirtying: 0.9) }
    #expect(talk.percent == [20, 30, 40, 50, 60, 70, 80, 90, 99, 99, 99])
  }

  @Test("an operator stops the VM after five periods that did not get on, counted cumulatively")
  func patience() {
    var settings = QemuRelease.qemu7_2.settings
    settings.stall = .init()
    var engine = QemuTests.begun(Qemu(.qemu7_2, settings: settings))
    for share in [0.95, 0.5, 2, 0.91, 0.89, 1] {
      _ = engine.next(
        after: QemuTests.report(
          .sent, elapsed: Seconds(2), bytes: Bytes(409_600_000), remaining: Pages(5000)))
      let step = engine.next(
        after: QemuTests.report(
          .read, remaining: Pages(50_000), dirtied: Pages(Int(100_000 * share))))
      #expect(QemuTests.order(step) != nil)
    }
    _ = engine.next(
      after: QemuTests.report(
        .sent, elapsed: Seconds(2), bytes: Bytes(409_600_000), remaining: Pages(5000)))
    let last = engine.next(
      after: QemuTests.report(.read, remaining: Pages(50_000), dirtied: Pages(100_000)))
    #expect(last == .stopAndCopy(because: .stalled))
  }

  @Test("a calm period between two hot ones does not reset the count")
  func cumulative() {
    var talk = Talk(.autoConverge(AutoConverge()))
    talk.round(dirtying: 0.9)
    talk.round(dirtying: 0.1)
    #expect(talk.percent == [])
    talk.round(dirtying: 0.9)
    #expect(talk.percent == [20])
  }

  @Test(
    "the sixth hot period acts until QEMU 2.4, and once and for all; the third until 4.2, then the second",
    arguments: [
      (QemuRelease.qemu2_0, 6, [73, 73]), (.qemu4_2, 3, [20, 30]), (.qemu7_2, 2, [20, 30]),
      (.qemu8_2, 2, [20, 30]), (.qemu11, 2, [20, 30]),
    ])
  func releases(release: QemuRelease, periods: Int, steps: [Int]) {
    var talk = Talk(.autoConverge(release.autoConverge), release)
    for _ in 1..<periods { talk.round(dirtying: 0.9) }
    #expect(talk.percent == [])
    talk.round(dirtying: 0.9)
    #expect(talk.percent == [steps[0]])
    for _ in 0..<periods { talk.round(dirtying: 0.9) }
    #expect(talk.percent == steps)
  }

  @Test("exactly half of what was sent is not hot")
  func trigger() {
    var talk = Talk(.autoConverge(AutoConverge()))
    for _ in 0..<4 { talk.round(dirtying: 0.5) }
    #expect(talk.percent == [])
  }

  @Test("reads less than a second apart are judged together")
  func oncePerSecond() {
    var talk = Talk(.autoConverge(AutoConverge()), length: Seconds(0.4))
    for _ in 0..<5 { talk.round(dirtying: 0.9) }
    #expect(talk.percent == [])
    talk.round(dirtying: 0.9)
    #expect(talk.percent == [20])
  }

  @Test("waiting never throttles")
  func waits() {
    var talk = Talk(.wait)
    for _ in 0..<10 { talk.round(dirtying: 5) }
    #expect(talk.percent == [])
  }

  @Test(
    "a throttled guest's bitmap is read every 5 s in QEMU 11 only", arguments: QemuRelease.allCases)
  func forcedReads(release: QemuRelease) {
    var talk = Talk(.autoConverge(release.autoConverge), release)
    #expect(talk.round(dirtying: 0.9)?.turns?.longest == nil)
    #expect(talk.round(dirtying: 0.9)?.turns?.longest == (release == .qemu11 ? Seconds(5) : nil))
  }

  @Test("a forced read does not count as a round")
  func forcedReadKeepsTheRound() throws {
    var talk = Talk(.autoConverge(QemuRelease.qemu11.autoConverge), .qemu11)
    for _ in 0..<2 { talk.round(dirtying: 0.9) }
    // The order ended on time, with far more than the threshold left.
    #expect(
      talk.engine.next(after: QemuTests.report(.sent, remaining: Pages(200_000))) == .readBitmap)
    let step = talk.engine.next(after: QemuTests.report(.read, remaining: Pages(210_000)))
    #expect(try #require(QemuTests.order(step)).round == 3)
  }

  @Test(
    "a vCPU sleeps p/(1-p) times as long as it runs",
    arguments: zip([20, 50, 99], [2.5, 10, 990]))
  func sleep(percent: Int, milliseconds: Double) {
    let time = AutoConverge.sleep(atPercent: percent).value * 1000
    #expect(abs(time - milliseconds) < 1e-9)
  }

  @Test("tailslow steps no further than the trigger asks for")
  func tailslow() {
    var talk = Talk(.autoConverge(AutoConverge(isTailslow: true)))
    for _ in 0..<2 { talk.round(dirtying: 0.9) }
    // 80 % running x 50 / 52 = 76: 4 more.
    for _ in 0..<2 { talk.round(dirtying: 0.52) }
    #expect(talk.percent == [20, 24])
  }

  @Test("dirty-limit lets a vCPU write its quota")
  func dirtyLimit() {
    let limit = DirtyLimit(quota: BytesPerSecond(50e6))
    var talk = Talk(.dirtyLimit(limit))
    // 90,000 pages in 2 s: 184 MB/s against 50.
    for _ in 0..<2 { talk.round(dirtying: 0.9) }
    #expect(talk.shares.count == 1)
    #expect(abs(talk.shares[0] - 50e6 / (45_000 * 4096)) < 1e-9)
    // Within the tolerance nothing changes.
    talk.round(dirtying: 0.3)
    #expect(talk.shares.allSatisfy { $0 == talk.shares[0] })
  }
}
