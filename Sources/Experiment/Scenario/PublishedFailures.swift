import Datacenter
import Quantities
import Randomness

/// Lives and repairs of machines as they were published, by name.
///
/// Source of all: Javadi, Kondo, Iosup and Epema, "The Failure Trace Archive: Enabling the comparison of
/// failure measurements and models of distributed systems", J. Parallel Distrib. Comput. 73(8), 2013: the
/// fits of availability and unavailability intervals, in hours.
enum PublishedFailures: String, CaseIterable, Sendable {
  /// Nodes of clusters at Los Alamos, 1996-2005.
  case lanl = "lanl-2005"
  case lanlExponential = "lanl-2005-exponential"
  /// Nodes of the research grid Grid'5000, 2005-2006.
  case grid = "grid5000-2006"
  case gridExponential = "grid5000-2006-exponential"
  /// Desktop computers at Microsoft, 1999.
  case desktops = "microsoft-1999"
  case desktopsExponential = "microsoft-1999-exponential"

  var life: RandomQuantity<Seconds> {
    switch self {
    case .lanl: Self.weibull(shape: 0.48, hours: 816.60)
    case .lanlExponential: Self.exponential(hours: 1779.99)
    case .grid: Self.weibull(shape: 0.48, hours: 14.37)
    case .gridExponential: Self.exponential(hours: 32.41)
    case .desktops: Self.weibull(shape: 0.55, hours: 35.30)
    case .desktopsExponential: Self.exponential(hours: 67.01)
    }
  }

  var repair: RandomQuantity<Seconds> {
    switch self {
    case .lanl: Self.weibull(shape: 0.58, hours: 2.18)
    case .lanlExponential: Self.exponential(hours: 5.92)
    case .grid: Self.weibull(shape: 0.35, hours: 0.47)
    case .gridExponential: Self.exponential(hours: 7.41)
    case .desktops: Self.weibull(shape: 0.60, hours: 9.34)
    case .desktopsExponential: Self.exponential(hours: 16.49)
    }
  }

  private static func weibull(shape: Double, hours: Double) -> RandomQuantity<Seconds> {
    quantity(.weibull(scale: hours * 3600, shape: shape))
  }

  private static func exponential(hours: Double) -> RandomQuantity<Seconds> {
    quantity(.exponential(mean: hours * 3600))
  }

  private static func quantity(_ law: Distribution.Law) -> RandomQuantity<Seconds> {
    guard let distribution = try? Distribution(law) else {
      preconditionFailure("a published law makes no sense: \(law)")
    }
    return RandomQuantity(distribution)
  }
}
