import StrictJSON

/// The way to values of a document, as people write it: `network.links[0].bandwidth`,
/// `vms[web].memory`, `hosts[*].memory`, or a JSON pointer, `/network/links/0/bandwidth` (RFC 6901).
///
/// `[web]` is the element whose name is `web`, `[*]` means every element, and `..bandwidth` is the one
/// place, anywhere, that has this key.
package struct ValuePath: Sendable, Equatable {
  /// As it was written.
  package let text: String
  let steps: [Step]
  /// Whether it may begin anywhere.
  let isAnywhere: Bool

  enum Step: Equatable {
    case key(String)
    case index(Int)
    case every
    /// A key of an object, or the element of an array that has this name.
    case name(String)
    /// A part of a JSON pointer: a key, or a number of an element.
    case token(String)
  }

  package init(_ text: String) throws(DesignError) {
    self.text = text
    if text.hasPrefix("/") {
      isAnywhere = false
      steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
        .token(String($0).replacing("~1", with: "/").replacing("~0", with: "~"))
      }
      return
    }
    var rest = Substring(text)
    isAnywhere = rest.hasPrefix("..")
    if isAnywhere { rest = rest.dropFirst(2) }
    if rest.hasPrefix("$.") { rest = rest.dropFirst(2) }
    var steps: [Step] = []
    while !rest.isEmpty {
      if rest.first == "[" {
        guard let end = rest.firstIndex(of: "]") else {
          throw DesignError("\"\(text)\" has a [ without a ]", Self.example)
        }
        steps.append(try Self.bracket(rest[rest.index(after: rest.startIndex)..<end], in: text))
        rest = rest[rest.index(after: end)...]
      } else {
        if !steps.isEmpty {
          guard rest.first == "." else { throw Self.damaged(text) }
          rest = rest.dropFirst()
        }
        let key = rest.prefix { $0 != "." && $0 != "[" }
        guard !key.isEmpty else { throw Self.damaged(text) }
        steps.append(.key(String(key)))
        rest = rest.dropFirst(key.count)
      }
    }
    guard !steps.isEmpty else { throw Self.damaged(text) }
    self.steps = steps
  }

  private static let example = "write for example network.links[0].bandwidth"

  private static func damaged(_ text: String) -> DesignError {
    DesignError("\"\(text)\" is not the path of a value", example)
  }

  private static func bracket(_ inner: Substring, in text: String) throws(DesignError) -> Step {
    if inner == "*" { return .every }
    if let index = Int(inner), index >= 0 { return .index(index) }
    let bare = inner.count > 1 && inner.first == "\"" && inner.last == "\""
    let name = bare ? inner.dropFirst().dropLast() : inner
    guard !name.isEmpty else { throw damaged(text) }
    return .name(String(name))
  }
}
