/// Groups of like things under one entry: `"name": "web-{}", "count": 10` is web-1 to web-10.
enum Group {
  /// Where the number of the member goes.
  static let mark = "{}"

  /// The names of a group's members, or the name itself without a count.
  static func names(_ name: Located<String>, count: Int?) -> [Located<String>] {
    guard let count else { return [name] }
    return (1...max(count, 1)).map { number in
      Located(
        value: member(name.value, number), position: name.position, path: name.path,
        isRead: name.isRead)
    }
  }

  /// The name of one member.
  static func member(_ name: String, _ number: Int) -> String {
    name.replacing(mark, with: "\(number)", maxReplacements: 1)
  }

  /// Reads the count of a group, and checks that its name has a place for the number.
  static func count(_ o: inout ObjectReader, of name: Located<String>) -> Int? {
    let count = o.optional(
      "count", .count(1...1_000_000),
      "How many of these there are; \"{}\" in the name stands for the number of each, from 1 on.")
    o.check(
      "name", holds: count == nil || name.value.contains(mark),
      "the name of a group has no \"{}\" for the number of each", "write for example \"web-{}\"")
    return count
  }

  /// The names that a reference means: itself, or with a `*` every name that fits.
  static func matches(_ pattern: String, in names: [String]) -> [String] {
    guard let star = pattern.firstIndex(of: "*") else {
      return names.contains(pattern) ? [pattern] : []
    }
    let head = pattern[..<star]
    let tail = pattern[pattern.index(after: star)...]
    return names.filter {
      $0.count >= head.count + tail.count && $0.hasPrefix(head) && $0.hasSuffix(tail)
    }
  }
}
