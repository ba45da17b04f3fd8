import Datacenter
import Experiment
public import Quantities
import Randomness
import Strategies

/// One migration, described by a few numbers, and what each technique would make of it.
public struct SinglePrediction: Sendable {
  private let migration: MigrationCase
  private let predictor: Predictor

  /// A migration.
  ///
  /// - Parameters:
  ///   - memory: the VM's memory.
  ///   - dirtyRate: distinct pages that it writes per second, over a window; `nil` where nobody knows.
  ///   - bandwidth: what the network carries of it; `nil` for Gigabit Ethernet.
  ///   - technique: one of `techniques`.
  ///   - workload: what runs in it, by a name as in an inventory.
  /// - Throws: what is wrong with the description.
  public init(
    memory: Bytes, dirtyRate: PagesPerSecond?, window: Seconds = Seconds(1),
    bandwidth: BytesPerSecond? = nil, downtimeLimit: Seconds? = nil, technique: String? = nil,
    workload: String? = nil, by predictor: Predictor
  ) throws(SinglePredictionError) {
    func check(_ holds: Bool, _ option: String, _ problem: String, _ remedy: String)
      throws(SinglePredictionError)
    {
      if !holds { throw SinglePredictionError(option: option, problem: problem, remedy: remedy) }
    }
    try check(
      memory.value > 0 && memory.value <= 0x1p50, "--memory", "\(memory) is no memory of a VM",
      "write for example \"8 GiB\"")
    try check(
      dirtyRate.map { $0.value >= 0 && $0.value <= CurveFitError.fastestWrites } ?? true,
      "--dirty-rate", "\(dirtyRate ?? .zero) is no rate of writes",
      "write for example \"5000 pages/s\"")
    try check(
      window.value >= 0.001 && window.value <= 1e6, "--window", "\(window) is no window",
      "write for example \"1 s\"")
    let distinct = dirtyRate.map { DistinctPages(rate: $0, window: window) }
    if let distinct, let excess = distinct.excess(over: memory.pages) {
      throw SinglePredictionError(
        option: "--dirty-rate", problem: excess,
        remedy:
          "write \"\(distinct.highestText(of: memory.pages))\" or less, or in --window the window over which it was measured"
      )
    }
    try check(
      bandwidth.map { $0 >= MigrationCase.slowest && $0.value <= 1e15 } ?? true, "--bandwidth",
      "no VM can be moved at that rate", "write for example \"10 Gbit/s\"")
    try check(
      downtimeLimit.map { $0 >= .zero && $0.value <= 2000 } ?? true, "--downtime-limit",
      "is not within QEMU's 0 to 2000 s", "write for example \"300 ms\"")
    let family = WorkloadFamily.named(workload)
    try check(
      workload == nil || family != nil, "--workload", "\"\(workload ?? "")\" is not known",
      "write one of \(WorkloadFamily.names)")
    let way = technique.map(MigrationCase.Technique.init(rawValue:)) ?? .preCopy
    guard let way else {
      throw SinglePredictionError(
        option: "--technique", problem: "\"\(technique ?? "")\" is no technique",
        remedy: "write one of \(Self.techniques.joined(separator: ", "))")
    }
    let engine = predictor.engine.flatMap(Engines.preCopy) ?? .usual
    try check(
      engine.qemu != nil || Self.isForEveryEngine(way), "--technique",
      "\(engine.name) has no \(way.rawValue)", "use an engine of QEMU, or pre-copy")
    try check(
      downtimeLimit == nil || engine.keys.contains("downtimeLimit"), "--downtime-limit",
      "has no effect: \(engine.name) has no downtime limit", "leave it out, or use another engine")
    migration = MigrationCase(
      technique: way, engine: engine,
      guest: Guest(
        memory: memory.pages,
        writes: dirtyRate.map { .measured(rate: $0, window: window) } ?? .unknown,
        workload: family ?? .unknown), family: predictor.families[family ?? .unknown],
      link: bandwidth ?? MigrationCase.gigabitGoodput, downtimeLimit: downtimeLimit,
      machine: predictor.machine, stopsWhenStalled: predictor.stopsWhenStalled)
    self.predictor = predictor
  }

  /// Whether a technique needs nothing that only QEMU's engines have.
  private static func isForEveryEngine(_ technique: MigrationCase.Technique) -> Bool {
    [.preCopy, .stopAndCopy, .cold].contains(technique)
  }

  /// The ways to move a VM that are compared.
  public static var techniques: [String] { MigrationCase.Technique.allCases.map(\.rawValue) }

