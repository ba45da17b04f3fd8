import Datacenter
public import Quantities
import Randomness
public import Seam

/// Who foresees failures of hosts: not all of them, not for certain, and some time before.
///
/// A failure is foreseen with the probability `recall`, and `precision` is the share of warnings that are
/// followed by a failure: for each that is foreseen, (1 - precision) / precision false warnings come on
/// average. They come when failures might just as well have come, and as long before: where failures are
/// drawn, before those of processes with the same law and other draws, so that a run of any length has them
/// in proportion. Failures that were recorded or ordered have no law; their false warnings lie evenly between
/// the host's last repair and the last moment at which the failure could be foreseen.
///
/// What is foreseen with a lower recall, and the false warnings of a higher precision, are among those of a
/// higher recall, and of a lower precision.
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

  /// How many false warnings come for each failure, on average.
  var falseForEach: Double { recall * (1 - precision) / precision }

  /// When a failure is foreseen; `nil` if it is not.
  ///
  /// A pure function: it draws from a stream named by the failure.
  func warning(before failure: FailureAhead, seed: UInt64, replication: UInt64) -> Instant? {
    warning(before: failure, chance: recall, seed, replication)
  }

  /// When a failure that will not come is warned of; `nil` if it is not.
  ///
  /// - Parameter shadow: by which shadow of the host's failures it is, from 0: all but the last of as many
  ///   as there are false warnings for each failure are warned of always.
  func falseWarning(
    before failure: FailureAhead, of shadow: Int, seed: UInt64, replication: UInt64
  ) -> Instant? {
    warning(before: failure, chance: falseForEach - Double(shadow), seed, replication)
  }

  private func warning(
    before failure: FailureAhead, chance: Double, _ seed: UInt64, _ replication: UInt64
  ) -> Instant? {
    var stream = stream(of: failure, seed, replication)
    return stream.uniform() < chance ? latest(before: failure, &stream) : nil
  }

  /// False warnings before a failure that has no law: as many as a Poisson process of rate 1 has until the
  /// number that is expected.
  ///
  /// - Complexity: O(warnings).
  func falseWarnings(
    before failure: FailureAhead, seed: UInt64, replication: UInt64
  ) -> [Instant] {
    var stream = stream(of: failure, seed, replication)
    _ = stream.uniform()
    let room = latest(before: failure, &stream) - failure.since
    var wrong: [Instant] = []
    var passed = stream.exponential(mean: 1)
    while passed < falseForEach {
      let place = stream.uniform()
      if room > .zero { wrong.append(failure.since + place * room) }
      passed += stream.exponential(mean: 1)
    }
    return wrong
  }

  /// The last moment at which a failure can be foreseen.
  private func latest(before failure: FailureAhead, _ stream: inout RandomStream) -> Instant {
    max(failure.since, failure.at - max(.zero, lead.sample(from: &stream)))
  }

  private func stream(
    of failure: FailureAhead, _ seed: UInt64, _ replication: UInt64
  ) -> RandomStream {
    RandomStream(
      seed: seed, name: "foresight", entity: failure.name, replication: replication)
  }
}
