import Quantities

/// Space that a copy takes as it goes, in whole bytes.
struct SpaceClaim {
  let store: DatastoreID
  /// The most that it will take.
  let most: Bytes
  /// Whether it is what a move of its VM was placed for: its space was looked for before it began.
  var isOfMove = false
  var held = Bytes.zero
}
