extension Sequence where Element: Hashable {
  /// The first element that was there before; `nil` if all differ.
  ///
  /// - Complexity: O(elements)
  var firstRepeated: Element? {
    var seen: Set<Element> = []
    return first { !seen.insert($0).inserted }
  }
}
