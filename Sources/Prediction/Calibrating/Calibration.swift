import Experiment
import Glibc
import Randomness

/// Families estimated from measured migrations.
public struct Calibration: Sendable {
  /// How much work it may be.
  public struct Effort: Sendable {
    /// Replications of each row.
    public var replications = 16
    /// Rows of each family and technique at most.
    public var rows = 240
    /// The most scores that are computed from each of three starting points.
    public var evaluations = 160
    /// Draws the rows, and names the random numbers.
    public var seed: UInt64 = 1
    /// Rows that are run at a time.
    public var jobs = 1

    public init() {}

    var fit: FamilyFit.Effort {
      .init(
        replications: replications, rows: rows, evaluations: evaluations, seed: seed, jobs: jobs)
    }
  }

  /// One family's estimate.
  struct Estimate: Sendable {
    let family: WorkloadFamily
    let parameters: FamilyParameters
    /// By source: rows, the score before and after.
    var steps: [(source: FamilyParameters.Source, rows: Int, before: Double, after: Double)]
  }

  let estimates: [Estimate]
  /// A guest of a kind that was not measured, where there are enough kinds that were and no rows without
  /// a workload.
  let unknown: FamilyParameters?
  /// What the migrations of each family are worth, where that was asked for.
  let gains: [CalibrationGain]
  /// Rows of the file that told nothing: their lines, and why; `nil` without such rows.
  public let passedOver: String?

  /// The fewest migrations from which a family is estimated.
  public static let fewest = 20
  /// The fewest kinds of guests that tell how far kinds differ.
  static let fewestKinds = 3
  /// The most migrations of a family of which it is told unasked what they are worth.
  public static let fewEnough = 60
  /// Into how many groups they are dealt for that at most; each group is left out once.
  public static let mostGroups = 20

  /// Estimates every family of which a file has enough migrations, and `unknown` from those that say no
  /// workload or, where all say one, from three kinds of guests or more. Pre-copy with and without
  /// auto-converge tells how its guests write, XBZRLE how their changes encode, and compression how their
  /// pages compress.
  ///
  /// - Parameter tellsWorth: whether to find out what the migrations are worth; `nil` for where they are few.
  /// - Throws: `CalibrationError` or `InventoryError` with what is wrong with the file.
  public init(
    _ bytes: [UInt8], file: String, effort: Effort = Effort(), tellsWorth: Bool? = nil,
    progress: (_ family: String, _ source: String) -> Void = { _, _ in }
  ) throws {
    let measured = try MeasuredMigrations(bytes, file: file)
    var work = measured.families(atLeast: Self.fewest).map { ($0, measured) }
    let nameless = measured.nameless
    if nameless.rows([.preCopy]).count >= Self.fewest { work.append((.unknown, nameless)) }
    guard !work.isEmpty else {
      throw CalibrationError(tooFewIn: measured, of: file)
    }
    estimates = try work.map { family, rows in
      try Self.estimate(family, from: rows, effort.fit) { progress(family.rawValue, $0) }
    }
    gains = try work.filter { family, rows in
      tellsWorth ?? (CalibrationGain.rows(of: family, in: rows).count <= Self.fewEnough)
    }.map { family, rows in
      try CalibrationGain(of: family, from: rows, effort.fit) { progress(family.rawValue, $0) }
    }
    passedOver = measured.unused(by: work).text(of: file)
    let kinds = estimates.filter { $0.family != .unknown }.map(\.parameters)
    unknown =
      kinds.count == estimates.count && kinds.count >= Self.fewestKinds
      ? FamilyParameters(population: kinds) : nil
  }

  /// One family, source by source.
  ///
  /// Of many migrations it is made from scratch, and of few moved from where it stands, no further than
  /// they ask for.
  ///
  /// - Parameter fewest: from how many migrations a source's numbers are estimated.
  static func estimate(
    _ family: WorkloadFamily, from measured: MeasuredMigrations, fewest: Int = Calibration.fewest,
    _ effort: FamilyFit.Effort, progress: (String) -> Void = { _ in }
  ) throws -> Estimate {
    let areFew =
      measured.rows(FamilyParameters.Source.preCopy.techniques, family).count <= fewEnough
    let standing = areFew ? CalibratedFamilies.standard[family] : nil
    var estimate = Estimate(family: family, parameters: standing ?? .start, steps: [])
    for source in FamilyParameters.Source.allCases {
      let rows = measured.rows(source.techniques, family)
      guard rows.count >= fewest else { continue }
      progress(source.rawValue)
      let before = FamilyFit.score(
        of: standing ?? WorkloadFamily.unknown.parameters, for: source, on: rows, effort)
      let starts =
        areFew
        ? [estimate.parameters] : starts(of: source, for: family, from: estimate.parameters)
      let fits = try starts.map {
        try FamilyFit(source, from: $0, to: rows, leaningOn: standing, effort)
      }
      var best = fits.min { $0.cost < $1.cost }!
      // A simplex that has shrunk along a ridge goes on when it is spread out again.
      let again = try FamilyFit(
        source, from: best.parameters, to: rows, leaningOn: standing, effort)
      if again.cost < best.cost { best = again }
      estimate = Estimate(
        family: family, parameters: best.parameters,
        steps: estimate.steps + [(source, best.rows, before, best.score)])
    }
    return estimate
  }

