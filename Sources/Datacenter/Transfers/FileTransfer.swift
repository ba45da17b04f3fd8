import Kernel
import Quantities

/// Moving a VM's files, one after the other: the small ones first, then the disks.
struct FileTransfer: WorkKind {
  /// One file on its way.
  private struct File {
    let size: Bytes
    let path: [CapacityID]
  }

  private let copy: FileCopy
  /// Files still to be copied, the next one last.
  private var files: [File] = []
  private var bytes = Bytes.zero

  var work: Work { .files(self) }
  var isTransfer: Bool { true }

  init(_ copy: FileCopy) { self.copy = copy }

  /// Starts copying the files that must move.
  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    let vm = ground.guests[migration.plan.vm]
    let (home, disks) = (migration.holdings.home, migration.holdings.disks)
    let route = migration.plan.route
    if home != vm.home {
      let path = ground.path(from: vm.home, over: route, to: home)
      files += copy.smallFiles.map { File(size: $0, path: path) }
      if vm.suspendImage > .zero { files.append(File(size: vm.suspendImage, path: path)) }
    }
    let moved = zip(vm.disks, disks).filter { $0.datastore != $1.datastore }
      .map { disk, new in
        File(
          size: disk.content(becoming: new.provisioning),
          path: ground.path(from: disk.datastore, over: route, to: new.datastore))
      }
    if let descriptor = copy.descriptor {
      files += moved.map { File(size: descriptor, path: $0.path) }
    }
    if copy.includesDisks { files += moved }
    files.reverse()
    migration.holdings.filesCopied = files.count
    return openNext(&migration, on: &ground, at: now, &calendar)
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    switch tick {
    case .timer:
      // The open file's bytes begin to move.
      let file = files.last!
      migration.channel.send(
        file.size, along: file.path, cap: .greatest, of: migration.plan, on: &ground.wires,
        at: now, &calendar)
      return .begun
    case .flow:
      migration.channel.close(on: &ground.wires, at: now, &calendar)
      note(files.removeLast().size, of: &migration)
      return openNext(&migration, on: &ground, at: now, &calendar)
    }
  }

  /// The next file is opened; with none left, the action is done.
  private func openNext(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    guard files.isEmpty else {
      migration.clock.set(migration.plan.id, for: now + copy.perFile, &calendar)
      return .busy
    }
    if copy.includesDisks { ground.guests[migration.plan.vm].secondary?.state = .off }
    return .done(migration.report(.done, at: now, bytes: bytes))
  }

  private mutating func note(_ bytes: Bytes, of migration: inout Migration) {
    self.bytes += bytes
    migration.noteFile(bytes)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report {
    note(underWay(of: migration, on: ground, at: now).bytes, of: &migration)
    return migration.report(cause, at: now, bytes: bytes)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    (0, migration.channel.moved(of: files.last?.size ?? .zero, on: ground.wires, at: now))
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    guard let flow = migration.channel.flow else { return nil }
    return ground.wires.remaining(flow, at: now) / ground.wires.rate(of: flow)
  }
}

extension Migration {
  /// So much of a file or a disk has crossed the network.
  mutating func noteFile(_ bytes: Bytes) {
    channel.fileBytes += bytes
    record.sent += bytes
  }
}

extension BytesPerSecond {
  /// Stands for no limit where time must pass: 1 PB/s.
  static let greatest = BytesPerSecond(1e15)
}
