package import StrictJSON

/// A value of a document that a path leads to.
package struct ValuePlace: Sendable, Equatable {
  /// From the root of the document.
  let way: [Turn]
  /// Whether the document says nothing there yet.
  package let isNew: Bool

  enum Turn: Sendable, Hashable {
    case key(String)
    case index(Int)
  }

  /// As messages write it.
  package var path: JSONPath {
    way.reduce(.root) { path, turn in
      switch turn {
      case .key(let key): path[key]
      case .index(let index): path[index]
      }
    }
  }
}

extension ValuePlace {
  /// Where two of several groups of places meet: at one place, or with one inside of the other.
  package static func meeting(_ groups: [[ValuePlace]]) -> (first: Int, second: Int)? {
    var ends: [[Turn]: Int] = [:]
    // Each place, and everything that it lies in.
    var around: [[Turn]: Int] = [:]
    for (group, places) in groups.enumerated() {
      for place in places {
        let all = (0...place.way.count).map { Array(place.way[..<$0]) }
        if let first = around[place.way] ?? all.lazy.compactMap({ ends[$0] }).first {
          return (first, group)
        }
      }
      for place in places {
        ends[place.way] = group
        for length in 0...place.way.count { around[Array(place.way[..<length])] = group }
      }
    }
    return nil
  }
}

extension ValuePath {
  /// The values of a document that the path leads to; at least one.
  ///
  /// The last key may be absent: a value is added then, as whoever reads the document knows which keys
  /// there may be.
  ///
  /// - Throws: if it leads nowhere, or to more than was meant.
  package func places(in root: JSONNode) throws(DesignError) -> [ValuePlace] {
    guard isAnywhere else {
      let found = try Self.follow(steps[...], from: root, way: [])
      return found
    }
    let found = Self.everywhere(in: root, way: []) { node, way in
      guard case .key(let first)? = steps.first, node[first] != nil else { return [] }
      let all = try? Self.follow(steps[...], from: node, way: way)
      return all?.filter { !$0.isNew } ?? []
    }
    guard !found.isEmpty else {
      throw DesignError(
        "\"\(text)\" is nowhere in the scenario", "write the whole path of a value that is there")
    }
    guard found.count == 1 || steps.contains(.every) else {
      let shown = found.prefix(4).map { String($0.path.description.dropFirst(2)) }
      throw DesignError(
        "\"\(text)\" means \(found.count) values", "write one of \(shown.joined(separator: ", "))")
    }
    return found
  }

  private static func everywhere(
    in node: JSONNode, way: [ValuePlace.Turn],
    _ found: (JSONNode, [ValuePlace.Turn]) -> [ValuePlace]
  ) -> [ValuePlace] {
    var all = found(node, way)
    for member in node.members ?? [] {
      all += everywhere(in: member.value, way: way + [.key(member.key)], found)
    }
    for (index, element) in (node.elements ?? []).enumerated() {
      all += everywhere(in: element, way: way + [.index(index)], found)
    }
    return all
  }

  private static func follow(
    _ steps: ArraySlice<Step>, from node: JSONNode, way: [ValuePlace.Turn]
  ) throws(DesignError) -> [ValuePlace] {
    guard let step = steps.first else { return [ValuePlace(way: way, isNew: false)] }
    let rest = steps.dropFirst()
    switch step {
    case .key(let key): return try follow(key: key, rest, from: node, way)
    case .index(let index): return try follow(index: index, rest, from: node, way)
    case .token(let token):
      if node.elements != nil, let index = Int(token) {
        return try follow(index: index, rest, from: node, way)
      }
      return try follow(key: token, rest, from: node, way)
    case .every:
      guard let elements = node.elements, !elements.isEmpty else {
        throw DesignError("\(name(way)) has no elements for [*]", "name a list that has some")
      }
      var all: [ValuePlace] = []
      for (index, element) in elements.enumerated() {
        all += try follow(rest, from: element, way: way + [.index(index)])
      }
      return all
    case .name(let name):
      guard let elements = node.elements else {
        return try follow(key: name, rest, from: node, way)
      }
      let found = elements.indices.filter { elements[$0]["name"]?.string == name }
      guard let index = found.first else {
        let names = elements.compactMap { $0["name"]?.string }
        throw DesignError(
          "no element of \(Self.name(way)) is called \"\(name)\"",
          advice(instead: name, of: names, none: "write a number, such as [0]"))
      }
      guard found.count == 1 else {
        throw DesignError(
          "\(found.count) elements of \(Self.name(way)) are called \"\(name)\"",
          "write the number of one of them, such as [\(index)]")
      }
      return try follow(index: index, rest, from: node, way)
    }
  }

