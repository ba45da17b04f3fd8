/// MAD: the threshold is 1 - s median |h - median h| of the host's history h.
///
/// With fewer than 12 rounds the threshold is 0.7. Source: Beloglazov and Buyya (2012).
public struct MedianAbsoluteDeviation: OverloadDetector {
  /// How much the spread counts.
  public let safety: Double
  public var looksBack: Bool { true }

  public init(safety: Double = 2.5) { self.safety = safety }

  public func isOverloaded(_ load: HostLoad) -> Bool {
    guard load.history.count >= 12 else { return load.isOverCautiousThreshold }
    var values = load.history
    values.sortInPlaceByInsertion()
    let median = values.medianOfSorted
    for place in values.indices { values[place] = abs(values[place] - median) }
    values.sortInPlaceByInsertion()
    return load.demand > 1 - safety * values.medianOfSorted
  }
}

extension [Double] {
  /// Sorts a few values, ascending.
  mutating func sortInPlaceByInsertion() {
    withUnsafeMutableBufferPointer { values in
      guard values.count > 1 else { return }
      for place in 1..<values.count {
        let value = values[place]
        var hole = place
        while hole > 0, values[hole - 1] > value {
          values[hole] = values[hole - 1]
          hole -= 1
        }
        values[hole] = value
      }
    }
  }

  /// The value in the middle, or between the two that are.
  var medianOfSorted: Double {
    let upper = self[count / 2]
    if count % 2 == 1 { return upper }
    let lower = self[count / 2 - 1]
    return lower + 0.5 * (upper - lower)
  }
}
