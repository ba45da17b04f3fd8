public import Datacenter
public import Quantities

/// The manager that does what its rules say.
///
/// It looks at multiples of its interval. Where only the time decides, it looks for the first time when
/// something is due: what it would see before could not change what it does. Rules that compare two
/// looks (passes, what remains) have it look every time.
public struct ScheduledManager: Manager {
  /// What it does, and when.
  public let rules: ManagerRules
  private var failures = 0
  private var move = ManagedMove(memory: .zero)
  /// The steps that have not been taken: those at a time in the order of their times, the others in theirs.
  private var timed: [(at: Seconds, measure: Measure, name: String)] = []
  private var counted: [(above: Int, measure: Measure, name: String)] = []
  private var limit: Seconds?
  private var deadline: Seconds?
  private var hasForced = false
  private var patience: Seconds?
  private var seen = Seen()

  /// What it remembers of its looks.
  private struct Seen {
    var looks = 0
    var sent = Bytes.zero
    var rounds = 1
    var remaining: Bytes?
    var progressed = Seconds.zero
    var regressions = 0
    var isQuick = false
  }

  public init(_ rules: ManagerRules) { self.rules = rules }

  public var lateness: RandomQuantity<Seconds> { rules.lateness }

  // MARK: The conversation

  public mutating func begin(_ move: ManagedMove) -> Intervention {
    self.move = move
    seen = Seen()
    hasForced = false
    deadline = rules.timeOut?.limit.time(for: move, rules.counting)
    patience = rules.patience
    plan()
    var deeds: [Deed] = []
    func say(_ measure: Measure, _ reason: String) {
      deeds.append(Deed(.say(measure.command(takesPostCopy: false)), because: reason))
    }
    let first = failures > 0 ? rules.retries?.downtimeLimit ?? rules.downtimeLimit : rules.downtimeLimit
    limit = first
    if let first { say(.downtimeLimit(first), "with this it begins") }
    if let cap = rules.rateCap { say(.rateCap(cap.rate(for: move)), "with this it begins") }
    if let step = rules.throttleStep { say(.throttle(step: step), "with this it begins") }
    deeds += takeTimed(at: .zero)
    return Intervention(deeds, nextLook: nextLook(after: .zero))
  }

  public mutating func next(
    after progress: Progress, heard answers: [CommandAnswer]
  ) -> Intervention {
    // Nobody breaks off a post-copy: the VM would be lost.
    guard progress.stage.kind != .postCopy else { return .none }
    seen.looks += 1
    var deeds: [Deed] = []
    if progress.stage.number < 3 {
      deeds += takeTimed(at: progress.elapsed) + takeCounted(progress) + double(progress)
    }
    note(progress)
    if !deeds.endTheMigration { deeds += judgeTime(progress.elapsed) }
    if deeds.endTheMigration { return Intervention(deeds) }
    if let patience, progress.elapsed.isAtLeast(patience) {
      self.patience = nil
      deeds.append(Deed(.giveUp, because: "it has waited for \(patience)"))
    }
    return Intervention(deeds, nextLook: nextLook(after: progress.elapsed))
  }

  public mutating func ended(_ outcome: Outcome) -> Aftermath {
    failures += 1
    if let retries = rules.retries, let wait = retries.wait(after: failures) {
      return .retry(after: wait, because: "attempt \(failures) of \(retries.most + 1) failed")
    }
    if let time = rules.stopsFailed {
      return .stopVM(after: time, because: "its migration failed")
    }
    return .asTheRulesSay
  }

  // MARK: What is due

  /// Lists the steps that an attempt will take.
  private mutating func plan() {
    timed = []
    counted = []
    if let ramp = rules.ramp {
      let every = ramp.every.time(for: move, rules.counting)
      for (index, limit) in ramp.limits.enumerated() {
        timed.append(
          (every * Double(index), .downtimeLimit(limit), "step \(index) of \(ramp.steps)"))
      }
    }
    for (index, step) in rules.steps.enumerated() {
      let name = "step \(index + 1) of \(rules.steps.count)"
      switch step.moment {
      case .after(let time):
        timed.append((time.time(for: move, rules.counting), step.measure, name))
      case .iteration(let bound): counted.append((bound, step.measure, name))
      }
    }
    // Sorting is stable: steps of one instant stay in their order.
    timed.sort { $0.at < $1.at }
  }

