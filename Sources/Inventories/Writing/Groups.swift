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

  /// - Parameter things: a name, everything else, and the host that it is on, if it is on one.
  init(_ things: [(name: String, content: JSONNode, host: String?)]) {
    var groups: [String: [Member]] = [:]
    var patterns: [String?] = []
    for (place, thing) in things.enumerated() {
      let numbered = Self.numbered(thing.name)
      patterns.append(numbered?.pattern)
      guard let numbered else { continue }
      groups[numbered.pattern + "\u{0}" + thing.content.text, default: []].append(
        Member(place: place, number: numbered.number, host: thing.host))
    }
    for (place, thing) in things.enumerated() {
      let members = patterns[place].flatMap { groups[$0 + "\u{0}" + thing.content.text] } ?? []
      let sorted = members.sorted { $0.number < $1.number }
      let isWhole = sorted.count > 1 && sorted.map(\.number) == Array(1...sorted.count)
      if !isWhole {
        entries.append(Self.entry(thing.name, nil, thing.host.map { [$0] }, thing.content))
      } else if members[0].place == place {
        let hosts = sorted.compactMap(\.host)
        entries.append(
          Self.entry(
            patterns[place]!, sorted.count, hosts.isEmpty ? nil : Self.period(of: hosts),
            thing.content))
      }
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
