import Datacenter
import Quantities

/// What happened in a migration, one line for each event, in the order of time.
struct MigrationEvents {
  private let record: MigrationRecord
  private let places: MigrationStory.Places
  private let vm: String
  private let run: String

  init(_ record: MigrationRecord, places: MigrationStory.Places, vm: String, run: String) {
    (self.record, self.places, self.vm, self.run) = (record, places, vm, run)
  }

  var text: String {
    var events: [(at: Instant, text: String)] = [(record.requested, "asked for")]
    for stage in record.stages {
      events.append((stage.started, "stage \(stage.stage.number), \(stage.stage.name), begins"))
    }
    for round in record.rounds {
      events.append((round.started, "round \(round.round) begins"))
      events.append(
        (
          round.started + round.duration,
          "round \(round.round) ends: \(MigrationStory.data(round.sent)) sent"
            + (round.dirtied.map {
              ", \(MigrationStory.data(Bytes($0 * Pages.size.value))) dirtied"
            } ?? "")
        ))
    }
    for command in record.commands {
      events.append((command.at, "command \(command.command): \(command.answer)"))
    }
    if let at = record.stoppedAt { events.append((at, "the VM stops on \(places.a)")) }
    if let at = record.resumedAt {
      events.append((at, "the VM runs on \(record.downtime == nil ? places.a : places.b)"))
    }
    if let at = record.ended { events.append((at, "it ends: \(ending)")) }
    if let at = record.followedUntil, record.ended == nil {
      events.append((at, "the run ends: \(record.whyUnfinished)"))
    }
    // Of events at one time, the order in which they were told.
    let sorted = events.enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }.map(\.element)
    let times = sorted.map { MigrationStory.time($0.at - .start) }
    let width = times.map(\.count).max() ?? 0
    let lines = zip(times, sorted).map { time, event in
      String(repeating: " ", count: width - time.count) + time + "  " + event.text
    }
    return (["\(vm) \(places.move), \(run): engine \(record.engine)", ""] + Self.shortened(lines))
      .joined(separator: "\n")
  }

  private var ending: String {
    switch record.outcome {
    case .migrated: "migrated"
    case .refused(let refusal): "refused, \(refusal.rawValue)"
    case .failed(let failure): "failed, \(failure.rawValue)"
    case .failedBadly(let failure): "failed badly, \(failure.rawValue)"
    case nil: "unfinished"
    }
  }

  /// A long list without its middle.
  private static func shortened(_ lines: [String]) -> [String] {
    let (first, last) = (60, 30)
    guard lines.count > first + last + 5 else { return lines }
    return lines.prefix(first) + ["... \(lines.count - first - last) more ..."]
      + lines.suffix(last)
  }
}