  /// The answer: a sentence, and a table of techniques.
  public var text: String {
    let ways = MigrationCase.Technique.allCases.filter {
      migration.engine.qemu != nil || Self.isForEveryEngine($0)
    }
    let cases = ways.map { technique in
      var other = migration
      other.technique = technique
      if technique == .postCopy { other.passesBeforePostCopy = 0 }
      return (technique, predictor.prediction(of: other))
    }
    let own = cases.first { $0.0 == migration.technique }!.1
    var lines = [["technique", "converged", "total time", "90 %", "downtime", "90 %", "sent"]]
    for (technique, prediction) in cases {
      let mark = technique == migration.technique ? "> " : "  "
      lines.append(
        [mark + technique.rawValue, Self.percent(prediction.converged)]
          + Self.range(prediction, \.totalTimes) + Self.range(prediction, \.downtimes)
          + [
            prediction.quantile(0.5, of: prediction.sentBytes)
              .map { Readable(roughly: $0, .data).text } ?? "-"
          ])
    }
    return sentence(own) + "\n\n" + TextColumns.aligned(lines) + "\n\n"
      + "Medians, and the ranges that hold 90 % of \(predictor.replications) replications; seed \(predictor.seed)."
      + (cases.allSatisfy { $0.1.converged == 1 } ? "" : Self.never)
      + "\n\(coverage.sentence)"
      + operatorLine(cases)
      + notes
  }

  private func sentence(_ prediction: CasePrediction) -> String {
    let link =
      migration.link == MigrationCase.gigabitGoodput
      ? "over Gigabit Ethernet" : "at \(migration.link)"
    let subject = "Moving \(migration.guest.memory.bytes) \(link) by \(migration.way)"
    guard prediction.converged > 0 else {
      return
        "\(subject) does not converge: not one of \(predictor.replications) replications ended within \(Self.time(prediction.limit.value * 1000))."
    }
    if prediction.quantile(0.5, of: prediction.totalTimes) == nil {
      return
        "\(subject) converges in \(Self.percent(prediction.converged)) of the replications only. In the others it never ends."
    }
    let total = Self.range(prediction, \.totalTimes)
    let downtime = Self.range(prediction, \.downtimes)
    guard prediction.converged == 1 else {
      return """
        \(subject) converges in \(Self.percent(prediction.converged)) of the replications. \
        Its median total time is \(total[0]) (90 %: \(total[1])), and its median downtime \(downtime[0]) \
        (90 %: \(downtime[1])).
        """
    }
    return """
      \(subject) takes \(total[0]) (90 %: \(total[1])); its downtime is \(downtime[0]) \
      (90 %: \(downtime[1])).
      """
  }

  /// What ranges like these were worth where something was measured.
  private var coverage: MeasuredCoverage {
    migration.guest.workload == .unknown ? .unknown : .known
  }

  /// What stands below a table with replications that did not end.
  private static let never = " A migration that does not converge counts as never."

  /// What the techniques were taken for, and what holds them back.
  private var notes: String {
    var lines: [String] = []
    if migration.engine.qemu != nil {
      lines.append(
        "compress: \(MigrationCase.usualCompression.rawValue), as QEMU's threads compressed until 9.0. A scenario's \"compression\" is \(Compression.Method.usual.rawValue) where it names no method."
      )
    }
    if let limit = migration.streamLimit { lines.append("\(migration.engine.name): \(limit).") }
    return lines.map { "\n" + $0 }.joined()
  }

  /// What an operator who was asked for did; nothing without one.
  private func operatorLine(
    _ cases: [(MigrationCase.Technique, CasePrediction)]
  ) -> String {
    guard migration.stopsWhenStalled else { return "" }
    let shares = cases.filter { $0.1.stoppedByOperator > 0 }.map { technique, prediction in
      "\(Self.percent(prediction.stoppedShare)) by \(technique.rawValue)"
    }
    return shares.isEmpty
      ? "\nThe operator had to stop no VM."
      : "\nAn operator stopped the VM, since its migration stalled, in \(shares.joined(separator: ", "))."
  }

  /// A median and a range; "never" where the migration does not converge often enough.
  private static func range(
    _ prediction: CasePrediction, _ values: KeyPath<CasePrediction, [Double]>
  ) -> [String] {
    let milliseconds = prediction[keyPath: values]
    func quantile(_ probability: Double) -> String? {
      prediction.quantile(probability, of: milliseconds).map { time($0) }
    }
    guard let low = quantile(0.05) else { return ["never", ""] }
    return [quantile(0.5) ?? "never", "\(low) to \(quantile(0.95) ?? "never")"]
  }

  private static func time(_ milliseconds: Double) -> String {
    Readable(roughly: milliseconds / 1000, .time).text
  }
  private static func percent(_ share: Double) -> String {
    "\(CSVTable.shortest((share * 1000).rounded() / 10)) %"
  }
}

/// What is wrong with the description of a single migration.
public struct SinglePredictionError: Error, Equatable, Sendable, CustomStringConvertible {
  let option: String
  let problem: String
  let remedy: String

  public var description: String { "\(option): \(problem); \(remedy)" }
}

extension MigrationCase {
  /// How the VM is moved, behind "by".
  fileprivate var way: String {
    let how =
      switch technique {
      case .preCopy: "pre-copy"
      case .autoConverge: "pre-copy with auto-converge"
      case .xbzrle: "pre-copy with XBZRLE"
      case .compress: "pre-copy with compression"
      case .postCopy: "post-copy"
      case .stopAndCopy: "stop-and-copy"
      case .cold: "cold migration"
      }
    // Nothing of an engine is left where the VM is off.
    return technique == .cold ? how : "\(how) (\(engine.name))"
  }
}
