import Quantities

/// Space that a copy takes as it goes, in whole bytes.
struct SpaceClaim {
  let store: DatastoreID
  /// The most that it will take.
  let most: Bytes
  var held = Bytes.zero
}
