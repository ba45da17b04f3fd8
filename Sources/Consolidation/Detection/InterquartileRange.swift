/// IQR: the threshold is 1 - s (q3 - q1) of the host's history; the more the load moves, the lower it is.
///
/// The quartiles are the values at the ranks nearest to (n + 1)/4 and 3 (n + 1)/4. With fewer than 12 rounds
/// the threshold is 0.7. Source: Beloglazov and Buyya (2012).
public struct InterquartileRange: OverloadDetector {
  /// How much the spread counts.
  public let safety: Double
  public var looksBack: Bool { true }

  public init(safety: Double = 1.5) { self.safety = safety }

  public func isOverloaded(_ load: HostLoad) -> Bool {
    guard load.history.count >= 12 else { return load.isOverCautiousThreshold }
    var sorted = load.history
    sorted.sortInPlaceByInsertion()
    func quartile(_ part: Double) -> Double {
      sorted[Int((part * Double(sorted.count + 1) + 0.5).rounded(.down)) - 1]
    }
    return load.demand > 1 - safety * (quartile(0.75) - quartile(0.25))
  }
}
