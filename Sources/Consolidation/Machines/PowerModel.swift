internal import Quantities

/// How much power a host takes when a share of its processors is busy.
public struct PowerModel: Hashable, Sendable {
  /// Watts at utilisations that are evenly spaced from 0 to 1; empty where a formula says it.
  private let points: [Double]
  private let idle: Double
  private let full: Double
  private let exponent: Int

  /// A table of measured power: at utilisations evenly spaced from 0 to 1, linear between them.
  ///
  /// - Precondition: there are two points at least.
  public init(table points: [Double]) {
    precondition(points.count > 1, "a power table has its ends at least")
    self.points = points
    idle = points[0]
    full = points[points.count - 1]
    exponent = 1
  }

  /// P(u) = idle + (full - idle) u^exponent.
  ///
  /// 1 is the linear model. 3 is that of dynamic voltage and frequency scaling: the frequency follows the
  /// load, and the voltage the frequency. 0 is a host that takes its full power whatever it does.
  ///
  /// - Precondition: the exponent is not negative.
  public init(idle: Double, full: Double, exponent: Int = 1) {
    precondition(exponent >= 0, "power grows with the load")
    points = []
    self.idle = idle
    self.full = full
    self.exponent = exponent
  }

  /// Watts at a utilisation from 0 to 1.
  public func watts(at utilisation: Double) -> Double {
    guard !points.isEmpty else {
      return (0..<exponent).reduce(full - idle) { share, _ in share * utilisation } + idle
    }
    let steps = Double(points.count - 1)
    let low = (utilisation * steps).rounded(.down)
    let high = (utilisation * steps).rounded(.up)
    let first = points[Int(low)]
    // The order of these operations decides between hosts whose difference is rounding alone.
    let slope = (points[Int(high)] - first) / steps
    return first + slope * (utilisation - low / steps) * (steps * steps)
  }

  /// Watts of a host that is never idle.
  public var wattsAtFullLoad: Double { full }

  /// Joules from one utilisation to another that was reached linearly.
  func joules(from: Double, to: Double, over time: Seconds) -> Double {
    let first = watts(at: from)
    return (first + (watts(at: to) - first) / 2) * time.value
  }
}

// MARK: - Measured hosts

extension PowerModel {
  /// The tables that are known by name: SPECpower_ssj2008 results, watts at 0, 10, ... 100 % of the load.
  ///
  /// Source: spec.org/power_ssj2008, the results that Beloglazov and Buyya (2012) and CloudSim use.
  public static let tables: [(name: String, machine: String, power: PowerModel)] = [
    (
      "hp-ml110-g3", "HP ProLiant ML110 G3, Pentium D930, 2 cores of 3,000 MHz",
      PowerModel(table: [105, 112, 118, 125, 131, 137, 147, 153, 157, 164, 169])
    ),
    (
      "hp-ml110-g4", "HP ProLiant ML110 G4, Xeon 3040, 2 cores of 1,860 MHz",
      PowerModel(table: [86, 89.4, 92.6, 96, 99.5, 102, 106, 108, 112, 114, 117])
    ),
    (
      "hp-ml110-g5", "HP ProLiant ML110 G5, Xeon 3075, 2 cores of 2,660 MHz",
      PowerModel(table: [93.7, 97, 101, 105, 110, 116, 121, 125, 129, 133, 135])
    ),
    (
      "ibm-x3250-x3470", "IBM x3250, Xeon X3470, 4 cores of 2,933 MHz",
      PowerModel(table: [41.6, 46.7, 52.3, 57.9, 65.4, 73, 80.7, 89.5, 99.6, 105, 113])
    ),
    (
      "ibm-x3250-x3480", "IBM x3250, Xeon X3480, 4 cores of 3,067 MHz",
      PowerModel(table: [42.3, 46.7, 49.7, 55.4, 61.8, 69.3, 76.1, 87, 96.1, 106, 113])
    ),
    (
      "ibm-x3550-x5670", "IBM x3550, 2 Xeon X5670, 12 cores of 2,933 MHz",
      PowerModel(table: [66, 107, 120, 131, 143, 156, 173, 191, 211, 229, 247])
    ),
    (
      "ibm-x3550-x5675", "IBM x3550, 2 Xeon X5675, 12 cores of 3,067 MHz",
      PowerModel(table: [58.4, 98, 109, 118, 128, 140, 153, 170, 189, 205, 222])
    ),
  ]

  /// The table of a name.
  public static func named(_ name: String) -> PowerModel? {
    tables.first { $0.name == name }?.power
  }
}
