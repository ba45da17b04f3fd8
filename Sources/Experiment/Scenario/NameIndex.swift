import Parallel

/// A list of names, and where each stands in it.
struct NameIndex: Sendable {
  let names: [String]
  /// Where those stand that are not among `others`.
  private let places: [String: Int]
  private let sorted: SortedNames
  /// Names with an index of their own that stand first.
  private let others: Shared<NameIndex>?

  init(_ names: [String]) { self.init(names, others: nil) }

  /// Names behind others that have an index, which is used for both.
  init(_ names: [String], after others: NameIndex) { self.init(names, others: others) }

  private init(_ names: [String], others: NameIndex?) {
    let first = others?.names.count ?? 0
    places = Dictionary(
      zip(names, first...).lazy.filter { others?[$0.0] == nil },
      uniquingKeysWith: { first, _ in first })
    self.names = others.map { $0.names + names } ?? names
    self.others = others.map { Shared($0) }
    sorted = SortedNames(self.names)
  }

  /// Where a name stands.
  subscript(name: String) -> Int? { others?.value[name] ?? places[name] }

  /// Whether all names differ.
  var areUnique: Bool {
    others.map(\.value.areUnique) ?? true
      && places.count == names.count - (others?.value.names.count ?? 0)
  }

  /// Whether a reference means anything.
  func means(_ reference: String) -> Bool {
    self[reference] != nil || !matches(reference).isEmpty
  }

  /// Where the names stand that a reference means: itself; with a range such as `esx-{1..4}` the names
  /// with each of these numbers; with a `*` every name that fits, byte for byte.
  ///
  /// - Returns: nothing where it means nothing, or a number of the range has no name.
  /// - Complexity: O(1) without a `*`; else O(log names + names that begin like the pattern), after
  ///   O(names log names) the first time.
  func matches(_ reference: String) -> [Int] {
    guard self[reference] == nil, let range = NameRange(reference) else {
      return matches(pattern: reference)
    }
    var all: [Int] = []
    for name in range.names {
      let found = matches(pattern: name)
      if found.isEmpty { return [] }
      all += found
    }
    return all
  }

  private func matches(pattern reference: String) -> [Int] {
    let bytes = reference.utf8
    guard let star = bytes.firstIndex(of: UInt8(ascii: "*")) else {
      return self[reference].map { [$0] } ?? []
    }
    let head = Array(bytes[..<star])
    let tail = Array(bytes[bytes.index(after: star)...])
    return sorted.places(beginningWith: head) { name in
      name.count >= head.count + tail.count && name.suffix(tail.count).elementsEqual(tail)
    }
  }
}

/// Names in the order of their bytes, put in order when they are first asked for.
private final class SortedNames: Sendable {
  private let names: [String]
  private let order = Locked<[Int]?>(nil)

  init(_ names: [String]) { self.names = names }

  /// The places, in ascending order, of the names that begin with some bytes and fulfil a condition.
  func places(
    beginningWith head: [UInt8], where holds: (String.UTF8View) -> Bool
  ) -> [Int] {
    // Every name begins with nothing: no order is needed.
    if head.isEmpty { return names.indices.filter { holds(names[$0].utf8) } }
    let order = order.withLock { order in
      if let order { return order }
      let made = names.indices.sorted {
        names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8)
      }
      order = made
      return made
    }
    var (low, high) = (0, order.count)
    while low < high {
      let middle = (low + high) / 2
      if names[order[middle]].utf8.lexicographicallyPrecedes(head) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return order[low...].prefix { names[$0].utf8.starts(with: head) }
      .filter { holds(names[$0].utf8) }.sorted()
  }
}
