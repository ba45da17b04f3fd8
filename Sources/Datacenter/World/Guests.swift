import Quantities

/// The VMs, and what they feel.
struct Guests {
  private(set) var vms: [VirtualMachine]
  private(set) var sampling: GuestSampling?

  init(_ vms: [VirtualMachine]) { self.vms = vms }

  subscript(id: VMID) -> VirtualMachine {
    @inline(__always) _read { yield vms[id.index] }
    @inline(__always) _modify { yield &vms[id.index] }
  }

  /// Begins to record what guests feel.
  mutating func record(every interval: Seconds) {
    sampling = GuestSampling(every: interval, vms: vms.count)
  }

  /// Brings the account of a guest that does not move up to the present.
  mutating func settle(_ vm: VMID, at now: Instant) {
    let start = vms[vm.index].settledAt
    vms[vm.index].settledAt = now
    let pace = vms[vm.index].pace
    // At full speed, or off, nothing is worth an entry.
    guard pace.isRunning, pace.share < 1, now > start else { return }
    vms[vm.index].books += GuestBooks(now - start, at: pace, waiting: .zero)
    sample(vm, from: start, to: now, at: pace, waiting: .zero, logging: nil, isToRun: false)
  }

  /// Enters what became of a guest's time in the samples, if any are taken.
  ///
  /// - Parameter isToRun: whether a guest that stands still does so because it is moved.
  mutating func sample(
    _ vm: VMID, from start: Instant, to end: Instant, at pace: GuestPace, waiting: Seconds,
    logging: FirstWrites?, isToRun: Bool
  ) {
    guard sampling != nil, pace.isRunning || isToRun else { return }
    let share = waiting / (end - start)
    let activities = vms[vm.index].activities
    var logging = logging
    sampling!.enter(vm, from: start, to: end) { low, high in
      var books = GuestBooks(high - low, at: pace, waiting: (high - low) * share)
      if let work = logging?.run(for: books.work, from: low, to: high, following: activities) {
        books.take(books.work - work)
      }
      return books
    }
  }

  /// What guests have felt so far, by VM; empty if nothing was recorded.
  var views: [GuestView] {
    sampling?.spans.enumerated().map { GuestView(vm: VMID($0), spans: $1) } ?? []
  }
}

extension VirtualMachine {
  /// A host dies: the copy there is lost, and with it what is worth nothing alone.
  mutating func lose(_ host: HostID) {
    // A VM that is off is its files, which lie on storage.
    if primary.host == host, primary.state != .off {
      primary.state = .lost
      isStarting = false
    }
    guard secondary?.host == host else { return }
    secondary?.state = .lost
    // In post-copy neither half is worth anything without the other.
    switch primary.state {
    case .split, .incomplete: primary.state = .lost
    case .running, .suspended, .off, .lost: break
    }
  }

  /// The datastores that it writes to at present.
  var writtenStores: [DatastoreID] {
    @inline(__always) get { disks.isEmpty || !isRunning ? [] : Self.stores(writtenOf: disks) }
  }

  private static func stores(writtenOf disks: [Disk]) -> [DatastoreID] {
    disks.filter { $0.writeRate > .zero }.map(\.datastore)
  }
}

extension Infrastructure {
  var vms: [VirtualMachine] { guests.vms }
}
