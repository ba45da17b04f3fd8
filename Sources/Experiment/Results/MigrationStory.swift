import Datacenter
import Orchestration
import Quantities
import Randomness

/// A migration's record as text for the terminal.
struct MigrationStory {
  let record: MigrationRecord
  private let places: Places
  private let vm: String
  private let run: String
  private let deeds: [DeedRecord]
  private let width: Int?

  /// - Parameters:
  ///   - run: the strategy and the replication, in words.
  ///   - deeds: what a manager did.
  ///   - width: how many characters a line may have; `nil` where that does not matter.
  init(
    _ record: MigrationRecord, places: Places, vm: String, run: String, deeds: [DeedRecord] = [],
    width: Int? = nil
  ) {
    self.width = width
    self.record = record
    self.deeds = deeds
    self.places = places
    self.vm = vm
    self.run = run
  }

  var text: String {
    var lines = [
      "\(vm) \(places.move), \(run): engine \(record.engine), A is \(places.a), B is \(places.b)",
      "",
    ]
    for stage in record.stages { lines += tell(stage) }
    lines += interventions
    lines += ["", ending] + silence + loss
    if !timeline.isEmpty { lines += ["", timeline, key] }
    return lines.joined(separator: "\n")
  }

  // MARK: Stages

  private func tell(_ stage: StageRecord) -> [String] {
    let end = stage.started + stage.duration
    let number = stage.stage.number
    var lines = [
      "\(number) \(stage.stage.name)"
        + "  at \(Self.time(stage.started - record.started)), took \(Self.time(stage.duration))"
    ]
    // The rounds of stages 2 and 3; a round belongs where it began.
    let rounds = record.rounds.indices.filter { index in
      let started = record.rounds[index].started
      return (number == 2 || number == 3) && started >= stage.started && started <= end
        && (number == 2) == (started < darkness || record.stoppedAt == nil)
    }
    lines += Self.table(passes(in: stage))
    lines += table(rounds)
    if number == 3, let reason = record.stopReason, reason != .notLive,
      record.stages.contains(where: { $0.stage.number == 2 })
    {
      lines.insert("  stage 2 was left because \(reason.meaning) (\(reason.name))", at: 0)
    }
    return lines
  }

  /// Until when there is something to tell.
  private var end: Instant { record.ended ?? record.followedUntil ?? record.started }
  private var darkness: Instant { record.stoppedAt ?? record.ended ?? .never }

