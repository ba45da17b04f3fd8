import Kernel
import Quantities

/// What a migration holds of the world, and where the VM's files will lie.
struct Holdings {
  /// Memory held at the destination.
  private(set) var memory = Bytes.zero
  /// Where each disk will lie, and the home of the small files.
  private(set) var disks: [Disk] = []
  private(set) var home: DatastoreID
  /// Whether the two have been chosen, and the space for them is held.
  private(set) var isPlaced = false
  private(set) var holdsSpace = true
  /// Whether the destination's copy has become the primary.
  var isHandedOver = false
  /// Whether it keeps cores of both hosts busy.
  private(set) var isWorking = false
  /// How many files have been copied, which are removed afterwards.
  var filesCopied = 0
  /// What copies claim as they go, of a migration whose end nobody knows.
  var claims: [SpaceClaim] = []

  init(of vm: borrowing VirtualMachine) { home = vm.home }

  // MARK: At the destination

  /// Sets aside what a reservation asks for, all or nothing.
  ///
  /// - Returns: why the destination refuses, or `nil`.
  mutating func hold(
    _ reservation: Reservation, for plan: Itinerary, wasRunning: Bool,
    on ground: inout Infrastructure
  ) -> Refusal? {
    // A VM that stays on its host has its memory there already.
    let isThere = plan.staysOnItsHost && wasRunning
    let wanted = reservation.memory && !isThere ? ground.guests[plan.vm].memory.bytes : .zero
    if wanted > ground.hosts[plan.destination.index].memoryFree { return .noRoom }
    if reservation.disks, let refusal = place(reservation, for: plan, on: &ground) {
      return refusal
    }
    ground.hold(wanted, on: plan.destination)
    memory = wanted
    ground.change(plan.vm) {
      $0.secondary = .init(host: plan.destination, state: .incomplete)
    }
    return nil
  }

  /// Decides where each file will lie at the destination, and holds the space for the disks.
  ///
  /// What the destination reaches stays where it is, unless the request names a datastore.
  private mutating func place(
    _ reservation: Reservation, for plan: Itinerary, on ground: inout Infrastructure
  ) -> Refusal? {
    let vm = ground.guests[plan.vm]
    // What grows beyond its content, or has no copy of its own to claim space, is held from the start.
    let holds =
      reservation.holdsSpace || reservation.provisioning == .thick || vm.suspendImage > .zero
    let stores = ground.space.datastores
    var room = FilePlacement(
      amongst: stores.indices.filter { stores[$0].isReachable(from: plan.destination) },
      wanted: plan.wantedStore)
    func place(_ size: Bytes, from old: DatastoreID) throws(FilePlacement.NoPlace) -> DatastoreID {
      try room.place(holds ? size : .zero, from: old) { stores[$0].capacity - stores[$0].used }
    }
    do {
      let home = try place(vm.suspendImage, from: vm.home)
      var disks: [Disk] = []
      for disk in vm.disks {
        var new = disk
        new.provisioning = reservation.provisioning ?? disk.provisioning
        new.datastore = try place(new.space, from: disk.datastore)
        disks.append(new.datastore == disk.datastore ? disk : new)
      }
      self.home = home
      self.disks = disks
    } catch {
      return error.refusal
    }
    isPlaced = true
    holdsSpace = holds
    forEachHold(of: vm) { ground.space.hold($1, on: $0) }
    return nil
  }

  /// What the reservation holds, datastore by datastore.
  func forEachHold(of vm: VirtualMachine, _ body: (DatastoreID, Bytes) -> Void) {
    guard holdsSpace, isPlaced else { return }
    if home != vm.home { body(home, vm.suspendImage) }
    for (disk, new) in zip(vm.disks, disks) where disk.datastore != new.datastore {
      body(new.datastore, new.space)
    }
  }

  // MARK: Cores

  /// The migration begins, or ends, to cost its hosts something.
  mutating func setWorking(_ isWorking: Bool, for plan: Itinerary, on cores: inout Cores) {
    guard self.isWorking != isWorking else { return }
    self.isWorking = isWorking
    cores.setWorking(isWorking, from: plan.source, to: plan.destination)
  }

  // MARK: Afterwards

  /// The VM's files are those at the destination; the old ones are deleted.
  func moveFiles(of vm: VMID, on ground: inout Infrastructure) {
    guard isPlaced else { return }
    let old = ground.guests[vm]
    for (disk, new) in zip(old.disks, disks) where disk.datastore != new.datastore {
      ground.space.free(disk.space, on: disk.datastore)
      if holdsSpace { ground.space.letGo(new.space, on: new.datastore) }
      ground.space.take(new.space, on: new.datastore)
    }
    if home != old.home {
      ground.space.free(old.suspendImage, on: old.home)
      if holdsSpace { ground.space.letGo(old.suspendImage, on: home) }
      ground.space.take(old.suspendImage, on: home)
    }
    ground.change(vm) {
      $0.disks = disks
      $0.home = home
    }
  }

  /// The reservation ends: its memory and its space are free again.
  func release(for plan: Itinerary, on ground: inout Infrastructure) {
    ground.release(memory, on: plan.destination)
    forEachHold(of: ground.guests[plan.vm]) { ground.space.letGo($1, on: $0) }
  }
}

extension Migration {
  /// Where each disk will lie, and the home of the small files.
  var newDisks: [Disk] { holdings.disks }
  var newHome: DatastoreID { holdings.home }
  /// Whether space for all of them is held, or taken as it is written.
  var holdsSpace: Bool { holdings.holdsSpace }
  /// How many files have been copied.
  var filesCopied: Int {
    get { holdings.filesCopied }
    set { holdings.filesCopied = newValue }
  }
  mutating func leaveInDoubt(_ claims: [SpaceClaim]) { holdings.claims = claims }
}
