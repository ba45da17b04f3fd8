import Datacenter
import Orchestration
import Quantities
import Randomness
import StrictJSON

/// What a request about outages says beside its VMs or hosts: how crashes are noticed, and how failures
/// are foreseen.
struct OutageRequestSpec: Sendable {
  let detection: RandomQuantity<Seconds>
  let retry: Seconds
  let lead: RandomQuantity<Seconds>?
  let precision: Double
  let recall: Double
  let patience: Seconds?
  /// The keys that are there, each with the wish to which it belongs.
  let given: [(key: String, wish: String)]

  init(reading o: inout ObjectReader) {
    let detection: RandomQuantity<Seconds>? = o.optional(
      "detection", .random(.duration),
      "restart: the time until a crash is noticed (30 s), sampled for each host that dies.")
    let retry: Seconds? = o.optional(
      "retry", .quantity(.step),
      "restart: the time between two attempts to start a VM that no host has room for (default: 1 min)."
    )
    lead = o.optional(
      "lead", .random(.duration),
      "foresee: the time from the warning until the failure, sampled for each failure.")
    let precision: Double? = o.optional(
      "precision", .number(.above(0, upTo: 1)),
      "foresee: the share of warnings that are followed by a failure, over many lives of a host (default: 1). False warnings come at any time of a life. So a run that is shorter than a life has more of them."
    )
    let recall: Double? = o.optional(
      "recall", .number(.within(0...1)),
      "foresee: the share of failures that are foreseen (default: 1).")
    patience = o.optional(
      "patience", .quantity(.span),
      "foresee: how long a host is kept empty after a warning if it does not fail; without it, twice the mean of \"lead\". A failure that comes later counts as missed, and its warning as false."
    )
    let (least, waits) = (lead?.distribution.support.lowerBound ?? 0, patience?.value ?? .infinity)
    o.check(
      "patience", restsOn: ["lead"], holds: least <= waits,
      "every host is used again before it fails: the shortest \"lead\" is \(Seconds(least))",
      "write \"\(Seconds(least))\" or more, or remove it")
    self.detection = detection ?? .constant(Seconds(30))
    self.retry = retry ?? Seconds(60)
    self.precision = precision ?? 1
    self.recall = recall ?? 1
    given = [
      ("detection", "restart", detection != nil), ("retry", "restart", retry != nil),
      ("lead", "foresee", lead != nil), ("precision", "foresee", precision != nil),
      ("recall", "foresee", recall != nil), ("patience", "foresee", patience != nil),
    ].filter { $0.2 }.map { ($0.0, $0.1) }
  }

  /// Who foresees.
  var predictor: Predictor {
    Predictor(lead: lead ?? .constant(.zero), precision: precision, recall: recall)
  }

  /// How long a warned host is kept empty.
  var waits: Seconds { patience ?? Seconds(2 * (lead?.distribution.mean ?? 0)) }

  /// The share of failures that come when the host is used again: found by drawing.
  var shareTooLate: Double {
    guard let lead else { return 0 }
    if let lead = lead.constant { return lead > waits ? 1 : 0 }
    var stream = RandomStream(seed: 1, name: "lead", entity: "forecast", replication: 0)
    let count = 10_000
    return Double((0..<count).count { _ in lead.sample(from: &stream) > waits }) / Double(count)
  }
}
