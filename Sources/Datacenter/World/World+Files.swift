import Kernel
import Quantities

/// Moving a VM's files, one after the other: the small ones first, then the disks.
extension World {
  /// Decides where each file will lie at the destination, and holds the space for the disks.
  ///
  /// What the destination reaches stays where it is, unless the request names a datastore.
  ///
  /// - Returns: why there is no place, or `nil`.
  mutating func placeFiles(_ reservation: Reservation, for id: MigrationID) -> Refusal? {
    let migration = migrations[id.index]
    let vm = vms[migration.vm.index]
    var free = datastores.map { $0.capacity - $0.used }
    var disks: [Disk] = []
    // What grows beyond its content, or has no copy of its own to claim space, is held from the start.
    let holds =
      reservation.holdsSpace || reservation.provisioning == .thick || vm.suspendImage > .zero
    do {
      let home = try place(
        holds ? vm.suspendImage : .zero, from: vm.home, for: migration, into: &free)
      for disk in vm.disks {
        var new = disk
        new.provisioning = reservation.provisioning ?? disk.provisioning
        new.datastore = try place(
          holds ? new.space : .zero, from: disk.datastore, for: migration, into: &free)
        disks.append(new.datastore == disk.datastore ? disk : new)
      }
      migrations[id.index].newHome = home
    } catch {
      return error.refusal
    }
    migrations[id.index].newDisks = disks
    migrations[id.index].isPlaced = true
    migrations[id.index].holdsSpace = holds
    var held: [(DatastoreID, Bytes)] = []
    forEachHold(of: migrations[id.index]) { held.append(($0, $1)) }
    for (store, bytes) in held { datastores[store.index].used += bytes }
    return nil
  }

  private struct NoPlace: Error { let refusal: Refusal }

  /// The datastore for one file: its own, the wanted one, or the first that has room.
  private func place(
    _ size: Bytes, from old: DatastoreID, for migration: Migration, into free: inout [Bytes]
  ) throws(NoPlace) -> DatastoreID {
    let isReachable = { datastores[$0].isReachable(from: migration.destination) }
    let candidates =
      if let wanted = migration.wantedStore {
        [wanted.index].filter(isReachable)
      } else if isReachable(old.index) {
        [old.index]
      } else {
        datastores.indices.filter(isReachable)
      }
    if candidates.isEmpty { throw NoPlace(refusal: .noStorage) }
    for store in candidates {
      if store == old.index { return old }
      if free[store] >= size {
        free[store] -= size
        return DatastoreID(store)
      }
    }
    throw NoPlace(refusal: .noSpace)
  }

  /// Starts copying the files that must move.
  mutating func copyFiles(
    _ copy: FileCopy, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    let migration = migrations[id.index]
    let vm = vms[migration.vm.index]
    var files: [Migration.FileTransfer] = []
    if migration.newHome != vm.home {
      let path = path(from: vm.home, to: migration.newHome, of: migration)
      files += copy.smallFiles.map { .init(size: $0, path: path) }
      if vm.suspendImage > .zero { files.append(.init(size: vm.suspendImage, path: path)) }
    }
    let moved = zip(vm.disks, migration.newDisks).filter { $0.datastore != $1.datastore }
      .map { disk, new in
        let path = path(from: disk.datastore, to: new.datastore, of: migration)
        return Migration.FileTransfer(size: disk.content(becoming: new.provisioning), path: path)
      }
    if let descriptor = copy.descriptor {
      files += moved.map { .init(size: descriptor, path: $0.path) }
    }
    if copy.includesDisks { files += moved }
    migrations[id.index].files = files.reversed()
    migrations[id.index].filesCopied = files.count
    return nextFile(for: id, at: now, &calendar)
  }

  /// Source's storage, the network, destination's storage.
  func path(
    from old: DatastoreID, to new: DatastoreID, of migration: Migration
  ) -> [CapacityID] {
    storageCapacities[old.index].reading + migration.route.capacities
      + storageCapacities[new.index].writing
  }

  /// The next file is opened; with none left, the action is done.
  private mutating func nextFile(
    for id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    guard case .copyFiles(let copy) = migrations[id.index].action,
      !migrations[id.index].files.isEmpty
    else {
      if case .copyFiles(let copy) = migrations[id.index].action, copy.includesDisks {
        vms[migrations[id.index].vm.index].secondary?.state = .off
      }
      return report(id, .done, at: now, bytes: migrations[id.index].record.sent)
    }
    migrations[id.index].timer = calendar.schedule(.timer(id), at: now + copy.perFile)
    return nil
  }

  /// The open file's bytes begin to move.
  mutating func startFile(
    for id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let file = migrations[id.index].files.last!
    transfer(file.size, along: file.path, cap: .greatest, for: id, at: now, &calendar)
    expectMiddle(of: id, at: now, &calendar)
  }

  /// A file has arrived.
  mutating func fileEnded(
    for id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    standDown(id, at: now, &calendar)
    let size = migrations[id.index].files.removeLast().size
    migrations[id.index].fileBytes += size
    migrations[id.index].record.sent += size
    if let report = nextFile(for: id, at: now, &calendar) {
      proceed(id, after: report, at: now, &calendar)
    }
  }
}
