public import Quantities
public import Seam

/// Pre-copy as QEMU does it, from 2.0 to 11 (migration/migration.c, migration/ram.c).
///
/// There are no rounds to stop after. Pages are sent until what is left could be sent within the
/// downtime limit at the bandwidth just measured; then, and only then, the dirty bitmap is read. If
/// what is left is still within the limit, the VM is stopped; otherwise the sending goes on where it
/// stood. What was not sent stays pending, so the downtime is near the limit even for a calm guest.
/// Nothing ends the loop but that, or a manager. A *round* here is what is sent between two reads.
public struct Qemu: PreCopyEngine {
  /// The release whose rules hold.
  public let release: QemuRelease
  /// What is set; managers may change the limit and the cap while the migration runs.
  public private(set) var settings: QemuSettings
  /// By how much the guest is throttled, in per cent; 0 for not at all.
  public private(set) var throttle = 0
  private var round = 1
  private var period = Period()
  private var hotPeriods = 0
  private var stalledPeriods = 0
  /// Dirty-limit: how long a vCPU sleeps, in times that its ring takes to fill.
  private var ringSleep = 0.0
  private var isForced = false
  private var hasBegun = false

  /// What happened since convergence was last judged.
  private struct Period: Equatable, Sendable {
    var length = Seconds.zero
    var sent = Bytes.zero
    var dirtied = Pages.zero

    mutating func add(_ report: Report) {
      length += report.elapsed
      sent += report.bytes
    }
  }

  /// A release's migration, with its defaults or with others.
  public init(_ release: QemuRelease = .qemu7_2, settings: QemuSettings? = nil) {
    self.release = release
    self.settings = settings ?? release.settings
  }

  public var name: String { release.rawValue }
  public var firmware: [PageClass] {
    [
      PageClass(name: "firmware", pages: settings.firmware.full, writes: .never),
      PageClass(
        name: "empty firmware", pages: settings.firmware.zero, writes: .never, isZero: true),
    ]
  }
  public var translatedPages: Pages { release.translatedPages }
  /// The migration thread holds QEMU's big lock until the copy is over.
  public var readsCommandsInStopAndCopy: Bool { false }
  public var channels: Int { settings.multifd?.channels ?? 1 }
  public var throttleSleep: Seconds { AutoConverge.sleep(atPercent: throttle) }
  public func readingTime(of memory: Pages) -> Seconds {
    settings.costs.bitmapPerPage * Double(memory.count)
  }

