public import Kernel

/// A scenario, played at each of its points: one where it varies nothing.
public struct StudyRun: Sendable {
  /// The scenario.
  public let scenario: Scenario
  /// What came of each point.
  public let points: [ExperimentRun]
  let conclusions: Conclusions
  private let collected: CollectedRows?

  /// How a scenario is played.
  public struct Options: Sendable {
    /// How many replications run at a time.
    public var jobs = 1
    /// Those that summary.csv gives.
    public var quantiles = Quantiles.usual
    /// The part that is run; `nil` for all.
    public var shard: Shard?
    /// Whether a run that was interrupted goes on.
    public var resumes = false
    /// Told how many of all replications have ended, from any thread.
    public var progress: (@Sendable (Int, Int) -> Void)?

    public init() {}
  }

  /// How a run ended.
  public enum Ending: Sendable {
    /// All of it was run, and its results are written.
    case whole(StudyRun)
    /// A shard was run and written, of so many replications.
    case shard(Int)
    /// It was interrupted after so many of all replications; they are in a folder.
    case interrupted(Int, of: Int, folder: String)
    /// A replication was ended before its time, and nothing is written.
    case cutShort(CutShortError)
  }

  /// Runs a scenario, and keeps the results in memory.
  public init(_ scenario: Scenario, _ options: Options = Options()) {
    let rows = CollectedRows()
    let units = Units(scenario)
    let digests = units.play(
      Array(0..<units.count), jobs: options.jobs, progress: options.progress
    ) { rows.append($0.rows) }
    self.init(scenario, units, digests, options, rows)
  }

  private init(
    _ scenario: Scenario, _ units: Units, _ digests: ReplicationDigests, _ options: Options,
    _ collected: CollectedRows?
  ) {
    let (quantiles, jobs) = (options.quantiles, options.jobs)
    self.scenario = scenario
    self.collected = collected
    let outline = Outline(scenario, arms: units.plans[0].arms, quantiles: quantiles)
    let conclusions = Conclusions(outline, outline.grouped(digests), jobs: jobs)
    self.conclusions = conclusions
    let each = digests.count / units.plans.count
    points = units.plans.enumerated().map { point, plan in
      ExperimentRun(
        plan, digests.part(point * each..<(point + 1) * each), quantiles: quantiles,
        jobs: jobs, known: scenario.isSwept ? nil : conclusions)
    }
  }

  /// Runs a scenario, and writes its results while it runs: those of a run that was cut short are not
  /// put in their place.
  ///
  /// - Throws: what stood in the way of writing; nothing has been put in its place then.
  /// - Complexity: in memory, the observations of one metric of two strategies, and the rows of a few
  ///   replications.
  public static func play(
    _ scenario: Scenario, _ options: Options = Options(), into folder: ResultsFolder
  ) throws(OutputError) -> Ending {
    let units = Units(scenario)
    let outline = Outline(scenario, arms: units.plans[0].arms, quantiles: options.quantiles)
    let known = try options.resumes ? interrupted(outline, options, folder) : nil
    let results = try folder.begin()
    let chosen = options.shard?.units(of: units.count) ?? Array(0..<units.count)
    let lengths = RowLengths()
    let digests = units.play(
      chosen, jobs: options.jobs, known: known, endsWhenCutShort: true, progress: options.progress
    ) { piece in
      lengths.append(piece.rows)
      return results.append(piece.rows)
    }
    if let cutShort = digests.cutShort(of: chosen.count) { return .cutShort(cutShort) }
    let isAll = digests.count == chosen.count
    // Both are the first of the same replications, and alike: the longer one has all of the other.
    if !isAll, let kept = known ?? (try? interrupted(outline, options, folder)),
      kept.units.count >= digests.count
    {
      return .interrupted(kept.units.count, of: chosen.count, folder: folder.interruptedPath)
    }
    if isAll, options.shard == nil {
      let study = StudyRun(scenario, units, digests, options, nil)
      for file in study.conclusions.files { results.append(file.bytes, to: file.name) }
      try results.finish()
      folder.removeInterrupted()
      return .whole(study)
    }
    // Where results cannot be written, `finish` says so; what is written here is not looked at.
    let record = PartRecord(
      outline: outline, shard: options.shard?.description, units: digests.count)
    lengths.forEachLine(of: chosen.prefix(digests.count), digests) { line in
      results.append(line, to: PartRecord.unitsFile)
    }
    results.append(record.bytes, to: PartRecord.file)
    try results.finish(asPart: isAll ? nil : folder.interruptedPath)
    guard isAll else {
      return .interrupted(digests.count, of: chosen.count, folder: folder.interruptedPath)
    }
    folder.removeInterrupted()
    return .shard(digests.count)
  }

  /// What an interrupted run left; `nil` if there is nothing.
  private static func interrupted(
    _ outline: Outline, _ options: Options, _ folder: ResultsFolder
  ) throws(OutputError) -> RecordedPart? {
    let path = folder.interruptedPath
    guard ResultsPath.isFolder(path) else { return nil }
    let part: RecordedPart
    do throws(PartError) {
      part = try RecordedPart(path)
    } catch {
      throw OutputError(
        path: path, problem: error.problem + "; it cannot be resumed: run without --resume, or",
        option: folder.option)
    }
    let difference =
      outline.difference(from: part.record.outline)
      ?? (part.record.shard == options.shard?.description ? nil : "another --shard")
    if let difference {
      throw OutputError(
        path: path, problem: "was interrupted in another run: it has \(difference)",
        option: folder.option)
    }
    return part
  }

  /// The first replication that was ended before its time, if there is one: the run has no results then.
  public var cutShort: CutShortError? { conclusions.cutShort }

  /// The hash over every event of every replication.
  public var trace: TraceHash { conclusions.trace }

  /// Every result file of a run whose results are in memory, by name.
  public var files: [(name: String, text: String)] {
    ((collected?.all ?? []) + conclusions.files).map { ($0.name, $0.bytes.text) }
  }
}
