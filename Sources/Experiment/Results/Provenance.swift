import Kernel
import StrictJSON

/// `run.json`: what must be known to make the same results again.
extension ExperimentRun {
  /// The version of the program that results are bound to.
  public static let version = "0.1.0"

  /// The provenance as JSON.
  var provenance: String {
    let json: JSONNode = [
      "apus": JSONNode(.string(Self.version)),
      "scenario": JSONNode(.string(scenario.name)),
      "scenarioHash": JSONNode(.string(Self.hexadecimal(scenario.hash))),
      "seed": JSONNode(.number(JSONNumber(String(scenario.seed)))),
      "replications": JSONNode(integerLiteral: scenario.replications),
      "strategies": JSONNode(.array(plan.arms.map { JSONNode(.string($0.name)) })),
      "events": JSONNode(integerLiteral: eventCount),
      "traceHash": JSONNode(.string(trace.description)),
    ]
    return json.prettyText + "\n"
  }

  private static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
