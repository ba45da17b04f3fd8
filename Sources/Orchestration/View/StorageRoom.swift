import Datacenter
import Seam
import Quantities

/// What policies may know of the room on datastores: what is free beside the files of VMs, and what moves
/// that have been placed will take of it.
struct StorageRoom: Sendable {
  /// For each datastore the hosts that reach it; `nil` for all.
  let reach: [Set<HostID>?]
  private let capacity: [Bytes]
  /// What is free of each, what moves will take not counted.
  private var free: [Bytes]
  /// What moves that have been placed will take.
  private var promised: [Bytes]
  /// For each host the datastores that it reaches, where anything depends on files.
  private let reachable: [[Int]]
  /// Whether a datastore can be full at all.
  let isLimited: Bool
  /// Whether where a VM's files can go depends on its host, or on what is free.
  let matters: Bool

  /// What some files take of a datastore.
  struct Share: Equatable, Sendable {
    let store: DatastoreID
    let space: Bytes
  }

  /// Datastores that are never full.
  init(reach: [Set<HostID>?], hosts: Int) {
    self.init(reach.map { Datastore(name: "", hosts: $0) }, hosts: hosts)
  }

  /// - Parameter hosts: how many there are.
  init(_ datastores: [Datastore], hosts: Int) {
    reach = datastores.map(\.hosts)
    capacity = datastores.map(\.capacity)
    free = datastores.map(\.freeOfMoves)
    promised = datastores.map { _ in .zero }
    isLimited = capacity.contains { $0.isFinite }
    matters = isLimited || reach.contains { $0 != nil }
    var reachable: [[Int]] = []
    if matters {
      reachable = Array(repeating: [], count: hosts)
      for (store, some) in reach.enumerated() {
        for host in some?.map(\.index) ?? Array(0..<hosts) { reachable[host].append(store) }
      }
    }
    self.reachable = reachable
  }

  /// Why a host has no place for files; `nil` if it has. What time cannot heal is named first.
  ///
  /// - Complexity: O(datastores that the host reaches · files).
  func misfit(of files: [StoredFile], on host: HostID, _ needs: FileNeeds) -> Misfit? {
    guard let reason = refusal(of: files, on: host, needs, { left(on: $0) }) else { return nil }
    if reason == .noStorage { return .storage }
    return refusal(of: files, on: host, needs, { capacity[$0] }) == nil ? .space : .size
  }

  private func refusal(
    of files: [StoredFile], on host: HostID, _ needs: FileNeeds, _ free: (Int) -> Bytes
  ) -> Refusal? {
    do { _ = try shares(of: files, on: host, needs, free) } catch { return error.refusal }
    return nil
  }

  /// What files will take on a host, and where; nothing if they have no place.
  func shares(of files: [StoredFile], on host: HostID, _ needs: FileNeeds) -> [Share] {
    files.isEmpty ? [] : (try? shares(of: files, on: host, needs) { left(on: $0) }) ?? []
  }

  private func shares(
    of files: [StoredFile], on host: HostID, _ needs: FileNeeds, _ free: (Int) -> Bytes
  ) throws(FilePlacement.NoPlace) -> [Share] {
    var placement = FilePlacement(amongst: reachable[host.index], wanted: needs.datastore)
    var shares: [Share] = []
    for file in files {
      let space = file.space(needs.provisioning)
      let store = try placement.place(space, from: file.store, free: free)
      if store != file.store { shares.append(Share(store: store, space: space)) }
    }
    return shares
  }

  private func left(on store: Int) -> Bytes { free[store] - promised[store] }

  mutating func promise(_ shares: [Share]) {
    for share in shares { promised[share.store.index] += share.space }
  }

  mutating func end(_ shares: [Share]) {
    for share in shares { promised[share.store.index] -= share.space }
  }

  /// What is free is looked up.
  ///
  /// - Returns: whether there is more than before anywhere.
  /// - Complexity: O(datastores).
  mutating func look(at datastores: [Datastore]) -> Bool {
    let datastores = datastores.span
    var isMore = false
    for store in datastores.indices {
      let now = datastores[store].freeOfMoves
      if now > free[store] { isMore = true }
      free[store] = now
    }
    return isMore
  }

  /// What does not add up; `nil` if all does.
  var violation: String? {
    promised.contains { $0 < .zero } ? "a datastore promised less than nothing" : nil
  }
}
