import Datacenter
import Quantities

/// What happened in a migration, one line for each event, in the order of time, in seconds since it was
/// asked for.
struct MigrationEvents {
  private let record: MigrationRecord
  private let places: MigrationStory.Places
  private let vm: String
  private let run: String
  private let others: [Event]

  typealias Event = (at: Instant, text: String)

  /// - Parameter others: what happened beside the migration.
  init(
    _ record: MigrationRecord, places: MigrationStory.Places, vm: String, run: String,
    others: [Event] = []
  ) {
    (self.record, self.places, self.vm, self.run) = (record, places, vm, run)
    self.others = others
  }

  var text: String {
    let lines = events.map { event in
      Self.time(event.at - record.requested) + " s  " + event.text
    }
    let width = lines.last?.prefix { $0 != " " }.count ?? 0
    let padded = lines.map { line in
      String(repeating: " ", count: max(0, width - line.prefix { $0 != " " }.count)) + line
    }
    return
      (["\(vm) \(places.move), \(run): engine \(record.engine)", ""]
      + Self.shortened(padded)).joined(separator: "\n")
  }

  /// Every event in the order of time; of those at one time, what ends comes before what begins.
  private var events: [(at: Instant, text: String)] {
    var ends: [(at: Instant, text: String)] = []
    var begins: [(at: Instant, text: String)] = []
    for round in record.rounds {
      let dirtied = round.dirtied.map {
        ", \(MigrationStory.data(Bytes($0 * Pages.size.value))) dirtied"
      }
      let sent = MigrationStory.data(round.sent)
      ends.append(
        (
          round.started + round.duration,
          "round \(round.round) ends: \(sent) sent\(dirtied ?? "")"
        ))
      begins.append((round.started, "round \(round.round) begins"))
    }
    var events = [(at: record.requested, text: "asked for")] + ends
    for stage in record.stages {
      events.append((stage.started, "stage \(stage.stage.number), \(stage.stage.name), begins"))
    }
    for command in record.commands {
      events.append((command.at, "command \(command.command): \(command.answer)"))
    }
    if let at = record.stoppedAt { events.append((at, "the VM stops on \(places.a)")) }
    events += begins
    if let at = record.resumedAt {
      events.append((at, "the VM runs on \(record.downtime == nil ? places.a : places.b)"))
    }
    if let at = record.ended { events.append((at, "it ends: \(ending)")) }
    if let at = record.followedUntil, record.ended == nil {
      events.append((at, "the run ends: \(record.whyUnfinished)"))
    }
    return (others + events).enumerated().sorted {
      ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
    }.map(\.element)
  }

  /// Seconds to a tenth of a millisecond.
  private static func time(_ time: Seconds) -> String {
    let units = Int((time.value * 10_000).rounded())
    let fraction = String(units % 10_000)
    return "\(units / 10_000)." + String(repeating: "0", count: 4 - fraction.count) + fraction
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
