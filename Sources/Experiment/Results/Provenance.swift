import Design
import Kernel
import StrictJSON

/// `run.json`: what must be known to make the same results again.
extension ExperimentRun {
  /// The version of the program that results are bound to.
  public static let version = "0.1.0"

  /// Its members, in order.
  static let facts: [Conclusions.Fact] = [
    .init("apus", "The version of the program.") { JSONNode(.string($0.outline.apus)) },
    .init("scenario", "The scenario's name.") { JSONNode(.string($0.outline.scenario)) },
    .init(
      "scenarioHash",
      "A hash of what the scenario says (without question, lesson, and spaces between values), and of the traces that it names."
    ) { JSONNode(.string($0.outline.scenarioHash)) },
    .init("seed", "The seed.") { JSONNode(.number(JSONNumber(String($0.outline.seed)))) },
    .init("replications", "How many replications each strategy had.") {
      JSONNode(integerLiteral: $0.outline.replications)
    },
    .init("strategies", "The strategies, in order.") {
      JSONNode(.array($0.outline.strategies.map { JSONNode(.string($0)) }))
    },
    .init(
      "points",
      "Each quantity that is varied, by its name, with a list of what it is set to: one entry for each point. Absent where nothing is varied."
    ) {
      conclusions in
      let axes = conclusions.outline.axes
      guard !axes.isEmpty else { return nil }
      return JSONNode(
        .object(
          axes.map { .init($0.name, JSONNode(.array($0.cells.map { JSONNode(.string($0)) }))) }))
    },
    .init(
      "sweep",
      "What the command line varied in place of the file, with the keys of \"sweep\"; absent where it varied nothing."
    ) { $0.outline.asked.sweep?.json },
    .init(
      "drain",
      "What apus drain asked of the file's fleet: the hosts and options; absent for other runs."
    ) { $0.outline.asked.drain?.json },
    .init(
      "fidelity",
      "The fidelity that the command line asked for in place of the file's; absent where it did not."
    ) { $0.outline.asked.fidelity.map { JSONNode(.string($0)) } },
    .init(
      "quantiles", "The quantiles that the command line asked for; absent where it did not."
    ) { $0.outline.asked.quantiles.map { JSONNode(.array($0.map(JSONNode.number))) } },
    .init("events", "How many events all replications had together.") {
      JSONNode(integerLiteral: $0.eventCount)
    },
    .init("tables", "The tables that are written in addition to the summaries; absent for all.") {
      $0.outline.tables.map { tables in
        JSONNode(.array(tables.map { JSONNode(.string($0)) }))
      }
    },
    .init("traceHash", "A hash of every event of every replication.") {
      JSONNode(.string($0.trace.description))
    },
  ]
}

extension Conclusions {
  /// One member of `run.json`.
  struct Fact: Sendable {
    let key: String
    let meaning: String
    /// `nil` where there is nothing to say.
    let value: @Sendable (Conclusions) -> JSONNode?

    init(
      _ key: String, _ meaning: String, _ value: @escaping @Sendable (Conclusions) -> JSONNode?
    ) {
      (self.key, self.meaning, self.value) = (key, meaning, value)
    }
  }

  /// The provenance as JSON.
  var provenance: String {
    let members = ExperimentRun.facts.compactMap { fact in
      fact.value(self).map { JSONNode.Member(fact.key, $0) }
    }
    return JSONNode(.object(members)).prettyText + "\n"
  }
}
