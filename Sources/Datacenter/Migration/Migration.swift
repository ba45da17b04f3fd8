import Kernel
import Quantities
import Randomness

/// A migration under way: a strategy, the memory it moves, and what it is doing.
struct Migration {
  /// What moves, from where to where.
  let plan: Itinerary
  /// The conversation with the strategy.
  var talk: Conversation
  /// What it is doing at present.
  var work = Work.nothing
  /// When that began, and the event that ends it.
  var clock: ActionClock
  var memory: Memory
  var draws: RandomSource
  var record: MigrationRecord
  /// The transfer of pages and files, and what it has measured.
  var channel: Channel
  /// What it holds at the destination, and where the VM's files will lie.
  var holdings: Holdings
  /// Until when the guest is accounted for, and what it writes.
  var guest: GuestWatch
  /// The disks that it copies, pass by pass.
  var disks: DiskWork?
  /// The guest and its missing memory, in post-copy.
  var service: ServiceWork?

  init(
    _ plan: Itinerary, with strategy: any Strategy, of vm: borrowing VirtualMachine,
    fidelity: MemoryFidelity?,
    drawing draws: RandomSource, requested: Instant, at now: Instant
  ) {
    self.plan = plan
    talk = Conversation(with: strategy)
    clock = ActionClock(now)
    memory = Memory(
      classes: Self.classes(of: vm, strategy.firmware, plan.devices),
      fidelity: fidelity ?? strategy.preferredFidelity,
      translated: vm.isEmulated ? strategy.translatedPages : .zero)
    self.draws = draws
    record = MigrationRecord(
      vm: plan.vm, source: plan.source, destination: plan.destination, engine: strategy.engine,
      requested: requested, started: now, wasRunning: vm.isRunning, memory: vm.memory)
    record.wasSuspended = vm.suspendImage > .zero
    record.stages.reserveCapacity(6)
    holdings = Holdings(of: vm)
    guest = GuestWatch(from: now)
    // Copies within a host need no stream.
    channel = Channel(
      ceiling: plan.staysOnItsHost ? .unlimited : strategy.ceiling * Double(plan.linksAtOnce),
      connections: strategy.connections)
    record.enter(talk.stage, at: now)
  }

  /// What is sent of a VM: its pages, those of devices in use, and the engine's own. Mostly they are the VM's,
  /// whose list is then not copied.
  private static func classes(
    of vm: borrowing VirtualMachine, _ firmware: [PageClass], _ devices: Devices
  ) -> [PageClass] {
    var classes = vm.pageClasses
    if vm.isRunning, !devices.pages.isEmpty { classes += devices.pages }
    if !firmware.isEmpty { classes += firmware }
    return classes
  }
}
