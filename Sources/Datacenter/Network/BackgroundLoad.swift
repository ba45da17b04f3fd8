public import Quantities

/// What uses a link beside the migrations.
///
/// The rate is taken off the link before migrations share the rest, as traffic does that does not give
/// way. Bulk flows do give way: each competes like one more transfer that never ends.
public struct BackgroundLoad: Sendable {
  /// The link.
  public var link: LinkID
  /// In which directions: from its first end, from its second end.
  public var directions: (Bool, Bool)
  /// The rate over time, in order: each holds until the next. Before the first there is none.
  public var steps: [Step]
  /// After this time the steps begin again; `nil` for never.
  public var period: Seconds?
  /// Competing transfers in each of these directions.
  public var bulkFlows: Int

  /// A rate, from some time on.
  public struct Step: Hashable, Sendable {
    /// Since the start of the run, or of the period.
    public var at: Seconds
    /// The rate from then on.
    public var rate: BytesPerSecond

    public init(at: Seconds, rate: BytesPerSecond) {
      self.at = at
      self.rate = rate
    }
  }

  /// - Precondition: the steps are in order, start at 0 or later, and lie within the period.
  public init(
    on link: LinkID, directions: (Bool, Bool) = (true, true), steps: [Step] = [],
    period: Seconds? = nil, bulkFlows: Int = 0
  ) {
    let order = zip(steps, steps.dropFirst()).allSatisfy { $0.at < $1.at }
    precondition(order && (steps.first?.at ?? .zero) >= .zero, "the steps of a load are in order")
    if let period {
      precondition(period > (steps.last?.at ?? .zero), "a load's steps lie within its period")
    }
    self.link = link
    self.directions = directions
    self.steps = steps
    self.period = period
    self.bulkFlows = bulkFlows
  }

  /// Always the same rate.
  public static func constant(
    _ rate: BytesPerSecond, on link: LinkID, directions: (Bool, Bool) = (true, true)
  ) -> BackgroundLoad {
    BackgroundLoad(on: link, directions: directions, steps: [Step(at: .zero, rate: rate)])
  }
}
