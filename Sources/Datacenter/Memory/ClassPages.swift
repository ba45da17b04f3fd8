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
    for index in found.indices where found[index] > 0 {
      let name = classes[index].name
      if let known = dirtiedByClass.firstIndex(where: { $0.name == name }) {
        dirtiedByClass[known].pages += found[index]
      } else {
        dirtiedByClass.append(ClassPages(name: name, pages: found[index]))
      }
    }
  }
}
