/// The instants of a Poisson process from time 0 on, found near any moment without those before.
///
/// Time is cut into cells. How many instants lie in a cell is Poisson, and each lies anywhere in it
/// with equal probability; both come from a Philox counter that holds the cell's number. So the
/// process is a value: copies agree, whoever looks where and in which order.
///
/// Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC '11.
public struct PoissonTimes: Sendable {
  private let name: RandomName
  private let track: UInt64
  private let width: Double

  /// More instants make a cell dearer, fewer leave more cells empty.
  private static let perCell = 1.5
  private static let noneInCell = 0.223_130_160_148_429_82

  /// A process whose instants are `mean` apart, on average.
  ///
  /// - Parameters:
  ///   - name: names the process together with `track`.
  ///   - track: from 1 on; processes of the same name with different tracks are independent, and so is
  ///     the random stream of the same name.
  /// - Precondition: `mean` is positive and finite, `track` positive.
  public init(mean: Double, of name: RandomName, track: UInt64) {
    precondition(mean > 0 && mean.isFinite, "the mean must be positive and finite")
    precondition(track > 0, "track 0 is the stream's")
    self.name = name
    self.track = track
    width = mean * Self.perCell
  }

  /// The last instant up to and including `time`, nil if there is none since 0, and the first one after it.
  ///
  /// - Precondition: `time` is not negative, and lies within 2^53 means.
  /// - Complexity: O(1) on average
  public func around(_ time: Double) -> (last: Double?, next: Double) {
    let cell = cell(of: time)
    var (last, next) = (-Double.infinity, Double.infinity)
    forEach(in: cell) { if $0 <= time { last = max(last, $0) } else { next = min(next, $0) } }
    var (before, after) = (cell, cell)
    while last < 0, before > 0 {
      before -= 1
      forEach(in: before) { last = max(last, $0) }
    }
    while next == .infinity {
      after += 1
      forEach(in: after) { next = min(next, $0) }
    }
    return (last < 0 ? nil : last, next)
  }

  /// The first instant after `time`.
  ///
  /// - Precondition: `time` is not negative, and lies within 2^53 means.
  /// - Complexity: O(1) on average
  public func next(after time: Double) -> Double {
    var cell = cell(of: time)
    while true {
      var found = Double.infinity
      forEach(in: cell) { if $0 > time && $0 < found { found = $0 } }
      if found < .infinity { return found }
      cell += 1
    }
  }

  private func cell(of time: Double) -> UInt64 {
    precondition(time >= 0 && time < width * 0x1p53, "the time must not be negative or too late")
    let cell = UInt64(time / width)
    // The quotient may be rounded up to a cell that begins after the time.
    return Double(cell) * width > time ? cell - 1 : cell
  }

  /// Visits the instants of a cell, in no order.
  private func forEach(in cell: UInt64, _ body: (Double) -> Void) {
    var draws = PlacedUniforms(of: name, track: track, place: cell)
    let count = Self.count(at: draws.next())
    let (start, end) = (Double(cell) * width, Double(cell + 1) * width)
    for _ in 0..<count {
      // A place that is rounded up to the cell's end would belong to the next.
      body(min(start + draws.next() * width, end.nextDown))
    }
  }

  /// The Poisson count at which the distribution function passes `probability`.
  private static func count(at probability: Double) -> Int {
    var count = 0
    var term = noneInCell
    var sum = term
    // 40 is beyond the 53 bits of the probability.
    while probability >= sum && count < 40 {
      count += 1
      term *= perCell / Double(count)
      sum += term
    }
    return count
  }
}
