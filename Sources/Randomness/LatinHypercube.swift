/// Points of the unit cube that are spread evenly along every axis: a Latin hypercube sample.
///
/// Of n points, each axis has exactly one in every n-th of it, at random within; which n-th goes with
/// which of another axis is random too. Means and quantiles over such points are unbiased, and vary
/// less from sample to sample than over independent points, most where a result follows one axis.
///
/// Source: McKay, Beckman and Conover, Technometrics 21 (1979).
public struct LatinHypercube: Sendable {
  /// How many points there are.
  public let count: Int
  /// How many axes the cube has.
  public let dimensions: Int
  private var coordinates: [Double]

  /// Draws a sample.
  ///
  /// - Precondition: there is at least one point, and at least one axis.
  /// - Complexity: O(count x dimensions)
  public init(count: Int, dimensions: Int, drawing stream: inout RandomStream) {
    precondition(count > 0 && dimensions > 0)
    self.count = count
    self.dimensions = dimensions
    coordinates = Array(repeating: 0, count: count * dimensions)
    var order = Array(0..<count)
    for axis in 0..<dimensions {
      for last in stride(from: count - 1, to: 0, by: -1) {
        order.swapAt(last, Int(stream.uniform() * Double(last + 1)))
      }
      for point in 0..<count {
        coordinates[point * dimensions + axis] =
          (Double(order[point]) + stream.uniform()) / Double(count)
      }
    }
  }

  /// One of the points: its place on each axis, from 0 up to, not including, 1.
  public subscript(point: Int) -> ArraySlice<Double> {
    coordinates[point * dimensions..<(point + 1) * dimensions]
  }
}
