import Glibc
import Randomness

/// How a kind of workload behaves, for guests of which only a dirty rate is known: the parameters that
/// `apus calibrate` estimates. Most come as a median and a spread, since guests of a kind differ.
///
/// A spread is one standard deviation, of the logarithm for amounts and of the log odds for shares.
package struct FamilyParameters: Hashable, Sendable {
  /// The share of the window's pages that belong to cold memory, each written rarely.
  package var coldShare = Spread(0.587, 2)
  /// Seconds in which a page of the hot set is written once, on average.
  package var hotTime = Spread(1.8, 1)
  /// The share of the used memory over which cold writes go.
  package var coldReach = Spread(0.622, 0)
  /// What the guest writes while it migrates, over what was measured.
  package var rate = Spread(1, 0.33)
  /// The share of its time in which the guest writes; its rate is higher then, so that the mean stays.
  package var busyShare = Spread(0.731, 0)
  /// Seconds from the beginning of one busy time to that of the next, on average.
  package var period = 1.0
  /// The share of migrations that meet the guest in another phase than the measurement did.
  package var otherPhase = 0.130
  /// MiB of distinct pages per second in that phase.
  package var otherRate = Spread(20.1, 0.8)
  /// The share of guests whose changed pages encode well (XBZRLE), and what is left of a page then.
  package var encodableShare = 0.6
  package var encoded = 0.06
  /// What is left of a page that is compressed.
  package var compressed = Spread(0.5, 0.35)
  /// What is left of a page that was sent before, over what is left of any other.
  package var compressedAgain = Spread(1, 0.3)
  /// MiB per second of what does not compress that the compressing threads take in, together, beside an
  /// idle guest.
  package var compressing = Spread(47, 0.2)
  /// What share of that a busy guest takes away.
  package var compressingLoss = 0.25
  /// The share of migrations in which a busy guest's host has few processors left for those threads.
  package var crowdedShare = 0.15

  /// Where a calibration starts.
  package static let start = FamilyParameters()

  /// A median, and how far it spreads.
  package struct Spread: Hashable, Sendable {
    package var median: Double
    package var spread: Double

    package init(_ median: Double, _ spread: Double) {
      self.median = median
      self.spread = spread
    }

    /// An amount, by a normal number.
    package func amount(_ z: Double) -> Double { median * exp(spread * z) }
    /// A share, by a normal number.
    package func share(_ z: Double) -> Double {
      spread == 0 ? median : logistic(logit(median) + spread * z)
    }
  }
}

/// The logarithm of the odds of a share.
package func logit(_ share: Double) -> Double { log(share / (1 - share)) }
/// The share of which `x` is the logarithm of the odds.
package func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
