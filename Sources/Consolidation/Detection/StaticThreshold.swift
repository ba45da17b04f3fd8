/// THR: a host is overloaded when its VMs ask for more than a fixed share of its speed.
public struct StaticThreshold: OverloadDetector {
  public let threshold: Double
  public var looksBack: Bool { false }

  public init(_ threshold: Double = 0.8) { self.threshold = threshold }

  public func isOverloaded(_ load: HostLoad) -> Bool { load.demand > threshold }
}
