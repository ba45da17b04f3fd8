import Quantities
import StrictJSON

/// Shapes that most objects of a scenario have, made once: a scenario may have 100,000 requests.
private enum CommonShapes {
  // Nothing changes in a shape once it is made.
  nonisolated(unsafe) static let name = Shape<Located<String>>.located(.name)

  nonisolated(unsafe) static let names = Shape<[Located<String>]>.oneOrMore(.located(.name))
    .mostly { place in
      guard let name = place.node.string, Shape<String>.complaint(aboutName: name) == nil else {
        return nil
      }
      return [
        Located(value: name, position: place.node.position, path: place.path, isRead: true)
      ]
    }

  nonisolated(unsafe) static let time = Shape<Located<Seconds>>.located(.quantity(.duration))
}

extension Shape {
  /// The same shape, read at once where that is possible, as it mostly is.
  ///
  /// - Parameter quickly: the value of a node that is as it mostly is; `nil` for any other.
  fileprivate func mostly(_ quickly: @escaping (Place) -> Value?) -> Shape {
    var shape = self
    shape.accept = { place in quickly(place) ?? accept(place) }
    return shape
  }
}

extension Shape where Value == Located<String> {
  /// A name that remembers its place.
  static var locatedName: Shape { CommonShapes.name }
}

extension Shape where Value == [Located<String>] {
  /// One name, or an array of names.
  static var names: Shape { CommonShapes.names }
}

extension Shape where Value == Located<Seconds> {
  /// A time that remembers its place.
  static var locatedTime: Shape { CommonShapes.time }
}
