import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// How many moves go on at a time, and which is next.
struct AdmissionSpec: ReadableObject, Sendable {
  static let schemaName = "Admission"
  static let schemaText =
    "How many migrations run at a time, and which one starts next. Without limits, every migration that has room starts at once."

  private let counters: [Counter]
  private let costs: [MoveClass: [Counter.Scope: Int]]
  private let order: QueueOrder?
  private let pace: Pace?
  private let onFailure: FailureRule?
  private let stranded: StrandedRule?
  private let fixed: FixedTimes?

  init(reading o: inout ObjectReader) {
    counters =
      o.optional(
        "limits", Shape<LimitsSpec>.object, default: LimitsSpec(),
        "The most migrations that may run at a time, by host, pool and so on."
      ).counters
    costs =
      o.optional(
        "costs", Shape<CostsSpec>.object, default: CostsSpec(),
        "How much a migration of each kind counts against the limits; 1 unless given."
      ).costs
    order = o.optional(
      "order", .word("an order of the queue"), shown: .fifo,
      "Which migration starts next if several could.")
    let interval: Seconds? = o.optional(
      "every", .quantity(.span),
      "The queue is looked at only at multiples of this time. Without it, the queue is looked at whenever something changes."
    )
    pace = interval.map(Pace.every)
    onFailure =
      o.optional(
        "onFailure", Shape<FailureSpec>.object,
        "What happens after a migration has failed: another attempt, or the end of its request. Without it, neither."
      )?.rule
    stranded = o.optional(
      "stranded", .word("what becomes of a VM that no host takes"), shown: .wait,
      "What happens to a VM that must leave its host when no other host takes it. wait: it waits for room. skip: it stays. stop: it is switched off where it is."
    )
    fixed =
      o.optional(
        "fixed", Shape<FixedSpec>.object, shown: FixedSpec(),
        "Times that each migration takes in addition to the migration itself.")?.times
    let impossible = rules(over: AdmissionRules()).impossible
    o.check(
      "costs", "limits", holds: impossible == nil,
      "\(impossible!.move.rawValue) costs more of \"\(impossible!.counter.scope.rawValue)\" than its limit of \(impossible!.counter.limit), so that none could ever start",
      "write a higher limit, or a lower cost")
  }

  /// What is said here, and for the rest what holds without it.
  func rules(over base: AdmissionRules) -> AdmissionRules {
    var rules = base
    for counter in counters {
      rules.counters.removeAll { $0.scope == counter.scope }
      rules.counters.append(counter)
    }
    for (kind, vector) in costs { rules.costs[kind] = vector }
    rules.order = order ?? base.order
    rules.pace = pace ?? base.pace
    rules.onFailure = onFailure ?? base.onFailure
    rules.stranded = stranded ?? base.stranded
    rules.fixed = fixed ?? base.fixed
    rules.waitsForRoom = true
    return rules
  }
}

/// What is counted, and how much there may be.
private struct LimitsSpec: ReadableObject {
  static let schemaName = "AdmissionLimits"
  static let schemaText =
    "How many migrations may run at a time; with \"costs\", how much they may count together."

  let counters: [Counter]

  init() { counters = [] }

  init(reading o: inout ObjectReader) {
    counters = Counter.Scope.allCases.compactMap { scope in
      let limit = o.optional(scope.rawValue, .count(1...Group.most), scope.text)
      return limit.map { Counter(scope, $0) }
    }
  }
}

/// What migrations of each kind count.
private struct CostsSpec: ReadableObject {
  static let schemaName = "AdmissionCosts"
  static let schemaText = "How much a migration of each kind counts against the limits."

  let costs: [MoveClass: [Counter.Scope: Int]]

  init() { costs = [:] }

  init(reading o: inout ObjectReader) {
    var costs: [MoveClass: [Counter.Scope: Int]] = [:]
    for kind in MoveClass.allCases {
      costs[kind] =
        o.optional(kind.rawValue, Shape<VectorSpec>.object, kind.text)?.costs
    }
    self.costs = costs
  }

  /// A cost vector.
  struct VectorSpec: ReadableObject {
    static let schemaName = "AdmissionCostVector"
    static let schemaText = "How much a migration counts against each limit."

    let costs: [Counter.Scope: Int]

    init(reading o: inout ObjectReader) {
      var costs: [Counter.Scope: Int] = [:]
      for scope in Counter.Scope.allCases {
        costs[scope] = o.optional(scope.rawValue, .count(0...Group.most), scope.text)
      }
      self.costs = costs
    }
  }
}

/// What a failed migration means.
private struct FailureSpec: ReadableObject {
  static let schemaName = "AdmissionFailure"
  static let schemaText =
    "What happens after a migration has failed: another attempt, or the end of its request."

  let rule: FailureRule

  init(reading o: inout ObjectReader) {
    let aborts = o.optional(
      "abort", .flag, default: false,
      "Whether the migrations of the same request that have not begun are given up.")
    let retries = o.optional(
      "retries", .count(0...1_000_000), "How many times a failed migration is tried again.")
    let after: Seconds? = o.optional(
      "after", .quantity(.duration),
      "The time from a failure until the next attempt (default: 20 s).")
    let factor: Double? = o.optional(
      "factor", .number(.within(1...100)),
      "The factor by which the time in \"after\" grows with each attempt (default: 1).")
    o.check(
      "abort", restsOn: ["retries"], holds: !aborts || retries == nil,
      "a request is given up at its first failure, or a migration is tried again",
      "remove \"abort\" or \"retries\"")
    o.check(
      "after", "factor", restsOn: ["retries"],
      holds: retries != nil || after == nil && factor == nil,
      "nothing is tried again", "add for example \"retries\": 3")
    rule =
      if let retries {
        .retry(after: after ?? Seconds(20), factor: factor ?? 1, most: retries)
      } else {
        aborts ? .abort : .goOn
      }
  }
}

/// Times that each migration takes in addition.
private struct FixedSpec: ReadableObject {
  static let schemaName = "AdmissionFixedTimes"
  static let schemaText =
    "Times that each migration takes in addition. While they pass, the migration counts as running."

  let times: FixedTimes

  init() { times = FixedTimes() }

  init(reading o: inout ObjectReader) {
    let none = RandomQuantity<Seconds>.constant(.zero)
    let serial = o.optional(
      "serial", .random(.duration), default: none,
      "Time before a migration, spent on one VM at a time by each source host. A distribution is sampled for each migration."
    )
    let before = o.optional(
      "before", .random(.duration), default: none, "Time before a migration, after \"serial\".")
    let after = o.optional("after", .random(.duration), default: none, "Time after a migration.")
    times = FixedTimes(before: before, serial: serial, after: after)
  }
}

extension Counter.Scope {
  /// What is counted, for the schema.
  fileprivate var text: String {
    switch self {
    case .hostOut: "Migrations from each host."
    case .hostIn: "Migrations to each host."
    case .host: "Migrations from or to each host."
    case .nic: "Migrations over each host's migration network, at either end."
    case .cluster: "All migrations."
    case .pool: "Migrations from or to each pool of hosts."
    case .datastore: "Migrations of VMs with files on each datastore."
    case .back: "Migrations of VMs that return to the host that they had left."
    }
  }
}

extension MoveClass {
  /// What is moved, for the schema.
  fileprivate var text: String {
    switch self {
    case .memory: "Live migrations between hosts that share storage."
    case .storage: "Migrations of the disks of a VM that stays on its host."
    case .sharedNothing: "Live migrations of memory and disks."
    case .cold: "Migrations of a VM that is off: its files are copied."
    }
  }
}
