import Kernel
import Quantities

/// Moving a VM's files, one after the other: the small ones first, then the disks.
struct FileTransfer: WorkKind {
  /// Opening, creating and closing one file at both ends, before its first byte moves.
  private let perFile: Seconds
  private let includesDisks: Bool
  private var bytes = Bytes.zero

  var work: Work { .files(self) }
  var isTransfer: Bool { true }

  init(_ copy: FileCopy) {
    perFile = copy.perFile
    includesDisks = copy.includesDisks
  }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    openNext(&migration, on: &ground, at: now, &calendar)
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    switch tick {
    case .timer:
      // The open file's bytes begin to move.
      let file = migration.nextFile!
      migration.channel.send(
        file.size, along: file.path, cap: .greatest, of: migration.plan, on: &ground.wires,
        at: now, &calendar)
      return .begun
    case .flow:
      migration.channel.close(on: &ground.wires, at: now, &calendar)
      note(migration.nextFile!.size, of: &migration)
      migration.dropFile()
      return openNext(&migration, on: &ground, at: now, &calendar)
    }
  }

  /// The next file is opened; with none left, the action is done.
  private func openNext(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    guard migration.nextFile == nil else {
      migration.clock.set(migration.plan.id, for: now + perFile, &calendar)
      return .busy
    }
    if includesDisks { ground.guests[migration.plan.vm].secondary?.state = .off }
    return .done(ActionEnd(.done, bytes: bytes))
  }

  private mutating func note(_ bytes: Bytes, of migration: inout Migration) {
    self.bytes += bytes
    migration.noteFile(bytes)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    note(underWay(of: migration, on: ground, at: now).bytes, of: &migration)
    return ActionEnd(cause, bytes: bytes)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    (
      0,
      migration.channel.moved(
        of: migration.nextFile?.size ?? .zero, on: ground.wires, at: now)
    )
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    guard let flow = migration.flow else { return nil }
    return ground.wires.remaining(flow, at: now) / ground.wires.rate(of: flow)
  }
}

extension Migration {
  /// Finds the files that must move: the small ones first, then descriptors and disks.
  mutating func queueFiles(_ copy: FileCopy, on ground: borrowing Infrastructure) {
    let vm = ground.guests[plan.vm]
    var files: [FileOnItsWay] = []
    if newHome != vm.home {
      let path = ground.path(from: vm.home, over: plan.route, to: newHome)
      files += copy.smallFiles.map { FileOnItsWay(size: $0, path: path) }
      if vm.suspendImage > .zero { files.append(FileOnItsWay(size: vm.suspendImage, path: path)) }
    }
    var moved: [FileOnItsWay] = []
    for (disk, new) in zip(vm.disks, newDisks) where disk.datastore != new.datastore {
      moved.append(
        FileOnItsWay(
          size: disk.content(becoming: new.provisioning),
          path: ground.path(from: disk.datastore, over: plan.route, to: new.datastore)))
    }
    if let descriptor = copy.descriptor {
      files += moved.map { FileOnItsWay(size: descriptor, path: $0.path) }
    }
    if copy.includesDisks { files += moved }
    queue(files)
    filesCopied = files.count
  }

}

extension BytesPerSecond {
  /// Stands for no limit where time must pass: 1 PB/s.
  static let greatest = BytesPerSecond(1e15)
}