  private static func follow(
    key: String, _ rest: ArraySlice<Step>, from node: JSONNode, _ way: [ValuePlace.Turn]
  ) throws(DesignError) -> [ValuePlace] {
    guard let members = node.members else {
      let remedy =
        node.elements.map { $0.isEmpty ? "it is empty" : "write [0], or [*] for every element" }
      throw DesignError(
        "\(name(way)) is \(node.kind.rawValue), which has no key \"\(key)\"",
        remedy ?? "end the path before it")
    }
    if let value = node[key] { return try follow(rest, from: value, way: way + [.key(key)]) }
    guard rest.isEmpty else {
      throw DesignError(
        "\(name(way)) has no key \"\(key)\"",
        advice(instead: key, of: members.map(\.key), none: "it has no keys"))
    }
    return [ValuePlace(way: way + [.key(key)], isNew: true)]
  }

  private static func follow(
    index: Int, _ rest: ArraySlice<Step>, from node: JSONNode, _ way: [ValuePlace.Turn]
  ) throws(DesignError) -> [ValuePlace] {
    guard let elements = node.elements else {
      throw DesignError(
        "\(name(way)) is \(node.kind.rawValue), which has no element [\(index)]",
        "end the path before it, or write a key")
    }
    guard elements.indices.contains(index) else {
      throw DesignError(
        "\(name(way)) has \(elements.count) element\(elements.count == 1 ? "" : "s"), and no [\(index)]",
        elements.isEmpty ? "name another list" : "write [0] to [\(elements.count - 1)]")
    }
    return try follow(rest, from: elements[index], way: way + [.index(index)])
  }

  private static func name(_ way: [ValuePlace.Turn]) -> String {
    way.isEmpty
      ? "the scenario" : "\"\(ValuePlace(way: way, isNew: false).path.description.dropFirst(2))\""
  }
}

extension JSONNode {
  /// The same document with another value at a place, which keeps the place's line for messages.
  package func changing(_ place: ValuePlace, to value: JSONNode) -> JSONNode {
    changing(place.way[...], to: value)
  }

  /// The value at a place; `nil` where there is none.
  package func value(at place: ValuePlace) -> JSONNode? {
    place.way.reduce(self as JSONNode?) { node, turn in
      switch turn {
      case .key(let key): node?[key]
      case .index(let index): node?.elements?[index]
      }
    }
  }

  private func changing(_ way: ArraySlice<ValuePlace.Turn>, to value: JSONNode) -> JSONNode {
    switch way.first {
    case nil: return value.standing(at: position)
    case .key(let key):
      var members = members ?? []
      if let index = members.firstIndex(where: { $0.key == key }) {
        let old = members[index]
        members[index] = Member(
          key, old.value.changing(way.dropFirst(), to: value), at: old.position)
      } else {
        members.append(Member(key, value.standing(at: position), at: position))
      }
      return JSONNode(.object(members), at: position)
    case .index(let index):
      var elements = elements ?? []
      elements[index] = elements[index].changing(way.dropFirst(), to: value)
      return JSONNode(.array(elements), at: position)
    }
  }

  /// This value with all its parts at one place.
  private func standing(at position: TextPosition) -> JSONNode {
    switch content {
    case .object(let members):
      JSONNode(
        .object(members.map { Member($0.key, $0.value.standing(at: position), at: position) }),
        at: position)
    case .array(let elements):
      JSONNode(.array(elements.map { $0.standing(at: position) }), at: position)
    default: JSONNode(content, at: position)
    }
  }
}
