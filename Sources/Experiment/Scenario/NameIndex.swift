/// A list of names, and where each stands in it.
struct NameIndex: Sendable {
  let names: [String]
  private let places: [String: Int]

  init(_ names: [String]) {
    self.names = names
    places = Dictionary(
      zip(names, names.indices), uniquingKeysWith: { first, _ in first })
  }

  /// Where a name stands.
  subscript(name: String) -> Int? { places[name] }

  /// Where the names stand that a reference means: itself, or with a `*` every name that fits.
  ///
  /// - Complexity: O(1) without a `*`, else O(names).
  func matches(_ reference: String) -> [Int] {
    guard let star = reference.firstIndex(of: "*") else {
      return places[reference].map { [$0] } ?? []
    }
    let head = reference[..<star]
    let tail = reference[reference.index(after: star)...]
    return names.indices.filter { place in
      let name = names[place]
      return name.hasPrefix(head) && name.dropFirst(head.count).hasSuffix(tail)
    }
  }
}
