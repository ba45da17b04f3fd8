/// Where a demand begins to hold, along an axis of places from 0 to 1.
///
/// A grid is looked at first. Under common random numbers what holds at one place should hold further
/// on; where it does not, that is said. Then the grid's gap in which the demand begins to hold is
/// halved until it is fine enough, for what is found, for what may be and for what is sure: these give
/// the answer and its interval, from the last place that is surely none to the first that surely is one.
package struct Frontier: Sendable, Equatable {
  /// Where it begins to hold; `nil` where it holds nowhere.
  package let answer: Double?
  /// The last place before that at which it surely does not hold; `nil` where there is none, because it
  /// may hold at the start of the axis already.
  package let broken: Double?
  /// From where it may hold; `nil` where it may nowhere.
  package let possible: Double?
  /// From where it surely holds; `nil` where that is nowhere sure.
  package let sure: Double?
  /// Whether it holds from the start of the axis on.
  package let holdsEverywhere: Bool
  /// Between which places it ceases to hold again.
  package let gaps: [ClosedRange<Double>]
  /// Everything that was looked at, in the order of the places.
  package let tried: [Trial]

  package struct Trial: Sendable, Equatable {
    package let place: Double
    package let evidence: Evidence
  }

  /// - Parameters:
  ///   - grid: places, in ascending order, two at least; those of a list are all there is.
  ///   - resolution: how fine; `nil` where only the grid is to be looked at.
  ///   - fromEnd: whether the largest place is wanted, so that it is looked for from the end.
  ///   - snap: the nearest place that can be looked at, as for whole numbers.
  ///   - look: what is found at a place.
  /// - Complexity: the grid, and three halvings of one of its gaps.
  package init<Failure: Error>(
    grid: [Double], resolution: Double?, fromEnd: Bool = false,
    snap: (Double) -> Double = { $0 },
    look: (Double) throws(Failure) -> Evidence
  ) throws(Failure) {
    var known: [Double: Evidence] = [:]
    func evidence(_ place: Double) throws(Failure) -> Evidence {
      if let evidence = known[place] { return evidence }
      let evidence = try look(place)
      known[place] = evidence
      return evidence
    }
    var places: [Double] = []
    for place in fromEnd ? grid.reversed() : grid {
      let snapped = snap(place)
      if places.last != snapped { places.append(snapped) }
      _ = try evidence(snapped)
    }
    /// The first place at which something holds, and the last one before it.
    func first(
      _ holds: (Evidence) -> Bool
    ) throws(Failure) -> (before: Double?, place: Double?) {
      var index: Int?
      for (number, place) in places.enumerated() where index == nil {
        if holds(try evidence(place)) { index = number }
      }
      guard let index else { return (places.last, nil) }
      guard index > 0 else { return (nil, places[0]) }
      guard let resolution else { return (places[index - 1], places[index]) }
      var (outside, inside) = (places[index - 1], places[index])
      while abs(inside - outside) > resolution {
        let middle = snap((outside + inside) / 2)
        guard middle != outside, middle != inside else { break }
        if holds(try evidence(middle)) { inside = middle } else { outside = middle }
      }
      return (outside, inside)
    }
    answer = try first { $0.isMet }.place
    (broken, possible) = try first { $0.mayBeMet }
    sure = try first { $0.isSurelyMet }.place
    holdsEverywhere = try evidence(places[0]).isMet
    let all = known.sorted { fromEnd ? $0.key > $1.key : $0.key < $1.key }
    // One of the two is more than chance: what is near the limit may come and go.
    var gaps: [ClosedRange<Double>] = []
    for (a, b) in zip(all, all.dropFirst())
    where a.value.isMet && !b.value.isMet && (a.value.isSurelyMet || !b.value.mayBeMet) {
      let ends = (min(a.key, b.key), max(a.key, b.key))
      gaps.append(ends.0...ends.1)
    }
    self.gaps = gaps
    tried = known.sorted { $0.key < $1.key }.map { Trial(place: $0.key, evidence: $0.value) }
  }
}
