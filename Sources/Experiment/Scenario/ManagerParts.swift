import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// The parts of a manager's rules, as scenarios write them. Those of a preset are changed key by key.

/// A downtime limit that rises with time.
struct RampSpec: ReadableObject {
  static let schemaName = "ManagerRamp"
  static let schemaText =
    "A downtime limit that rises. It begins at limit / steps, and reaches the limit in equal steps."

  private let limit: Seconds?
  private let steps: Int?
  private let every: TimeLimit?

  init(reading o: inout ObjectReader) {
    limit = o.optional(
      "limit", .quantity(.span), "The limit at the end of the rise (default: 500 ms).")
    steps = o.optional("steps", .count(1...1000), "The number of steps (default: 10).")
    every = o.optional(
      "every", .timeLimit, "The time from one step to the next (default: 75 s/GiB).")
  }

  func changed(_ ramp: Ramp?) -> Ramp {
    let usual = ramp ?? Preset.nova.rules.ramp!
    return Ramp(
      to: limit ?? usual.limit, steps: steps ?? usual.steps, every: every ?? usual.every)
  }
}

/// A downtime limit that doubles while the migration does not get on.
struct DoublingSpec: ReadableObject {
  static let schemaName = "ManagerDoubling"
  static let schemaText =
    "A downtime limit that doubles when a migration makes no progress. A look sees no progress if more remains than at the look before, or nothing."

  private let regressions: Int?
  private let most: Seconds?

  init(reading o: inout ObjectReader) {
    regressions = o.optional(
      "looks", .count(1...1_000_000),
      "The number of looks without progress after which the limit doubles (default: 6).")
    most = o.optional(
      "most", .quantity(.span), "The limit does not rise above this (default: 2000 s).")
  }

  func changed(_ doubling: Doubling?) -> Doubling {
    let usual = doubling ?? Preset.proxmoxBulk.rules.doubling!
    return Doubling(after: regressions ?? usual.regressions, upTo: most ?? usual.most)
  }
}

/// What a manager does at a time, or after so many passes.
struct StepSpec: ReadableObject {
  static let schemaName = "ManagerStep"
  static let schemaText = "What a manager does, and when: one action, at a time or after a pass."

  let step: Step

  /// What is done that needs no number.
  private enum Word: String, CaseIterable {
    case pause, cancel
    case startPostCopy = "start-post-copy"
    case forceComplete = "force-complete"

    var measure: Measure {
      switch self {
      case .pause: .pause
      case .cancel: .cancel
      case .startPostCopy: .startPostCopy
      case .forceComplete: .forceComplete
      }
    }
  }

  init(reading o: inout ObjectReader) {
    let after: TimeLimit? = o.optional(
      "after", .timeLimit,
      "The action follows at the first look after this time: a time, or a time per GiB.")
    let iteration: Int? = o.optional(
      "aboveIteration", .count(0...1_000_000),
      "The action follows at a look that finds a further pass over memory ended, and more than so many in all."
    )
    let limit: Seconds? = o.optional(
      "downtimeLimit", .quantity(.duration), "Sets the downtime limit.")
    let cap: BytesPerSecond? = o.optional("rateCap", .quantity(.bandwidth), "Sets the rate cap.")
    let throttle: Int? = o.optional(
      "throttle", .count(1...99),
      "Slows the guest down while it dirties too much memory, in steps of so many per cent.")
    let word: Word? = o.optional(
      "do", .word("something to do"),
      "Pauses the VM, cancels the migration, starts post-copy, or does what completes the migration (force-complete)."
    )
    let measures = [
      limit.map(Measure.downtimeLimit), cap.map(Measure.rateCap),
      throttle.map { Measure.throttle(step: $0) }, word?.measure,
    ].compactMap(\.self)
    o.check(
      "after", "aboveIteration", holds: (after == nil) != (iteration == nil),
      after == nil ? "it is not said when this is done" : "this has two times",
      "write either \"after\" or \"aboveIteration\"")
    o.check(
      "downtimeLimit", "rateCap", "throttle", "do", holds: measures.count == 1,
      measures.isEmpty ? "it is not said what is done" : "a step does one thing",
      "write one of \"downtimeLimit\", \"rateCap\", \"throttle\" and \"do\"")
    step = Step(
      after.map(Step.Moment.after) ?? .iteration(above: iteration ?? 0), measures.first ?? .cancel)
  }
}

/// Further attempts.
struct RetriesSpec: ReadableObject {
  static let schemaName = "ManagerRetries"
  static let schemaText = "How a failed migration is tried again."

  let retries: RetryRule

  init(reading o: inout ObjectReader) {
    let most = o.required(
      "most", .count(0...1_000_000), "The most attempts after the first; 0 for none.")
    let after: Seconds = o.optional(
      "after", .quantity(.duration), default: Seconds(20),
      "The time from a failure until the next attempt.")
    let factor: Double = o.optional(
      "factor", .number(.within(1...100)), default: 1,
      "The factor by which the time in \"after\" grows with each attempt.")
    let limit: Seconds? = o.optional(
      "downtimeLimit", .quantity(.duration), "The downtime limit of further attempts."
    )
    retries = RetryRule(after: after, factor: factor, most: most, downtimeLimit: limit)
  }
}

extension Shape where Value == TimeLimit {
  /// A time, or a time per amount of data: `"5 min"`, `"800 s/GiB"`.
  static var timeLimit: Shape {
    let fixed = Shape<Seconds>.quantity(.span)
    let growing = Shape<SecondsPerByte>.quantity(.above(0, upTo: 1))
    let gibibyte = Bytes.gibibytes(1).value
    return Shape(
      noun: "a duration, or a time per amount of data", example: "\"5 min\" or \"800 s/GiB\"",
      kinds: fixed.kinds, schema: { ["anyOf": [fixed.schema($0), growing.schema($0)]] },
      accept: { place in
        place.node.string?.contains("/") == true
          ? growing.accept(place).map { .perGiB(Seconds($0.value * gibibyte)) }
          : fixed.accept(place).map(TimeLimit.fixed)
      },
      placeholder: { .fixed(fixed.placeholder()) }, write: { JSONNode(.string($0.text)) })
  }
}

extension ManagerRules {
  /// Whether a step waits for passes over memory.
  var hasCountedSteps: Bool {
    steps.contains { if case .iteration = $0.moment { true } else { false } }
  }

  /// What makes no sense about the steps, if anything.
  var scheduleProblem: (problem: String, remedy: String)? {
    // Steps by the time, by the time per GiB and by passes cannot be compared with each other.
    var last: [Int: (moment: Double, limit: Seconds)] = [:]
    for step in steps {
      let (kind, moment) = step.moment.place
      let before = last[kind] ?? (0, .zero)
      // What waits for any further pass comes when it comes.
      if moment < before.moment, moment > 0 {
        return ("a step comes before the one above it", "write the steps in their order")
      }
      guard case .downtimeLimit(let limit) = step.measure else {
        last[kind] = (max(moment, before.moment), before.limit)
        continue
      }
      if limit < before.limit {
        return (
          "the downtime limit falls from \(before.limit) to \(limit)",
          "write limits that rise: what does not end within \(before.limit) does not end within \(limit)"
        )
      }
      last[kind] = (max(moment, before.moment), limit)
    }
    return nil
  }
}

extension Step.Moment {
  /// What kind it is, and where it stands among those of its kind.
  fileprivate var place: (kind: Int, moment: Double) {
    switch self {
    case .after(.fixed(let time)): (0, time.value)
    case .after(.perGiB(let time)): (1, time.value)
    case .iteration(let bound): (2, Double(bound))
    }
  }
}
