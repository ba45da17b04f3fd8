import Kernel
import Quantities

/// Snapshots of disks: the moment that taking one costs, and what merging it again costs.
extension World {
  /// The VM stands still where it is.
  mutating func stun(
    for time: Seconds, _ id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    let vm = migrations[id.index].vm.index
    if vms[vm].isRunning {
      vms[vm].primary.state = .suspended
      migrations[id.index].record.pausedAt = now
      shareCores(at: now)
    }
    return wait(id, time, at: now, &calendar)
  }

  /// The moment is over.
  mutating func endStun(_ id: MigrationID, at now: Instant) {
    settle(id, at: now)
    let vm = migrations[id.index].vm.index
    guard let paused = migrations[id.index].record.pausedAt else { return }
    migrations[id.index].record.paused += now - paused
    migrations[id.index].record.pausedAt = nil
    migrations[id.index].record.stuns += 1
    if vms[vm].primary.state == .suspended { vms[vm].primary.state = .running }
    shareCores(at: now)
  }

  /// What was copied of redo logs is read and written once more, at the destination.
  mutating func consolidate(
    for id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    guard diskWork[id.index] != nil else { return report(id, .done, at: now) }
    for disk in diskWork[id.index]!.mirrors.indices {
      let mirror = diskWork[id.index]!.mirrors[disk]
      let base = mirror.map.granularity * mirror.map.cells.reduce(0) { $0 + $1.chunks }
      let logs = mirror.record.copied - base
      guard logs > .zero else { continue }
      let store = storageCapacities[mirror.record.destination.index]
      let flow = network.open(
        store.reading + store.writing, cap: .greatest, bytes: logs, at: now, &calendar)
      diskFlows[flow.index] = DiskFlow(migration: id, disk: disk)
      change(disk, of: id) {
        $0.flow = flow
        $0.state = .copying
        $0.record.passes.append(
          DiskPass(kind: .consolidation, number: $0.record.passes.count + 1, started: now))
      }
    }
    return diskWork[id.index]!.isDone ? report(id, .done, at: now) : nil
  }

  /// The logs of a disk have been merged.
  mutating func consolidated(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    change(disk, of: id) {
      $0.closePass(at: now, remaining: .zero)
      // What is merged does not cross the network, and is not copied once more.
      let last = $0.record.passes.count - 1
      $0.record.passes[last].copied =
        $0.record.copied - $0.map.granularity * $0.map.cells.reduce(0) { $0 + $1.chunks }
      $0.state = .idle
    }
    closeCopy(disk, of: id, at: now, &calendar)
    guard diskWork[id.index]!.isDone else { return }
    proceed(id, after: report(id, .done, at: now), at: now, &calendar)
  }
}
