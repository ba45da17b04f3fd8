import StrictJSON

/// Rates of pages: writes and reads are counted alike, and are not the same.
extension Shape {
  /// This rate as one of page writes.
  var ofWrites: Shape { refusing("reads/s", "is a rate of reads", remedy: "writes/s") }
  /// This rate as one of page reads.
  var ofReads: Shape { refusing("writes/s", "is a rate of writes", remedy: "reads/s") }

  /// This shape without one of its units, in a constant and in every part of a distribution.
  private func refusing(_ unit: String, _ problem: String, remedy: String) -> Shape {
    var shape = self
    shape.accept = { place in
      guard let text = place.node.texts.first(where: { $0.hasSuffix(unit) }) else {
        return accept(place)
      }
      place.report("\"\(abridged(text))\" \(problem)", "write it in pages/s or in \(remedy)")
      return nil
    }
    return shape
  }
}

extension JSONNode {
  /// Every text in it.
  fileprivate var texts: [String] {
    string.map { [$0] } ?? (elements ?? []).flatMap(\.texts)
      + (members ?? []).flatMap { $0.value.texts }
  }
}