  private func table(_ places: [Int]) -> [String] {
    let rounds = places.map { record.rounds[$0] }
    let classes = places.map { record.dirtied[$0] }
    let hasSkipped = rounds.contains { $0.skipped > 0 }
    let hasClasses = classes.contains { $0.count > 1 }
    let head =
      ["round", "took", "sent", "rate", "dirtied"] + (hasSkipped ? ["skipped"] : [])
    let rows = rounds.map { round in
      [
        "\(round.round)", Self.time(round.duration), Self.data(round.sent),
        round.duration > .zero ? Self.rate(round.sent / round.duration) : "-",
        round.dirtied.map { Self.data(Bytes($0 * Pages.size.value)) } ?? "-",
      ] + (hasSkipped ? [Self.data(Bytes(round.skipped * Pages.size.value))] : [])
    }
    let (title, last) =
      hasClasses
      ? ("dirtied by class", classes.map(Self.shares)) : ("", bars(rounds, beside: head, rows))
    let wide = zip(rows, last).map { $0 + [$1] }
    return Self.columns(head + [title], wide).map { line in
      String(line.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// How much of the most each round sent, as bars for which there is room beside some columns.
  private func bars(
    _ rounds: [RoundRecord], beside head: [String], _ rows: [[String]]
  ) -> [String] {
    let most = rounds.map(\.sent.value).max() ?? 0
    let taken = Self.columns(head, rows).map(\.count).max() ?? 0
    let room = min(12, (width ?? .max) - taken - 2)
    return rounds.map { room < 4 ? "" : Self.bar($0.sent.value, of: most, width: room) }
  }

  private static func bar(_ value: Double, of most: Double, width: Int) -> String {
    guard value > 0, most > 0 else { return String(repeating: " ", count: width) }
    let full = max(1, Int((value / most * Double(width)).rounded()))
    return String(repeating: "#", count: full) + String(repeating: " ", count: width - full)
  }

  /// Cells to the right of their columns, below their heads; nothing without rows. A long table is told
  /// without its middle, which is like its ends.
  static func columns(_ head: [String], _ rows: [[String]]) -> [String] {
    guard !rows.isEmpty else { return [] }
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max()! }
    let lines = ([head] + rows).map { row in
      "    "
        + zip(row, widths).map { String(repeating: " ", count: $1 - $0.count) + $0 }
        .joined(separator: "  ")
    }
    let (first, last) = (21, 10)
    guard lines.count >= first + last + 5 else { return lines }
    return lines.prefix(first) + ["    ... \(lines.count - first - last) more ..."]
      + lines.suffix(last)
  }

  /// What each class contributed, the largest first; no more than four are told.
  private static func shares(_ classes: [ClassPages]) -> String {
    let sorted = classes.sorted { ($1.pages, $0.name) < ($0.pages, $1.name) }
    let told = sorted.prefix(4).map { "\($0.name) \(data(Bytes($0.pages * Pages.size.value)))" }
    return (told + (sorted.count > 4 ? ["\(sorted.count - 4) more"] : [])).joined(separator: ", ")
  }

  /// What a manager did, and why.
  private var interventions: [String] {
    guard !deeds.isEmpty else { return [] }
    return ["", "The manager"]
      + deeds.map { record in
        let answer =
          switch record.answer {
          case .tooLate: " (too late)"
          case .notUnderstood: " (the engine knows no such command)"
          case .heard, nil: ""
          }
        return
          "  at \(Self.time(record.at - self.record.started)) \(record.deed.text): \(record.deed.reason)\(answer)"
      }
  }

  // MARK: The end

  private var ending: String {
    let wasted = ", \(Self.data(record.sent)) were sent for nothing"
    let took = record.totalTime.map { " after " + Self.time($0) } ?? ""
    switch record.outcome {
    case .migrated:
      let down = record.downtime.map { " with a downtime of \(Self.time($0))" } ?? ""
      let verb = record.wasRunning ? "runs" : "is"
      let handed =
        places.areProcesses ? " Its memory was handed over by file descriptor, not copied." : ""
      let sent = "\(Self.data(record.sent)) were sent"
      guard let moved = movedBeforeItsEnd else {
        return "It \(verb) on B\(took)\(down); \(sent).\(handed)\(waits)"
      }
      return
        "It runs on B after \(Self.time(moved))\(down). The migration ended\(took); \(sent).\(handed)\(waits)"
    case .refused(let refusal):
      return places.areStores
        ? "Its disks do not move (\(refusal.rawValue)); it never noticed."
        : "B does not take it (\(refusal.rawValue)); it never noticed."
    case .failed where record.isVMLost && places.areStores:
      return "It was lost with its host\(took)\(wasted)."
    case .failed(.sourceLost): return "It was lost with A\(took)\(wasted)."
    case .failed where record.isVMLost: return "It was lost with B\(took)\(wasted)."
    case .failed(let failure):
      let pause =
        record.paused > .zero ? "; it was paused for \(Self.time(record.paused))" : ""
      return "It stays on A (\(failure.rawValue))\(took)\(pause)\(wasted)."
    case .failedBadly(let failure):
      return
        "Nobody knows who owns it (\(failure.rawValue))\(took): it stands still on A and on B."
    case nil where record.wasServed:
      return
        "It runs on B without all of its memory \(Self.time(end - record.started)) after it began, when the run ended. \(record.whyUnfinished)\(waits)"
    case nil:
      return
        "It had not ended when the run did, \(Self.time(end - record.started)) after it began; \(Self.data(record.sent)) were sent. \(record.whyUnfinished)"
    }
  }

  /// After how long the VM ran at B, if the migration had then still memory to move or logs to merge.
  private var movedBeforeItsEnd: Seconds? {
    let merges = record.disks.contains { $0.passes.contains { $0.kind == .consolidation } }
    guard record.wasServed || merges else { return nil }
    return record.resumedAt.map { $0 - record.started }
  }

  /// How long its path carried nothing.
  private var silence: [String] {
    guard record.waitedForLink > .zero else { return [] }
    return [
      "A link on its path was silent: transfers stood still for \(Self.time(record.waitedForLink)), until TCP got through again or the migration ended."
    ]
  }

  /// What the guest lost, where that is more than its pauses.
  private var loss: [String] {
    let account = record.guest
    guard !record.isVMLost, account.lost > record.paused + Seconds(1e-9) else { return [] }
    let causes = [
      (account.paused, "standing still"), (account.waiting, "waiting for pages"),
      (account.throttled, "slowed down by the engine"), (account.contended, "short of cores"),
      (account.logging, "in first writes"),
    ]
    let told = causes.filter { $0.0 > .zero }.map { "\(Self.time($0.0)) \($0.1)" }
    return ["It lost \(Self.time(account.lost)) of work: \(told.joined(separator: ", "))."]
  }

  /// What post-copy cost the guest.
  private var waits: String {
    guard record.wasServed, record.faults > 0 else { return "" }
    return
      " It waited for \(record.faults) pages, \(Self.time(record.blocked)) in all, \(Self.time(record.longestPageWait)) at most."
  }

  /// One character for each sixtieth of the migration: where the VM runs. What lasts at all is shown.
  private var timeline: String {
    let ended = end
    guard ended > record.started else { return "" }
    let total = (ended - record.started).value
    var parts: [(mark: Character, time: Double)] = []
    if record.wasRunning {
      let stopped = record.stoppedAt ?? ended
      parts.append(("A", (stopped - record.started).value))
      if record.stoppedAt != nil {
        parts.append((".", ((record.resumedAt ?? ended) - stopped).value))
        if let resumed = record.resumedAt {
          parts.append((record.downtime == nil ? "A" : "B", (ended - resumed).value))
        }
      }
    } else {
      parts.append((".", total))
    }
    var line = ""
    for (place, (mark, time)) in parts.enumerated() where time > 0 || place == parts.count - 1 {
      line += String(repeating: mark, count: max(1, Int((60 * time / total).rounded())))
    }
    return line
  }

  private var key: String {
    "A runs on \(places.a), . paused, B runs on \(places.b); about \(Self.time((end - record.started) / 60)) each"
  }

  // MARK: Phrases

  static func time(_ time: Seconds) -> String {
    time == .zero ? "0 s" : Readable(Summary([time.value]), .time).text
  }
  static func data(_ amount: Bytes) -> String {
    amount == .zero ? "0 B" : Readable(Summary([amount.value]), .data).text
  }
  private static func rate(_ rate: BytesPerSecond) -> String {
    let megabits = (rate.value * 8 / 1e4).rounded() / 100
    return "\(CSVTable.shortest(megabits)) Mbit/s"
  }
}
