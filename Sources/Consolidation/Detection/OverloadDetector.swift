/// Says when a host has too much to do.
public protocol OverloadDetector: Sendable {
  /// Whether the host must lose VMs, or may not get one that the load includes.
  func isOverloaded(_ load: HostLoad) -> Bool
  /// Whether it looks at what the load was before.
  var looksBack: Bool { get }
}

/// How loaded a host is, and was, with the VMs that it has.
public struct HostLoad: Sendable {
  /// What its VMs ask for, as a share of its speed. It may be more than 1.
  public var demand: Double
  /// What the VMs that it has now asked for in each round, the last round first.
  public var history: [Double]
  /// How many rounds pass until a VM that leaves now has left.
  public var horizon: Double

  public init(demand: Double, history: [Double] = [], horizon: Double = 1) {
    self.demand = demand
    self.history = history
    self.horizon = horizon
  }

  /// The rounds that all detectors look back at most.
  public static let lookback = 30
  /// The threshold of detectors that have seen too little.
  static let cautiousThreshold = 0.7

  /// Whether a host of which little is known has too much to do.
  var isOverCautiousThreshold: Bool { demand > Self.cautiousThreshold }
}
