internal import StrictJSON

/// Entries that differ only by the number in their names, written as one: `web-{}` with a count.
struct Groups {
  /// The entries, in the order of their first members.
  private(set) var entries: [JSONNode] = []

  private struct Member {
    let place: Int
    let number: Int
    let host: String?
  }

  /// Things of one pattern and content.
  private struct Group {
    let pattern: String
    var members: [Member] = []
    /// The members by number, if these are 1, 2, 3 and so on; else nothing.
    private(set) var numbered: [Member] = []

    init(_ pattern: String) { self.pattern = pattern }

    mutating func close() {
      guard members.count > 1 else { return }
      let sorted = members.sorted { $0.number < $1.number }
      if sorted.indices.allSatisfy({ sorted[$0].number == $0 + 1 }) { numbered = sorted }
    }
  }

  /// - Parameter things: a name, everything else, and the host that it is on, if it is on one.
  init(_ things: [(name: String, content: JSONNode, host: String?)]) {
    var groups: [Group] = []
    var known: [String: Int] = [:]
    var groupOf: [Int?] = []
    for (place, thing) in things.enumerated() {
      guard let numbered = Self.numbered(thing.name) else {
        groupOf.append(nil)
        continue
      }
      let key = numbered.pattern + "\u{0}" + thing.content.text
      let group = known[key] ?? groups.count
      if group == groups.count {
        known[key] = group
        groups.append(Group(numbered.pattern))
      }
      groups[group].members.append(
        Member(place: place, number: numbered.number, host: thing.host))
      groupOf.append(group)
    }
    for group in groups.indices { groups[group].close() }
    for (place, thing) in things.enumerated() {
      guard let group = groupOf[place], !groups[group].numbered.isEmpty else {
        entries.append(Self.entry(thing.name, nil, thing.host.map { [$0] }, thing.content))
        continue
      }
      guard groups[group].members[0].place == place else { continue }
      let hosts = groups[group].numbered.compactMap(\.host)
      entries.append(
        Self.entry(
          groups[group].pattern, groups[group].numbered.count,
          hosts.isEmpty ? nil : Self.period(of: hosts), thing.content))
    }
  }

  private static func entry(
    _ name: String, _ count: Int?, _ hosts: [String]?, _ content: JSONNode
  ) -> JSONNode {
    var members: [JSONNode.Member] = [.init("name", JSONNode(.string(name)))]
    if let count { members.append(.init("count", JSONNode(integerLiteral: count))) }
    if let hosts {
      let names = hosts.map { JSONNode(.string($0)) }
      members.append(.init("host", names.count == 1 ? names[0] : JSONNode(.array(names))))
    }
    return JSONNode(.object(members + (content.members ?? [])))
  }

  /// The shortest beginning of a list that, dealt out again and again, gives the list.
  private static func period(of list: [String]) -> [String] {
    let length = (1...list.count).first { length in
      list.indices.allSatisfy { list[$0] == list[$0 % length] }
    }
    return Array(list.prefix(length ?? list.count))
  }

  /// `("esx-n{}.example", 2)` of `esx-n2.example`: the first number without leading zeros that stands
  /// before the domain.
  private static func numbered(_ name: String) -> (pattern: String, number: Int)? {
    let end = name.firstIndex(of: ".") ?? name.endIndex
    let head = name[..<end]
    guard let last = head.lastIndex(where: { $0.isASCII && $0.isNumber }) else { return nil }
    let digits = head[...last].reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    guard digits.first != "0", digits.count < 8, let number = Int(String(digits)) else {
      return nil
    }
    let start = head.index(last, offsetBy: 1 - digits.count)
    return (
      name[..<start] + "{}" + name[head.index(after: last)...], number
    )
  }
}
