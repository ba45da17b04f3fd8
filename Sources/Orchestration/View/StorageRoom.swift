package import Datacenter
package import Quantities

/// What policies may know of the room on datastores: what is free beside the files of VMs, and what moves
/// that have been placed will take of it.
package struct StorageRoom: Sendable {
  /// For each datastore the hosts that reach it; `nil` for all.
  let reach: [Set<HostID>?]
  /// What is free of each, what moves will take not counted.
  private var free: [Bytes]
  /// What moves that have been placed will take.
  private var promised: [Bytes]
  /// Whether a datastore can be full at all.
  let isLimited: Bool

  /// A file of a VM: a disk, or the small ones together.
  struct File: Equatable, Sendable {
    var store: DatastoreID
    var space: Bytes
  }

  init(reach: [Set<HostID>?], free: [Bytes]) {
    self.reach = reach
    self.free = free.isEmpty ? reach.map { _ in Bytes(.infinity) } : free
    promised = self.free.map { _ in .zero }
    isLimited = self.free.contains { $0.isFinite }
  }


  /// Where the files of a VM would go on a host, and what they would take there; `nil` if they have no room.
  ///
  /// - Complexity: O(datastores · files).
  func places(
    for files: [File], on host: HostID, wanted: DatastoreID?
  ) -> [File]? {
    var left = FilePlacement(
      at: host, wanted: wanted, reach: reach, free: zip(free, promised).map { $0 - $1 })
    var places: [File] = []
    for file in files {
      guard let store = try? left.place(file.space, from: file.store) else { return nil }
      if store != file.store { places.append(File(store: store, space: file.space)) }
    }
    return places
  }

  mutating func promise(_ files: [File]) {
    for file in files { promised[file.store.index] += file.space }
  }

  mutating func end(_ files: [File]) {
    for file in files { promised[file.store.index] -= file.space }
  }

  /// What is free has changed.
  ///
  /// - Returns: whether there is more than before anywhere.
  mutating func set(_ free: [Bytes]) -> Bool {
    let isMore = zip(free, self.free).contains { $0 > $1 }
    self.free = free
    return isMore
  }

  /// What does not add up; `nil` if all does.
  var violation: String? {
    promised.contains { $0 < .zero } ? "a datastore promised less than nothing" : nil
  }
}
