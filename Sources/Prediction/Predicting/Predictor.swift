import Datacenter
import Experiment
public import Foundation
import Parallel
import Strategies

/// Predicts the migrations of an inventory: a CSV file in, the same with predictions out.
///
/// A row's prediction depends on what the row says and on the seed alone: neither on other rows, nor on
/// their order, nor on how many rows are worked on at a time.
public struct Predictor: Sendable {
  /// Independent runs of each row.
  public var replications = 100
  /// Names the experiment: equal seeds, equal predictions.
  public var seed: UInt64 = 1
  /// Rows that are worked on at a time.
  public var jobs = 1
  /// How closely memory is modelled, one of `Scenario.fidelityNames`; `nil` leaves it to the engine.
  public var fidelity: String?
  /// What moves every row, one of `engines`, whatever the row says; `nil` leaves it to the row.
  public var engine: String?

  /// How every row is moved, one of `SinglePrediction.techniques`; `nil` leaves it to the row.
  public var technique: String?
  /// Whether an operator stops a VM whose migration does not get on, where a row does not say.
  public var stopsWhenStalled = false
  /// What is switched over with each VM, one of `machines`, where a row does not say; `nil` for what VMs
  /// usually have.
  public var devices: String?
  /// Whether measured columns are read, and a row is told in which one of them makes no sense.
  public var scoresRows = false
  /// How guests of each workload behave.
  var families = CalibratedFamilies.standard

  public init() {}

  /// The engines that may move a row.
  public static var engines: [String] { Engines.preCopy.map(\.name) }

  /// The kinds of devices that VMs may have.
  public static var machines: [String] { MigrationCase.Machine.names }

  /// The machine around a guest.
  var machine: MigrationCase.Machine {
    devices.flatMap(MigrationCase.Machine.init(named:)) ?? .usual
  }

  /// Whether a table has what predictions need of a VM: a column for its memory.
  public static func reads(_ bytes: [UInt8]) -> Bool {
    var reader = CSVReader(bytes)
    guard let head = reader.next() else { return false }
    let names = head.cells.map { reader.text(of: $0).trimmingCharacters(in: .whitespaces) }
    return [InventoryColumn.memory, .used].contains { names.contains($0.rawValue) }
  }

  /// The columns that are read, by what they mean.
  public static var columns: [(names: String, meaning: String)] { InventoryColumn.help }

  /// How measured columns are read.
  public static var measuredHelp: String { OutcomeColumn.help }

  /// Where the parts of an answer go, in the order of the rows.
  public struct Sinks {
    /// Takes the next bytes of the answer.
    var answer: (Data) throws -> Void
    /// Takes a line about something that is wrong, or may be.
    var complaint: (String) -> Void
    /// Told how many rows have been worked on, and how much of the file that is.
    var progress: (_ rows: Int, _ share: Double) -> Void

    public init(
      answer: @escaping (Data) throws -> Void, complaint: @escaping (String) -> Void,
      progress: @escaping (_ rows: Int, _ share: Double) -> Void = { _, _ in }
    ) {
      self.answer = answer
      self.complaint = complaint
      self.progress = progress
    }
  }

  /// How a run over an inventory ended.
  public struct Tally: Sendable {
    /// Rows that were predicted.
    public internal(set) var predicted = 0
    /// Rows that could not be.
    public internal(set) var failed = 0
    /// Rows that were predicted, and whose measured columns make no sense.
    public internal(set) var unscored = 0
    /// What was predicted beside what was measured.
    public internal(set) var scores = ScoreBoard()
  }

  /// Predicts every row of an inventory.
  ///
  /// A row that cannot be predicted is told as a complaint, and stands in the answer without a
  /// prediction.
  ///
  /// - Throws: `InventoryError` if the file as a whole cannot be used, and what `answer` throws.
  public func predict(_ inventory: [UInt8], file: String, to sinks: Sinks) throws -> Tally {
    var rows = try Inventory(inventory, file: file)
    for suspicion in rows.suspicions { sinks.complaint(suspicion) }
    let separator = rows.separator
    var header = rows.header
    for name in PredictionColumns.names { header += [separator] + name.utf8 }
    try sinks.answer(Data(header + [UInt8(ascii: "\n")]))
    var tally = Tally()
    var strangers: Set<String> = []
    var notes = RowNotes()
    while true {
      let next = rows.next(Self.batch)
      guard !next.isEmpty else { break }
      var text: [UInt8] = []
      for (row, result) in zip(next, predictions(of: next)) {
        text += row.passed
        for cell in PredictionColumns.cells(of: result.prediction) {
          text += [separator] + cell.utf8
        }
        text.append(UInt8(ascii: "\n"))
        for problem in result.problems { sinks.complaint("\(file):\(row.line): \(problem)") }
        if let name = row.cells[.workload], result.prediction != nil,
          WorkloadFamily.named(name) == nil, strangers.insert(name).inserted
        {
          sinks.complaint(
            "\(file):\(row.line): workload: \"\(name)\" is not known and counts as unknown; known are \(WorkloadFamily.names)"
          )
        }
        if let prediction = result.prediction {
          tally.predicted += 1
          notes.add(result.migration!.notes(on: row), line: row.line)
          let outcome = Outcome(row)
          if outcome.problems.isEmpty {
            tally.scores.note(row, outcome, result.migration!, prediction)
          } else if scoresRows {
            tally.unscored += 1
            for problem in outcome.problems { sinks.complaint("\(file):\(row.line): \(problem)") }
          }
        } else {
          tally.failed += 1
        }
      }
      try sinks.answer(Data(text))
      sinks.progress(
        tally.predicted + tally.failed, Double(rows.place) / Double(max(1, inventory.count)))
    }
    for line in notes.lines(of: file) { sinks.complaint(line) }
    if tally.predicted + tally.failed == 0 {
      sinks.complaint("\(file): holds no migrations, only the names of columns")
    }
    return tally
  }

  /// Rows that are read, worked on and written together.
  private static let batch = 256

  struct Result: Sendable {
    var migration: MigrationCase?
    var prediction: CasePrediction?
    var problems: [String] = []
  }

  private func predictions(of rows: [InventoryRow]) -> [Result] {
    parallel(rows.count, jobs: jobs) { result(of: rows[$0]) }
  }

  private func result(of row: InventoryRow) -> Result {
    do throws(MigrationCase.Problems) {
      let migration = try MigrationCase(
        row, engine: engine.flatMap(Engines.preCopy),
        technique: technique.flatMap(MigrationCase.Technique.init(rawValue:)),
        stopsWhenStalled: stopsWhenStalled, machine: machine, families: families)
      return Result(migration: migration, prediction: prediction(of: migration))
    } catch {
      return Result(problems: error.texts)
    }
  }

  func prediction(of migration: MigrationCase) -> CasePrediction {
    CasePrediction(
      migration, replications: replications, seed: seed,
      fidelity: fidelity.flatMap(MemoryFidelity.init(rawValue:)), noise: migration.runNoise)
  }
}
