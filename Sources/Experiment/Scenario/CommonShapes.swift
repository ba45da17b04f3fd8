import StrictJSON

/// Shapes that most objects of a scenario have, made once: a scenario may have 100,000 requests.
private enum CommonShapes {
  // Nothing changes in a shape once it is made.
  nonisolated(unsafe) static let name = Shape<Located<String>>.located(.name)
  nonisolated(unsafe) static let names = Shape<[Located<String>]>.oneOrMore(.located(.name))
}

extension Shape where Value == Located<String> {
  /// A name that remembers its place.
  static var locatedName: Shape { CommonShapes.name }
}

extension Shape where Value == [Located<String>] {
  /// One name, or an array of names.
  static var names: Shape { CommonShapes.names }
}
