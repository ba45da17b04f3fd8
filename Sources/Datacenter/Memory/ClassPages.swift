/// Pages of one class.
public struct ClassPages: Hashable, Sendable {
  /// The class's name.
  public var name: String
  /// How many pages.
  public var pages: Double

  public init(name: String, pages: Double) {
    self.name = name
    self.pages = pages
  }
}

/// What the bitmap reads of each round found dirty, class by class: one table for all rounds, so that
/// a round keeps nothing of its own.
public struct DirtiedPages: Sendable {
  private var classes: [PageClass] = []
  /// Round after round, in each class after class.
  private var pages: [Double] = []

  init() {}

  /// Adds what a read found in the round at a place among the rounds.
  ///
  /// - Parameter found: how many pages of each class.
  @inline(__always)
  mutating func note(of classes: [PageClass], at round: Int, _ found: (Int) -> Double) {
    let count = classes.count
    if self.classes.isEmpty {
      self.classes = classes
      pages.reserveCapacity(8 * count)
    }
    let start = round * count
    while pages.count < start { pages.append(0) }
    if pages.count == start {
      for index in 0..<count { pages.append(found(index)) }
    } else {
      for index in 0..<count { pages[start + index] += found(index) }
    }
  }

  /// What was found in the round at a place; classes without any are left out, and those of one name
  /// are one.
  public subscript(round: Int) -> [ClassPages] {
    var found: [ClassPages] = []
    for (pageClass, pages) in zip(classes, pages.dropFirst(round * classes.count)) where pages > 0 {
      if let known = found.firstIndex(where: { $0.name == pageClass.name }) {
        found[known].pages += pages
      } else {
        found.append(ClassPages(name: pageClass.name, pages: pages))
      }
    }
    return found
  }
}
