public import Quantities
public import Seam

/// What fails again and again, and is repaired each time: an alternating renewal process.
///
/// It works for a time, is out for another, and is as good as new then. The share of time in which it
/// works tends to E[life] / (E[life] + E[repair]).
///
/// Lives and repairs are drawn from a stream for each outage, named by the process and the number of
/// the outage: every arm meets the same failures, and an outage that a run does not reach costs nothing.
public struct FailureProcess: Sendable {
  /// What fails.
  public enum Part: Hashable, Sendable {
    case host(HostID)
    case link(LinkID)
    case datastore(DatastoreID)
  }

  /// What an outage does to a part. A host always dies.
  public enum Effect: Hashable, Sendable {
    /// The part does nothing for as long as it lasts.
    case down(Fault.Connections)
    /// A link is down and up again by turns for as long as it lasts.
    case flapping(Fault.Connections, up: Seconds, down: Seconds)
    /// The part has this share of its bandwidth for as long as it lasts.
    case slow(Double)
  }

  /// When it fails.
  public enum Course: Hashable, Sendable {
    /// Lives and repairs are drawn; it was new, or last repaired, so long before the run.
    case drawn(
      life: RandomQuantity<Seconds>, repair: RandomQuantity<Seconds>, age: RandomQuantity<Seconds>)
    /// Outages that were recorded, in the order of time.
    case recorded([Outage])
  }

  /// One outage, from the start of the run.
  public struct Outage: Hashable, Sendable {
    public var at: Seconds
    public var lasting: Seconds

    public init(at: Seconds, lasting: Seconds) {
      self.at = at
      self.lasting = lasting
    }
  }

  /// The name by which its draws are known.
  public var name: String
  /// What fails with it.
  public var parts: [Part]
  public var course: Course
  public var effect: Effect
  /// How likely each part is to be struck by an outage.
  public var share: Double

  public init(
    _ name: String, of parts: [Part], _ course: Course, effect: Effect = .down(.silent),
    share: Double = 1
  ) {
    self.name = name
    self.parts = parts
    self.course = course
    self.effect = effect
    self.share = share
  }

  /// Whether its failures are drawn, and not recorded.
  var isDrawn: Bool { if case .drawn = course { true } else { false } }
}
