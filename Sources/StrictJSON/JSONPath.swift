/// The way from the root of a document to one of its values, written as RFC 9535 writes it:
/// `$.hosts[0].memory`, `$.strategies["xen-modern"]`.
package indirect enum JSONPath: Equatable, Sendable, CustomStringConvertible {
  case root
  case member(JSONPath, String)
  case element(JSONPath, Int)

  /// This path, one member of an object further.
  package subscript(key: String) -> JSONPath { .member(self, key) }
  /// This path, one element of an array further.
  package subscript(index: Int) -> JSONPath { .element(self, index) }

  package var description: String {
    switch self {
    case .root: "$"
    case .member(let parent, let key) where Self.isShorthand(key): "\(parent).\(key)"
    case .member(let parent, let key): "\(parent)[\(JSONNode(stringLiteral: key).text)]"
    case .element(let parent, let index): "\(parent)[\(index)]"
    }
  }

  /// Whether a key may stand after a dot; others stand quoted in brackets.
  private static func isShorthand(_ key: String) -> Bool {
    guard let first = key.utf8.first, !(48...57).contains(first) else { return false }
    return key.utf8.allSatisfy {
      (48...57).contains($0) || (65...90).contains($0 & 0xDF) || $0 == 95 || $0 >= 0x80
    }
  }
}
