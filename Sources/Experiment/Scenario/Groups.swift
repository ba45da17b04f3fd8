import StrictJSON

/// Groups of like things under one entry: `"name": "web-{}", "count": 10` is web-1 to web-10.
enum Group {
  /// Where the number of the member goes.
  static let mark = "{}"
  /// How many hosts, VMs, links or migrations there may be.
  static let most = 1_000_000

  /// The names of a group's members, or the name itself without a count.
  static func names(_ name: Located<String>, count: Int?) -> [Located<String>] {
    guard let count else { return [name] }
    let member = member(of: name.value)
    return (1...max(count, 1)).map { name.with(member($0)) }
  }

  /// What a member is called, by its number. The mark is looked for once, for all members.
  static func member(of name: String) -> (_ number: Int) -> String {
    guard let place = name.firstRange(of: mark) else { return { _ in name } }
    let (head, tail) = (String(name[..<place.lowerBound]), String(name[place.upperBound...]))
    return { "\(head)\($0)\(tail)" }
  }

  /// Reads the name and the count of a group, which must fit together.
  static func read(_ o: inout ObjectReader, _ text: String) -> (
    name: Located<String>, count: Int?
  ) {
    let name = o.required("name", .locatedName, text)
    let count = o.optional(
      "count", .count(1...most),
      "How many such hosts there are. \"{}\" in the name stands for the number of each host, from 1."
    )
    let hasMark = name.value.contains(mark)
    o.check(
      "name", "count", holds: count == nil || hasMark,
      "the name of a group has no \"{}\" for the number of each", "write for example \"web-{}\"")
    o.check(
      "name", "count", holds: count != nil || !hasMark,
      "the name has \"{}\" for a number, but there is no \"count\"",
      "add for example \"count\": 10, or remove the \"{}\"")
    o.check(
      "name", holds: !name.value.contains("*"),
      "a name with a * could not be told from a pattern", "remove the *")
    let isRead = name.isRead && o.isSound("name", "count")
    return (
      Located(value: name.value, position: name.position, path: name.path, isRead: isRead), count
    )
  }
}

extension Located<String> {
  /// Another text in the same place.
  func with(_ text: String) -> Located<String> {
    var other = self
    other.value = text
    return other
  }
}
