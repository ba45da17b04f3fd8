internal import CGSL

/// Points of the unit cube that fill it evenly, the more of them the finer: Sobol's sequence.
///
/// The first point is the middle of the cube. Means over n points err by about (log n)^d / n, instead
/// of 1 / sqrt(n).
///
/// Source: Antonov and Saleev, USSR Comput. Math. Math. Phys. 19 (1980), as GSL has it.
public struct SobolSequence: Sendable {
  /// The most axes for which the sequence is known.
  public static let mostDimensions = 40

  /// The first points, each with its place on every axis, from 0 up to, not including, 1.
  ///
  /// - Precondition: there are 1 to 40 axes.
  /// - Complexity: O(count x dimensions)
  public static func points(count: Int, dimensions: Int) -> [[Double]] {
    precondition((1...mostDimensions).contains(dimensions), "no Sobol sequence of \(dimensions)")
    precondition(GSL.handlerIsOff)
    guard let generator = gsl_qrng_alloc(apus_qrng_sobol(), UInt32(dimensions)) else {
      preconditionFailure("no memory for a Sobol sequence")
    }
    defer { gsl_qrng_free(generator) }
    var point = Array(repeating: 0.0, count: dimensions)
    return (0..<count).map { _ in
      _ = gsl_qrng_get(generator, &point)
      return point
    }
  }
}