  /// The steps whose time has come; of several downtime limits only the last.
  private mutating func takeTimed(at elapsed: Seconds) -> [Deed] {
    let count = timed.prefix { elapsed.isAtLeast($0.at) }.count
    defer { timed.removeFirst(count) }
    let last = timed.prefix(count).lastIndex { $0.measure.isDowntimeLimit }
    return timed.prefix(count).enumerated().compactMap { index, step in
      guard !step.measure.isDowntimeLimit || index == last else { return nil }
      return say(
        step.measure,
        because: step.at > .zero ? "\(step.name), after \(step.at)" : "with this it begins")
    }
  }

  /// The next step that waits for passes, if there has been one since the last look.
  private mutating func takeCounted(_ progress: Progress) -> [Deed] {
    guard let step = counted.first, progress.rounds > seen.rounds,
      progress.rounds - 1 > step.above
    else { return [] }
    counted.removeFirst()
    return [say(step.measure, because: "\(step.name), at iteration \(progress.rounds - 1)")]
  }

  /// Doubles the limit, if it is time.
  private mutating func double(_ progress: Progress) -> [Deed] {
    guard let doubling = rules.doubling, progress.sent > seen.sent else { return [] }
    let remaining = progress.remaining.bytes
    if let last = seen.remaining, remaining > last || remaining == .zero { seen.regressions += 1 }
    guard seen.regressions >= doubling.regressions,
      let limit = limit ?? progress.downtimeLimit, limit < doubling.most
    else { return [] }
    let count = seen.regressions
    seen.regressions = 0
    return [
      say(
        .downtimeLimit(min(limit * 2, doubling.most)),
        because: "at \(count) looks more remained than at the look before")
    ]
  }

  /// What the time that has passed asks for.
  private mutating func judgeTime(_ elapsed: Seconds) -> [Deed] {
    if let limit = rules.progressTimeOut, (elapsed - seen.progressed).isAtLeast(limit) {
      return [say(.cancel, because: "what remains has not become less for \(limit)")]
    }
    guard let timeOut = rules.timeOut, let deadline, elapsed.isAtLeast(deadline) else { return [] }
    if hasForced { return [say(.cancel, because: "it has taken \(deadline)")] }
    hasForced = true
    self.deadline = timeOut.cancelsAt.map { deadline * $0 }
    return [say(timeOut.measure, because: "it has taken \(deadline)")]
  }

  /// Remembers what it has seen.
  private mutating func note(_ progress: Progress) {
    // libvirt's "remaining" is memory and disks together.
    let remaining = progress.remaining.bytes + (rules.doubling == nil ? progress.remainingDisks : .zero)
    if rules.quickInterval != nil, seen.sent > .zero,
      remaining < seen.sent / Double(seen.looks)
    {
      seen.isQuick = true
    }
    if let last = seen.remaining, remaining >= last {
    } else {
      seen.progressed = progress.elapsed
    }
    if rules.doubling == nil || progress.sent > seen.sent { seen.remaining = remaining }
    seen.sent = progress.sent
    seen.rounds = max(seen.rounds, progress.rounds)
  }

  private mutating func say(_ measure: Measure, because reason: String) -> Deed {
    let command = measure.command(takesPostCopy: move.takesPostCopy)
    if case .setDowntimeLimit(let limit) = command { self.limit = limit }
    return Deed(.say(command), because: reason)
  }

  // MARK: When to look again

  private func nextLook(after elapsed: Seconds) -> Seconds? {
    let comparesLooks =
      !counted.isEmpty || rules.doubling != nil || rules.progressTimeOut != nil
    guard let interval = seen.isQuick ? rules.quickInterval : rules.interval else {
      return nextDue.map { max(.zero, $0 - elapsed) }
    }
    if comparesLooks { return interval }
    return nextDue.map { interval * max(1, (($0 - elapsed) / interval - 1e-9).rounded(.up)) }
  }

  /// When the next thing is due that only waits for time.
  private var nextDue: Seconds? {
    [timed.first?.at, deadline, patience].compactMap(\.self).min()
  }
}

extension Measure {
  fileprivate var isDowntimeLimit: Bool { if case .downtimeLimit = self { true } else { false } }
}

extension Seconds {
  /// Whether so much time has passed, but for rounding.
  fileprivate func isAtLeast(_ other: Seconds) -> Bool { value >= other.value - 1e-9 }
}

extension [Deed] {
  /// Whether the migration is cancelled.
  fileprivate var endTheMigration: Bool { contains { $0.act == .say(.cancel) } }
}
