public import Quantities
import Randomness
import Seam

/// Where a failure process stands: the outage that comes next.
struct FailureClock {
  let process: FailureProcess
  private let key: World.RandomnessKey
  /// The number of the next outage, from 0.
  private(set) var number = -1
  /// When it begins, and when it is over; `never` after the last.
  private(set) var begins = Instant.never
  private(set) var ends = Instant.start
  /// When the part was last new.
  private(set) var since = Instant.start
  /// The parts that it strikes.
  private(set) var struck: [FailureProcess.Part] = []

  /// - Parameter key: the seed and the replication; the arm has no part in it.
  init(_ process: FailureProcess, _ key: World.RandomnessKey) {
    self.process = process
    self.key = key
    if case .drawn(_, _, let age) = process.course, age.constant != .zero {
      var stream = stream("age")
      ends = .start - max(.zero, age.sample(from: &stream))
    }
    // What began before the run has been repaired when the run begins.
    repeat { advance() } while begins < .start
    since = max(.start, since)
  }

  /// The next outage is the one after.
  mutating func advance() {
    number += 1
    since = ends
    switch process.course {
    case .drawn(let life, let repair, _):
      var stream = stream("\(number)")
      begins = ends + max(.zero, life.sample(from: &stream))
      ends = begins + max(.zero, repair.sample(from: &stream))
      struck =
        process.share < 1
        ? process.parts.filter { _ in stream.uniform() < process.share } : process.parts
    case .recorded(let outages):
      guard number < outages.count else {
        begins = .never
        return
      }
      begins = .start + outages[number].at
      ends = begins + outages[number].lasting
      struck = process.parts
    }
  }

  private func stream(_ entity: String) -> RandomStream {
    RandomStream(
      seed: key.seed, name: "failure", entity: "\(process.name)/\(entity)",
      replication: key.replication)
  }
}

/// A failure of a host that the world knows is to come: for whoever foresees some.
public struct FailureAhead: Hashable, Sendable {
  public let host: HostID
  /// When the host was last new, and when it fails.
  public let since: Instant
  public let at: Instant
  /// Whether it was drawn, and not recorded or ordered.
  public let isDrawn: Bool
  /// Tells the failures of a run apart.
  public let name: String

  public init(host: HostID, since: Instant, at: Instant, isDrawn: Bool, name: String) {
    self.host = host
    self.since = since
    self.at = at
    self.isDrawn = isDrawn
    self.name = name
  }
}

/// One outage that struck.
public struct OutageRecord: Hashable, Sendable {
  public let part: FailureProcess.Part
  public let began: Instant
  /// When it was over, or would have been; `nil` if it lasts for good.
  public let ends: Instant?
}