  /// Where searches begin: mostly hot, half and half, mostly cold. Guests of one kind differ less than
  /// those of unknown kinds do, whose spread is kept where rows say no workload.
  private static func starts(
    of source: FamilyParameters.Source, for family: WorkloadFamily,
    from parameters: FamilyParameters
  ) -> [FamilyParameters] {
    guard source == .preCopy else { return [parameters] }
    return [(0.5, 2.7), (0.12, 1.65), (0.88, 10)].map { share, time in
      var start = parameters
      start.coldShare.median = share
      start.hotTime.median = time
      if family != .unknown { (start.coldShare.spread, start.hotTime.spread) = (0.8, 0.5) }
      return start
    }
  }

  /// The families as a file for `apus predict --families`.
  public var json: String {
    FamiliesFile.text(
      of: estimates.map { ($0.family, $0.parameters) } + (unknown.map { [(.unknown, $0)] } ?? []))
  }

  /// What was estimated, for people.
  public var screen: String {
    var lines = [["family", "from", "rows", "score before", "now"]]
    for estimate in estimates {
      for step in estimate.steps {
        lines.append([
          estimate.family.rawValue, step.source.rawValue, "\(step.rows)",
          CSVTable.shortest(FamiliesFile.rounded(step.before)),
          CSVTable.shortest(FamiliesFile.rounded(step.after)),
        ])
      }
    }
    let others =
      unknown == nil
      ? ""
      : """


      The family unknown is one more kind of guest, as far from these as they are from each other.
      """
    return TextColumns.aligned(lines, left: 2) + others + """


      Scores are mean continuous ranked probability scores of the logarithm of the total time, plus a fifth
      of the downtime's and, with compression, of the bytes'; 0 would be perfect.
      """ + (gains.isEmpty ? "" : "\n\n" + gains.screen)
  }
}

/// Why nothing could be calibrated.
public struct CalibrationError: Error, Equatable, Sendable, CustomStringConvertible {
  let file: String
  /// Rows of the file that told nothing: their lines, and why.
  var passedOver: String?
  let problem: String
  let remedy: String
  public var description: String {
    "\(file): \(problem); \(remedy)" + (passedOver.map { "\n" + $0 } ?? "")
  }
}

extension CalibrationError {
  /// No workload has enough rows, perhaps since the file calls them by names that are not known.
  init(tooFewIn measured: MeasuredMigrations, of file: String) {
    let known = WorkloadFamily.allCases.filter { $0 != .unknown }.map(\.rawValue)
    let strange = Set(measured.rows.map(\.workload)).filter { WorkloadFamily.named($0) == nil }
    self.init(
      file: file, passedOver: measured.passedOver.text(of: file),
      problem:
        "no workload has \(Calibration.fewest) pre-copy migrations or more with a dirty rate and a measured total_time_ms",
      remedy: strange.isEmpty
        ? "add rows; apus predict --help lists the columns"
        : "add rows, or call their workloads \(known.joined(separator: ", ")), and not \(strange.sorted().map { "\"\($0)\"" }.joined(separator: ", "))"
    )
  }
}

extension MeasuredMigrations {
  /// The rows that no estimate is from.
  ///
  /// - Parameter work: the families that are estimated, each from what it is estimated from.
  fileprivate func unused(by work: [(WorkloadFamily, MeasuredMigrations)]) -> PassedRows {
    var unused = passedOver
    var used: Set<Int> = []
    for (family, measured) in work {
      used.formUnion(CalibrationGain.rows(of: family, in: measured).map(\.line))
    }
    let telling = FamilyParameters.Source.allCases.flatMap(\.techniques)
    for row in rows where !used.contains(row.line) {
      let technique = row.migration.technique
      unused.add(
        row.line,
        WorkloadFamily.named(row.workload) == nil
          ? "the workload \"\(row.workload)\" is not known; write one of \(WorkloadFamily.names)"
          : telling.contains(technique)
            ? "fewer than \(Calibration.fewest) rows have the workload \(row.workload) and tell what \(technique.rawValue) does"
            : "\(technique.rawValue) tells nothing of how guests write; write rows of \(telling.map(\.rawValue).joined(separator: ", "))"
      )
    }
    return unused
  }
}
