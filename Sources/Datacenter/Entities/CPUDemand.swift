public import Quantities

/// How much CPU a guest wants as time goes by: a share of its vCPUs, in steps from the start of the run.
public struct CPUDemand: Hashable, Sendable {
  /// A share that holds until the next step.
  public struct Step: Hashable, Sendable {
    public var at: Seconds
    public var share: Double

    public init(at: Seconds, share: Double) {
      self.at = at
      self.share = share
    }
  }

  private let steps: [Step]
  private let period: Seconds?

  /// - Parameter period: after which the steps begin again; `nil` if the last one holds for ever.
  /// - Precondition: the first step is at 0, their times rise, and none comes after the period.
  public init(_ steps: [Step], period: Seconds? = nil) {
    precondition(steps.first?.at == .zero, "a demand begins at 0")
    precondition(zip(steps, steps.dropFirst()).allSatisfy { $0.at < $1.at }, "times rise")
    self.steps = steps
    self.period = period
  }

  /// The share from an instant on.
  ///
  /// - Complexity: O(log steps).
  public func share(at instant: Instant) -> Double { steps[place(at: instant).step].share }

  /// When the next step comes after an instant; `never` if there is none.
  public func next(after instant: Instant) -> Instant {
    let (cycle, step) = place(at: instant)
    let start = Instant.start + cycle * (period ?? .zero)
    if step + 1 < steps.count { return start + steps[step + 1].at }
    guard let period, steps.count > 1 else { return .never }
    let next = start + period
    return next > instant ? next : next + period
  }

  private func place(at instant: Instant) -> (cycle: Double, step: Int) {
    let time = instant.secondsSinceStart
    let cycle = period.map { (time / $0.value).rounded(.down) } ?? 0
    let within = time - cycle * (period?.value ?? 0)
    var (low, high) = (0, steps.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if steps[middle].at.value <= within { low = middle } else { high = middle }
    }
    return (cycle, low)
  }
}
