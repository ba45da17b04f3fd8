import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// What watches over migrations and steps in: a preset by its name, one changed key by key, or rules of
/// one's own.
struct ManagerSpec: Sendable {
  /// What it starts from.
  let preset: Preset
  /// What it does during a migration.
  let rules: ManagerRules

  init(_ preset: Preset) {
    self.preset = preset
    rules = preset.rules
  }

  /// The manager of each migration; `nil` for one that does nothing.
  var manager: (any Manager)? {
    rules == ManagerRules() ? nil : ScheduledManager(rules)
  }

  /// Who may start, as the preset has it. Where the scenario says how a failed migration is tried again,
  /// the preset's own attempts do not come on top.
  var admission: AdmissionRules {
    guard rules.retries != nil, case .retry = preset.admission.onFailure else {
      return preset.admission
    }
    var admission = preset.admission
    admission.onFailure = .goOn
    return admission
  }

  /// How a manager is written in a scenario.
  static var shape: Shape<ManagerSpec> {
    .either(
      Shape<String>.name("a manager", among: Preset.all.map(\.name)).map(
        { ManagerSpec(Preset.named($0)!) }, inverse: { $0.preset.name }), .object)
  }
}

extension ManagerSpec: ReadableObject {
  static let schemaName = "Manager"
  static let schemaText =
    "What watches over migrations and acts on them: a preset with changes, or rules of your own."

  init(reading o: inout ObjectReader) {
    let name = o.optional(
      "preset", Shape<String>.name("a manager", among: Preset.all.map(\.name)), default: "none",
      "The preset that the other keys change. apus list managers describes each.")
    preset = Preset.named(name)!
    var rules = preset.rules
    Self.readLooks(&o, &rules)
    Self.readBeginning(&o, &rules)
    Self.readSchedule(&o, &rules)
    Self.readTimeOuts(&o, &rules)
    Self.readFailures(&o, &rules)
    self.rules = rules
  }

  private static func readLooks(_ o: inout ObjectReader, _ rules: inout ManagerRules) {
    o.change(
      &rules.interval, "every", .quantity(.step),
      "The time between two looks at a migration. Without it, the manager looks exactly when it has something to do."
    )
    o.change(
      &rules.quickInterval, "everyWhenNear", .quantity(.step),
      "The time between two looks once less remains than was sent between two looks on average.")
    o.change(
      &rules.lateness, "lateness", .random(.duration),
      "How much later than planned each look comes.")
    o.change(
      &rules.counting, "dataCountedAs", .word("a way to count data"),
      "How gibibytes are counted in times per GiB: gib, gib-2-at-least (nova), or gb-rounded-up (KubeVirt)."
    )
  }

  private static func readBeginning(_ o: inout ObjectReader, _ rules: inout ManagerRules) {
    o.change(
      &rules.downtimeLimit, "downtimeLimit", .quantity(.duration),
      "The downtime limit with which migrations begin.")
    let cap: BytesPerSecond? = o.optional(
      "rateCap", .quantity(.bandwidth), "The rate cap with which migrations begin.")
    if let cap { rules.rateCap = .rate(cap) }
    o.change(
      &rules.throttleStep, "throttle", .count(1...99),
      "Slows the guest down while it dirties too much memory (auto-converge), in steps of so many per cent."
    )
  }

  private static func readSchedule(_ o: inout ObjectReader, _ rules: inout ManagerRules) {
    let ramp = o.optional(
      "ramp", Shape<RampSpec>.object, "A downtime limit that rises with time (nova).")
    rules.ramp = ramp?.changed(rules.ramp) ?? rules.ramp
    let steps: [StepSpec]? = o.optional(
      "steps", .array(of: .object),
      "Actions at a time, or after a number of passes. They replace those of the preset.")
    if let steps { rules.steps = steps.map(\.step) }
    let problem = rules.scheduleProblem
    o.check(
      "steps", "ramp", holds: problem == nil, problem!.problem, problem!.remedy)
    let doubling = o.optional(
      "doubling", Shape<DoublingSpec>.object,
      "A downtime limit that doubles while the migration makes no progress (Proxmox).")
    rules.doubling = doubling?.changed(rules.doubling) ?? rules.doubling
  }

