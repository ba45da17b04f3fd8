public import Quantities

/// Who leaves an overloaded host when, and for where.
public struct ConsolidationPolicy: Sendable {
  /// When a host has too much to do.
  public var detector: any OverloadDetector
  /// Which VM leaves it.
  public var selection: any VMSelection
  public var rules: PlanningRules

  public init(
    _ detector: any OverloadDetector, _ selection: any VMSelection = MinimumMigrationTime(),
    rules: PlanningRules = PlanningRules()
  ) {
    self.detector = detector
    self.selection = selection
    self.rules = rules
  }
}

/// What a plan respects.
public struct PlanningRules: Hashable, Sendable {
  /// A host takes no more VMs than its memory holds.
  public var checksMemory = true
  /// A host that gets a VM in a round is not emptied in the same round, so that no VM is sent twice.
  public var sendsOnce = true
  /// The time from one round to the next.
  public var interval = Seconds(300)
  /// How fast memory is expected to be sent: what a prediction's horizon is made of.
  public var expectedRate = BytesPerSecond(62.5 * 0x1p20)

  public init() {}

  /// How many rounds pass until a VM has left.
  func horizon(_ memory: Bytes) -> Double { (memory / expectedRate / interval).rounded(.up) }
}

extension ConsolidationPolicy {
  /// Plans a round. A selection that draws goes on drawing.
  public mutating func plan(_ view: ConsolidationView) -> [PlannedMove] {
    ConsolidationRound.plan(view, &self)
  }
}