  public mutating func begin(_ report: Report) -> PreCopyStep {
    hasBegun = true
    return send(.all)
  }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    period.add(report)
    isForced = !isSmall(report, orEqual: true)
    return .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    period.add(report)
    period.dirtied += report.dirtied
    countStall()
    if let share = judge() { return .throttle(share) }
    return decide(report)
  }

  public mutating func afterThrottling(_ report: Report) -> PreCopyStep {
    period.add(report)
    return decide(report)
  }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(
      .pending, pacing: .turns(turns(until: .empty)), wire: settings.wire(again: isAgain),
      costs: settings.senderCosts(again: isAgain, guestPaused: true), state: deviceState)
  }

  // MARK: Commands

  public var allowedDowntime: Seconds? { settings.downtimeLimit }

  public mutating func hear(_ command: Command) -> CommandAnswer {
    switch command {
    case .setDowntimeLimit(let limit): settings.downtimeLimit = limit
    case .setRateCap(let cap): settings.maximumBandwidth = cap
    case .throttle(let step): return takeStep(step)
    case .startPostCopy, .pause, .cancel: return .notUnderstood
    }
    return .heard
  }

  /// A capability can be set before the migration, its parameters at any time.
  private mutating func takeStep(_ step: Int) -> CommandAnswer {
    switch settings.convergence {
    case .autoConverge(var aid):
      aid.increment = step
      settings.convergence = .autoConverge(aid)
    case .wait:
      guard !hasBegun else { return .tooLate }
      var aid = release.autoConverge
      aid.increment = step
      settings.convergence = .autoConverge(aid)
    case .dirtyLimit: return .notUnderstood
    }
    return .heard
  }

  /// The order that a command broke off goes on under what now holds.
  public mutating func afterCommand(_ report: Report) -> PreCopyStep {
    period.add(report)
    return send(.pending)
  }

  // MARK: The loop

  /// Whether what goes now was sent before, nearly all of it: the first round sends all memory once.
  private var isAgain: Bool { round > 1 }

  /// Stop, or go on.
  private mutating func decide(_ report: Report) -> PreCopyStep {
    if !isForced {
      if isSmall(report, orEqual: settings.completesAtThreshold) {
        return .stopAndCopy(because: .withinDowntimeLimit)
      }
      if let stall = settings.stall, stalledPeriods >= stall.periods {
        return .stopAndCopy(because: .stalled)
      }
      round += 1
    }
    return send(.pending)
  }

  /// Whether what is left can be sent within the limit. Nothing at all always can.
  private func isSmall(_ report: Report, orEqual: Bool) -> Bool {
    let threshold =
      report.threshold ?? report.bandwidth.threshold(within: settings.downtimeLimit)
    let left = report.remaining.bytes
    return left == .zero || left < threshold || orEqual && left == threshold
  }

  private func send(_ selection: Order.Selection) -> PreCopyStep {
    .send(
      Order(
        selection, rateCap: settings.maximumBandwidth,
        pacing: .turns(
          turns(
            until: .remainingWithin(downtimeLimit: settings.downtimeLimit), longest: forcedReads)),
        wire: settings.wire(again: isAgain), costs: settings.senderCosts(again: isAgain)),
      round: round)
  }

  private func turns(until bound: Order.Bound, longest: Seconds? = nil) -> Order.Turns {
    var turns = Order.Turns.qemu
    turns.until = bound
    turns.longest = longest
    turns.delta = settings.deltaEncoding
    return turns
  }

  // MARK: Convergence

  /// While the guest is throttled, and after the first round, long orders are broken off for a read.
  private var forcedReads: Seconds? {
    guard case .autoConverge(let aid) = settings.convergence, throttle > 0, round > 1 else {
      return nil
    }
    return aid.forcedReads
  }

  /// Whether the guest is to be slowed down, and to which share of its speed.
  private mutating func judge() -> Double? {
    guard period.length > Seconds(1) else { return nil }
    defer { period = Period() }
    switch settings.convergence {
    case .wait: return nil
    case .autoConverge(let aid):
      guard isHot(aid.trigger, times: aid.hotPeriods) else { return nil }
      throttle = aid.step(after: throttle, dirtied: period.dirtied.bytes, sent: period.sent)
      return 1 - aid.response * Double(throttle) / 100
    case .dirtyLimit(let aid):
      guard ringSleep > 0 || isHot(aid.trigger, times: 2) else { return nil }
      ringSleep = aid.sleep(after: ringSleep, rate: period.dirtied.bytes / period.length)
      return 1 / (1 + ringSleep)
    }
  }

  /// Counts periods that dirtied nearly as much as they sent, or more.
  private mutating func countStall() {
    guard let stall = settings.stall, period.length > Seconds(1),
      period.dirtied.bytes > period.sent * stall.share
    else { return }
    stalledPeriods += 1
  }

  /// Counts hot periods: so many of them act, and start the count again.
  private mutating func isHot(_ trigger: Double, times: Int) -> Bool {
    guard period.dirtied.bytes > period.sent * trigger else { return false }
    hotPeriods += 1
    guard hotPeriods >= times else { return false }
    hotPeriods = 0
    return true
  }
}

extension StopReason {
  /// An operator stopped the VM, since the migration did not get on.
  public static let stalled = StopReason(
    "stalled", "the migration did not get on, and an operator stopped the VM")
}