  private static func readTimeOuts(_ o: inout ObjectReader, _ rules: inout ManagerRules) {
    let cancelAfter: Seconds? = o.optional(
      "cancelAfter", .quantity(.span), "A migration that takes longer is cancelled.")
    let limit: TimeLimit? = o.optional(
      "completionTimeout", .timeLimit,
      "How long a migration may take: a time, or a time per GiB that is moved.")
    let action: TimeOutAction? = o.optional(
      "timeOutAction", .word("an action"),
      "What happens when \"completionTimeout\" is over: cancel (the default), pause, post-copy or force-complete. force-complete is post-copy if the strategy can, else pause."
    )
    o.check(
      "cancelAfter", "completionTimeout", holds: cancelAfter == nil || limit == nil,
      "it is said twice how long a migration may take", "keep \"completionTimeout\"")
    if let limit = limit ?? cancelAfter.map(TimeLimit.fixed) {
      rules.timeOut = TimeOut(
        limit, rules.timeOut?.measure ?? .cancel, cancelsAt: rules.timeOut?.cancelsAt)
    }
    o.check(
      "timeOutAction", restsOn: ["completionTimeout", "cancelAfter"],
      holds: action == nil || rules.timeOut != nil, "it has no time-out",
      "add for example \"completionTimeout\": \"800 s/GiB\"")
    if let action { rules.timeOut?.measure = action.measure }
    let factor: Double? = o.optional(
      "cancelAt", .number(.within(1...1000)),
      "With an action other than cancel: the migration is cancelled after so many times the limit."
    )
    o.check(
      "cancelAt", restsOn: ["completionTimeout", "cancelAfter"],
      holds: factor == nil || rules.timeOut != nil, "it has no time-out",
      "add for example \"completionTimeout\": \"800 s/GiB\"")
    if let factor { rules.timeOut?.cancelsAt = factor }
    o.change(
      &rules.progressTimeOut, "progressTimeout", .quantity(.span),
      "Cancels a migration when what remains has not shrunk from one look to the next for this long."
    )
    o.change(
      &rules.patience, "giveUpAfter", .quantity(.span),
      "The manager stops waiting after this time, and the migration goes on.")
    let compares = rules.progressTimeOut != nil || rules.doubling != nil || rules.hasCountedSteps
    o.check(
      "progressTimeout", "doubling", "steps", "every",
      holds: !compares || rules.interval != nil,
      "what it does depends on what it sees from look to look, and it is not said how often it looks",
      "add for example \"every\": \"1 s\"")
  }

  private static func readFailures(_ o: inout ObjectReader, _ rules: inout ManagerRules) {
    let retries = o.optional(
      "retries", Shape<RetriesSpec>.object, "How a failed migration is tried again.")
    if let retries { rules.retries = retries.retries }
    o.change(
      &rules.stopsFailed, "stopFailedAfter", .quantity(.duration),
      "The VM is switched off on its host this long after its migration failed (Harvester).")
  }
}

extension ObjectReader {
  /// Sets a part of the rules, if a key says so.
  fileprivate mutating func change<Value>(
    _ part: inout Value?, _ key: String, _ shape: Shape<Value>, _ text: String
  ) {
    if let value = optional(key, shape, text) { part = value }
  }

  fileprivate mutating func change<Value>(
    _ part: inout Value, _ key: String, _ shape: Shape<Value>, _ text: String
  ) {
    if let value: Value = optional(key, shape, text) { part = value }
  }
}

/// What follows when a migration has taken too long.
private enum TimeOutAction: String, CaseIterable {
  case cancel, pause
  case postCopy = "post-copy"
  case forceComplete = "force-complete"

  var measure: Measure {
    switch self {
    case .cancel: .cancel
    case .pause: .pause
    case .postCopy: .startPostCopy
    case .forceComplete: .forceComplete
    }
  }
}
