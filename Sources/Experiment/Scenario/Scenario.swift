public import Datacenter
import Design
public import Orchestration
public import Quantities
public import StrictJSON

/// What a scenario file says, read and checked.
public struct Scenario: Sendable {
  /// The file's name without folder and ending: how results call it.
  public let name: String
  /// The question it asks, in plain words.
  public let question: String?
  /// How many independent runs each arm has.
  public var replications: Int
  /// Names the experiment: equal seeds, equal results.
  public var seed: UInt64
  /// When a run ends even if requests are still open.
  public internal(set) var until: Seconds
  /// How closely memory is modelled; `nil` leaves it to each engine.
  public var fidelity: MemoryFidelity?
  /// What its results teach, if it says so.
  public let lesson: String?
  /// A hash of what the file says, its question and lesson left out, and of the traces that it names.
  public let hash: UInt64
  /// The file itself, and the traces that it names: what no result may be written over.
  public let files: [String]
  /// What each replication may cost the machine: no part of what the file says.
  public var budget = RunBudget.usual
  var whole: ScenarioWhole
  /// The points at which it is played; empty where it varies nothing.
  var points: [ScenarioPoint] = []
  /// What is varied in place of what the file varies.
  let sweep: SweepRequest?
  /// What was asked in the place of the file's own question.
  let drain: Drain?
  /// The columns of what it varies.
  var axes: [AxisColumn] = []
  /// What each axis changes in the file.
  public private(set) var changes: [AxisChange] = []
  /// Which point this is.
  var point: PointKey
  /// How names of its question were read that are no names of the file, each a sentence.
  public private(set) var readings: [String] = []

  /// Reads and checks a file.
  ///
  /// - Parameters:
  ///   - sweep: what is varied, in place of what the file varies.
  ///   - readsOnlyItsFolder: whether it may name no file outside of its folder.
  ///   - allowsFormulas: whether names may begin like the formulas of spreadsheets.
  /// - Throws: everything that is wrong with it, at once.
  public init(
    contentsOf path: String, sweep: SweepRequest? = nil, readsOnlyItsFolder: Bool = false,
    allowsFormulas: Bool = false
  ) throws(ScenarioErrors) {
    try self.init(
      .file(path), sweep: sweep, readsOnlyItsFolder: readsOnlyItsFolder,
      allowsFormulas: allowsFormulas)
  }

  /// Reads and checks a file, or what stands for one.
  ///
  /// - Throws: everything that is wrong with it, at once.
  public init(
    _ source: ScenarioSource, sweep: SweepRequest? = nil, readsOnlyItsFolder: Bool = false,
    allowsFormulas: Bool = false
  ) throws(ScenarioErrors) {
    let document = try source.document(isConfined: readsOnlyItsFolder)
    try self.init(document, file: source.name, sweep: sweep, allowsFormulas: allowsFormulas)
  }

  /// Reads and checks a text.
  ///
  /// - Parameters:
  ///   - file: the name by which messages and results call it.
  ///   - sweep: what is varied, in place of what the text varies.
  public init(
    parsing text: String, file: String, sweep: SweepRequest? = nil
  ) throws(ScenarioErrors) {
    let document = try JSONDocument(
      parsing: Array(text.utf8), file: file, remarks: Self.remarks)
    try self.init(document, file: file, sweep: sweep, allowsFormulas: false)
  }

