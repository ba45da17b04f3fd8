/// How much of the variance of a result each of its inputs decides: Sobol's indices.
///
/// The first-order index of an input is the share of the variance that goes away where the input is
/// known; the total index is the share that is left where all others are known. Both are estimated from
/// n (d + 2) results at points of a Sobol sequence: two samples A and B of n points, and for each input
/// A with the coordinate of B.
///
/// Source: Saltelli et al., Computer Physics Communications 181 (2010), for the first order; Jansen,
/// Computer Physics Communications 117 (1999), for the total.
public struct SobolIndices: Sendable, Equatable {
  /// One index with its 95 % interval, by the bootstrap.
  public struct Index: Sendable, Equatable {
    public let value: Double
    public let interval: ClosedRange<Double>
  }

  /// For each input its first-order index.
  public let first: [Index]
  /// For each input its total index.
  public let total: [Index]
  /// The mean and the variance of the result.
  public let mean: Double
  public let variance: Double

  /// How many samples the bootstrap draws.
  private static let resamples = 200

  /// The points at which results are needed, from 0 up to, not including, 1 along each axis: A, then B,
  /// then A with each coordinate of B.
  ///
  /// - Precondition: there are 1 to 20 inputs, as many as half the axes of a Sobol sequence.
  public static func points(count: Int, inputs: Int) -> [[Double]] {
    let both = SobolSequence.points(count: count, dimensions: 2 * inputs)
    let a = both.map { Array($0[..<inputs]) }
    let b = both.map { Array($0[inputs...]) }
    let mixed = (0..<inputs).flatMap { input in
      zip(a, b).map { a, b in
        var point = a
        point[input] = b[input]
        return point
      }
    }
    return a + b + mixed
  }

  /// - Parameters:
  ///   - results: those at `points`, in their order.
  ///   - inputs: how many there are.
  /// - Precondition: there are as many results as points, and all are numbers.
  public init(_ results: [Double], inputs: Int, seed: UInt64 = 1) {
    precondition(results.count.isMultiple(of: inputs + 2) && !results.isEmpty)
    let count = results.count / (inputs + 2)
    // Where the mean is far from nothing, products of results lose their digits.
    let all = Summary(Array(results[..<(2 * count)]))!
    let centred = results.map { $0 - all.mean }
    mean = all.mean
    variance = all.deviation.map { $0 * $0 } ?? 0
    func indices(_ rows: [Int]) -> (first: [Double], total: [Double]) {
      var (sum, squares) = (0.0, 0.0)
      for row in rows {
        for value in [centred[row], centred[count + row]] {
          sum += value
          squares += value * value
        }
      }
      let n = Double(rows.count)
      let variance = squares / (2 * n) - (sum / (2 * n)) * (sum / (2 * n))
      var (first, total) = ([Double](), [Double]())
      for input in 0..<inputs {
        var (both, apart) = (0.0, 0.0)
        for row in rows {
          let (a, b) = (centred[row], centred[count + row])
          let mixed = centred[(2 + input) * count + row]
          both += b * (mixed - a)
          apart += (a - mixed) * (a - mixed)
        }
        first.append(variance > 0 ? both / n / variance : 0)
        total.append(variance > 0 ? apart / (2 * n) / variance : 0)
      }
      return (first, total)
    }
    let best = indices(Array(0..<count))
    var draws: [(first: [Double], total: [Double])] = []
    var stream = RandomStream(seed: seed, name: "sobol-indices", replication: 0)
    for _ in 0..<Self.resamples {
      var rows: [Int] = []
      rows.reserveCapacity(count)
      for _ in 0..<count { rows.append(Int(stream.uniform() * Double(count))) }
      draws.append(indices(rows))
    }
    func index(_ value: Double, _ drawn: [Double]) -> Index {
      Index(value: value, interval: Summary(drawn)!.interval(0.95))
    }
    first = (0..<inputs).map { input in
      index(best.first[input], draws.map { $0.first[input] })
    }
    total = (0..<inputs).map { input in
      index(best.total[input], draws.map { $0.total[input] })
    }
  }
}
