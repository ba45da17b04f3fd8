/// Why points cannot carry a fit.
public enum CurveFitError: Error, Equatable, CustomStringConvertible {
  case tooFew(Int)
  case notPositive(DirtyPoint)
  case tooFast(DirtyPoint)
  case equalIntervals
  case falling
  case noMinimum
  case unexplained

  /// Page writes per second: each moves a cache line to the processor and back, so that these take
  /// 1.28 TB/s, all that the memory of today's largest hosts carries.
  package static let fastestWrites = 1e10

  static func check(_ points: [DirtyPoint]) throws(CurveFitError) {
    for point in points {
      guard point.time > 0, point.time.isFinite, point.pages > 0, point.pages.isFinite else {
        throw .notPositive(point)
      }
      guard point.pages / point.time <= fastestWrites else { throw .tooFast(point) }
    }
    let times = Set(points.map(\.time))
    guard points.count >= 4, times.count >= 3 else { throw .tooFew(min(points.count, times.count)) }
    guard times.max()! >= 3 * times.min()! else { throw .equalIntervals }
    // Distinct pages cannot become fewer as time goes on; single points may scatter.
    let sorted = points.sorted { $0.time < $1.time }
    let third = max(1, points.count / 3)
    let early = sorted.prefix(third).reduce(0) { $0 + $1.pages }
    let late = sorted.suffix(third).reduce(0) { $0 + $1.pages }
    guard late >= 0.9 * early else { throw .falling }
  }

  public var description: String {
    switch self {
    case .tooFew(let count):
      "\(count) different points are too few for a curve: measure at least 4, with 3 intervals"
    case .notPositive(let point):
      "\(point.pages) pages after \(point.time) s is no point of a curve: both must be above 0"
    case .tooFast(let point):
      "\(point.pages) pages in \(point.time) s is faster than memory can be written"
    case .equalIntervals:
      "the longest interval is less than three times the shortest: a curve needs short and long ones"
    case .falling:
      "the pages become fewer as the interval grows, which distinct pages cannot: is the second column a rate?"
    case .unexplained:
      "no curve that so few points can carry follows them; measure at seven intervals or more, from short to long"
    case .noMinimum:
      "no curve comes near the points: they scatter too much"
    }
  }
}
