import Kernel
import StrictJSON

/// `run.json`: what must be known to make the same results again.
extension ExperimentRun {
  /// The version of the program that results are bound to.
  public static let version = "0.1.0"

  /// One member of `run.json`.
  struct Fact: Sendable {
    let key: String
    let meaning: String
    let value: @Sendable (ExperimentRun) -> JSONNode
  }

  /// Its members, in order.
  static let facts: [Fact] = [
    Fact(key: "apus", meaning: "The version of the program.") { _ in
      JSONNode(.string(version))
    },
    Fact(key: "scenario", meaning: "The scenario's name.") { JSONNode(.string($0.scenario.name)) },
    Fact(
      key: "scenarioHash",
      meaning:
        "A hash of what the scenario says (the question and the spaces between values left out), and of the traces that it names."
    ) { JSONNode(.string(hexadecimal($0.scenario.hash))) },
    Fact(key: "seed", meaning: "The seed.") {
      JSONNode(.number(JSONNumber(String($0.scenario.seed))))
    },
    Fact(key: "replications", meaning: "How many replications each strategy had.") {
      JSONNode(integerLiteral: $0.scenario.replications)
    },
    Fact(key: "strategies", meaning: "The strategies, in order.") {
      JSONNode(.array($0.plan.arms.map { JSONNode(.string($0.name)) }))
    },
    Fact(key: "events", meaning: "How many events all replications had together.") {
      JSONNode(integerLiteral: $0.eventCount)
    },
    Fact(key: "traceHash", meaning: "A hash of every event of every replication.") {
      JSONNode(.string($0.trace.description))
    },
  ]

  /// The provenance as JSON.
  var provenance: String {
    JSONNode(.object(Self.facts.map { .init($0.key, $0.value(self)) })).prettyText + "\n"
  }

  static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
