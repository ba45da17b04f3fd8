import Datacenter
public import Quantities
import Randomness
public import Seam

/// Who foresees failures of hosts: not all of them, not for certain, and some time before.
///
/// A failure is foreseen with the probability `recall`. For each that is, (1 - precision) / precision
/// false warnings of the same host come on average, at times between its last repair and the last
/// moment at which the failure could be foreseen. So `precision` is the share of warnings that are
/// followed by a failure. What is foreseen with a lower recall, and the false warnings of a higher
/// precision, are among those of a higher recall, and of a lower precision.
public struct Predictor: Hashable, Sendable {
  /// How long before the failure the warning comes.
  public var lead: RandomQuantity<Seconds>
  /// The share of warnings that are followed by a failure; above 0.
  public var precision: Double
  /// The share of failures that are foreseen.
  public var recall: Double

  public init(lead: RandomQuantity<Seconds>, precision: Double = 1, recall: Double = 1) {
    precondition(precision > 0 && precision <= 1, "a predictor is right now and then")
    precondition(recall >= 0 && recall <= 1, "a recall is a share")
    self.lead = lead
    self.precision = precision
    self.recall = recall
  }

  /// When a failure is foreseen, `nil` if it is not, and when false warnings of its host come before.
  ///
  /// A pure function: it draws from a stream named by the failure.
  ///
  /// - Complexity: O(warnings).
  func warnings(
    before failure: FailureAhead, seed: UInt64, replication: UInt64
  ) -> (foreseen: Instant?, false: [Instant]) {
    var stream = RandomStream(
      seed: seed, name: "foresight", entity: failure.name, replication: replication)
    let isForeseen = stream.uniform() < recall
    let latest = failure.at - max(.zero, lead.sample(from: &stream))
    // As many as a Poisson process of rate 1 has until the number that is expected.
    let expected = recall * (1 - precision) / precision
    var wrong: [Instant] = []
    var passed = stream.exponential(mean: 1)
    while passed < expected {
      let place = stream.uniform()
      if latest > failure.since { wrong.append(failure.since + place * (latest - failure.since)) }
      passed += stream.exponential(mean: 1)
    }
    return (isForeseen ? max(failure.since, latest) : nil, wrong)
  }
}
