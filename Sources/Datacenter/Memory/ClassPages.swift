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

extension RoundRecord {
  /// Adds what a read found, class by class.
  mutating func note(_ found: [Double], of classes: [PageClass]) {
    for (pageClass, pages) in zip(classes, found) where pages > 0 {
      if let known = dirtiedByClass.firstIndex(where: { $0.name == pageClass.name }) {
        dirtiedByClass[known].pages += pages
      } else {
        dirtiedByClass.append(ClassPages(name: pageClass.name, pages: pages))
      }
    }
  }
}