  /// - Parameter drain: what was asked in the place of the file's own question: its names of hosts may
  ///   go without their domains.
  init(
    _ document: JSONDocument, file: String, sweep: SweepRequest? = nil, asking drain: Drain? = nil,
    allowsFormulas: Bool
  ) throws(ScenarioErrors) {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    name = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
    guard !["", ".", ".."].contains(name) else {
      throw ScenarioErrors([
        JSONIssue(
          file: file, problem: "results are named like their scenario, and \"\(name)\" is no name",
          remedy: "rename the file, for example to scenario.json")
      ])
    }
    if !allowsFormulas, Formula.isMeant(by: name) {
      throw ScenarioErrors([
        JSONIssue(
          file: file, problem: Formula.problem(name),
          remedy: "rename the file, or allow such names with --allow-formulas")
      ])
    }
    (self.sweep, self.drain) = (sweep, drain)
    var readings: [String] = []
    func check(_ parts: ScenarioParts, _ log: IssueLog) -> ScenarioWhole? {
      guard parts.checkSize(log) else { return nil }
      var whole = ScenarioWhole(parts)
      if let drain { (whole, readings) = drain.withDomains(in: whole, log) }
      whole.check(log)
      if !allowsFormulas { whole.checkFormulas(log) }
      return whole
    }
    var whole: ScenarioWhole?
    var reader: PointReader?
    let parts = try document.read(Shape<ScenarioParts>.object) { parts, log in
      whole = check(parts, log)
      if sweep == nil { reader = PointReader(document, parts.sweep, seed: parts.seed) }
    }
    if let sweep { reader = try PointReader(document, sweep, seed: parts.seed) }
    self.whole = whole ?? ScenarioWhole(parts)
    question = parts.question
    lesson = parts.lesson
    replications = parts.replications.value
    seed = parts.seed
    until = parts.until
    fidelity = parts.fidelity
    hash = document.hash
    files = [file] + document.log.files
    point = PointKey(scenario: name, number: nil, cells: [])
    self.readings = readings
    guard let reader else { return }
    (axes, changes) = (reader.columns, reader.changes)
    if !allowsFormulas, let text = Formula.first(in: axes) {
      throw ScenarioErrors([
        JSONIssue(
          file: sweep == nil ? file : "--vary", problem: Formula.problem(text),
          remedy: Formula.remedy)
      ])
    }
    points = try reader.points(check)
    try checkPoints(file)
  }

  /// The most migrations of all replications, arms and points together. Their results are written as they
  /// come: they need space on disk, mostly less than a kilobyte each, and no memory.
  public static let mostMigrations = 100_000_000

  /// The most replications that `mostMigrations` has room for.
  public var maximumReplications: Int {
    let migrations = (points.isEmpty ? [whole] : points.map(\.whole)).reduce(0) {
      $0 + $1.arms * max(1, $1.migrations)
    }
    return max(1, Self.mostMigrations / migrations)
  }

  /// What in a file is for people only.
  package static let remarks: [JSONRemark] = [.text(of: "question"), .member("lesson")]

  /// The question, on one line whatever it holds.
  public var questionInOneLine: String? { question.map(Visible.text) }

  /// The words for how closely memory is modelled.
  public static var fidelityNames: [String] { MemoryFidelity.allCases.map(\.rawValue) }

  /// Has memory modelled as one of `fidelityNames` says.
  ///
  /// - Precondition: the name is one of them.
  public mutating func useFidelity(_ name: String) {
    fidelity = MemoryFidelity(rawValue: name)
    precondition(fidelity != nil, "\(name) is no fidelity")
  }

  /// The JSON Schema (2020-12) of scenario files.
  public static var schema: String {
    Shape<ScenarioParts>.object.jsonSchema(title: "Apus scenario").prettyText
  }
}

/// The parts of a scenario file, as they stand in it.
struct ScenarioParts: ReadableObject, Sendable {
  static let schemaName = "Scenario"
  static let schemaText =
    "A question about virtual-machine migration: a datacenter, what is asked of it, and how VMs may be moved."

  let question: String?
  let lesson: String?
  var hosts: [HostSpec]
  let network: NetworkSpec
  let storage: [StorageSpec]
  var vms: [VMSpec]
  var requests: [RequestSpec]
  let strategies: [Named<StrategySpec>]
  let arms: [Named<ArmSpec>]
  let faults: [FaultSpec]
  let failures: [OutageSpec]
  let admission: AdmissionSpec?
  let placement: PlacementSpec?
  let affinity: [AffinitySpec]
  let manager: Located<ManagerSpec>?
  let replications: Located<Int>
  let seed: UInt64
  let until: Seconds
  let fidelity: MemoryFidelity?
  let guestView: Seconds?
  let loadView: Seconds?
  let hostView: Seconds?
  /// The tables that are written beside the summaries; `nil` for all.
  let tables: [String]?
  let sweep: SweepSpec?
  let consolidation: ConsolidationSpec?

