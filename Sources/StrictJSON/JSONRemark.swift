/// A text of a document's outermost object for people only, which no result depends on.
package enum JSONRemark: Sendable {
  /// The text may change; that it is there counts.
  case text(of: String)
  /// The member does not count at all: a document may get one or lose it.
  case member(String)

  var key: String {
    switch self {
    case .text(let key), .member(let key): key
    }
  }

  var isWhole: Bool {
    switch self {
    case .text: false
    case .member: true
    }
  }
}