  init(reading o: inout ObjectReader) {
    let format = o.required(
      "format", .count(1...1), "The version of this file format: 1.")
    precondition(format == 1)
    question = o.optional("question", .text, "What the scenario asks, in plain words.")
    lesson = o.optional(
      "lesson", .text,
      "What the results teach, in one or two sentences; apus list scenarios prints it.")
    _ = o.optional(
      "notes", .array(of: .text),
      "Remarks for readers, such as what is assumed. Apus ignores them."
    )
    hosts = o.required(
      "hosts", unless: "consolidation", ObjectTable.shape("hosts"), default: [],
      "The hosts, or a file of them.")
    network = o.required(
      "network", unless: "consolidation", .object, default: NetworkSpec(),
      "The switches, and the links that join the hosts.")
    storage = o.optional(
      "storage", .array(of: .object), default: [],
      "The datastores; without any, one shared datastore serves every host.")
    vms = o.required(
      "vms", unless: "consolidation", ObjectTable.shape("vms"), default: [],
      "The VMs, or a file of them.")
    requests = o.required(
      "requests", unless: "consolidation", .array(of: .object, atLeast: 1), default: [],
      "Which VMs move where, or which hosts are emptied or worked on, and when.")
    strategies = o.required(
      "strategies", unless: "consolidation",
      .dictionary("a strategy", of: StrategySpec.shape, atLeast: 1), default: [],
      "The ways to move a VM that are compared, each under a name of your choice.")
    arms = o.optional(
      "arms", .dictionary("an arm", of: .object), default: [],
      "The policies that are compared, each under a name of your choice: a strategy with a manager, a placement or an admission of its own. Without it, the strategies are compared."
    )
    faults = o.optional(
      "faults", .array(of: .object), default: [],
      "What breaks during migrations, or what operators do to them.")
    failures = o.optional(
      "failures", .array(of: .object), default: [],
      "What fails again and again and is repaired: hosts, links, datastores.")
    admission = o.optional(
      "admission", .object,
      "How many migrations run at a time, and which one starts next. With it, migrations wait for room."
    )
    placement = o.optional(
      "placement", .object, "Which hosts VMs go to when the request names none.")
    affinity = o.optional(
      "affinity", .array(of: .object), default: [],
      "Rules for placement: VMs that must share a host, or must not.")
    manager = o.optional(
      "manager", .located(ManagerSpec.shape),
      "What watches over migrations and acts on them: a preset by its name, or an object. apus list managers describes the presets."
    )
    let thirty = Located(value: 30, position: .start, path: .root, isRead: false)
    replications = o.optional(
      "replications", .located(.count(1...Scenario.mostMigrations)), default: thirty,
      "Independent runs of each strategy.")
    seed = o.optional(
      "seed", .seed, default: 1, "Names the experiment: equal seeds give equal results.")
    until = o.optional(
      "until", .quantity(.span), default: .hours(24),
      "When a run ends; migrations that have not ended by then are reported as unfinished.")
    fidelity = o.optional(
      "fidelity", .word("a fidelity"),
      "How closely memory is modelled: fluid (expected values), statistical (random samples) or pages (each page by itself, slowly). Without it, as each engine prefers."
    )
    guestView = o.optional(
      "guestView", .quantity(.step),
      "Writes guest.csv: the speed and the lost work of each guest, in steps of this time, 1 ms or more."
    )
    hostView = o.optional(
      "hostView", .quantity(.step),
      "Writes memory.csv: how much memory each host held in the first replication, as means over steps of this time, 1 ms or more."
    )
    loadView = o.optional(
      "loadView", .quantity(.step),
      "Writes host-load.csv, at intervals of this time: each host's VMs, memory, cores wanted and short, power and state."
    )
    tables = o.optional(
      "tables", .array(of: .name("a table", among: ReplicationRows.tableNames)),
      "The tables of single observations that are written, such as [\"requests\"]. Without it, all are. summary.csv and comparison.csv are always written."
    )
    sweep = o.optional(
      "sweep", .object, "What the scenario varies; without it, the scenario runs as it is.")
    consolidation = o.optional(
      "consolidation", .object,
      "A day of consolidation, instead of hosts, VMs and requests.")
    for key in [
      "hosts", "network", "storage", "vms", "requests", "faults", "failures", "affinity",
    ] {
      let isGiven = o.isGiven(key)
      o.check(
        key, restsOn: ["consolidation"],
        holds: consolidation == nil || !isGiven,
        "a day of consolidation brings its own hosts, VMs and requests", "remove it")
    }
  }
}
