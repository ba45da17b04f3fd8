public import Quantities

extension World {
  /// How far a migration has come, as it stands at `now`. Nothing changes by asking.
  ///
  /// - Complexity: O(page classes + disks), or O(runs of pages) for an engine that sends in turns.
  public func progress(of id: MigrationID, at now: Instant) -> Progress {
    let migration = migrations[id.index]
    let record = migration.record
    let (pages, bytes) = underWay(id, at: now)
    let work = diskWork[id.index]
    return Progress(
      elapsed: (record.ended ?? now) - record.started, stage: migration.stage,
      rounds: record.precopyRounds, sent: record.sent + bytes,
      remaining: Pages(Int(max(0, migration.memory.pending - pages).rounded())),
      remainingDisks: work?.dirty ?? .zero, bandwidth: migration.bandwidth,
      dirtied: Pages(Int(migration.dirtied.rounded())),
      downtimeLimit: migration.strategy.downtimeLimit)
  }

  /// What the action under way has moved that the record does not know of yet.
  private func underWay(_ id: MigrationID, at now: Instant) -> (pages: Double, bytes: Bytes) {
    let migration = migrations[id.index]
    switch migration.action {
    case .send(let order) where order.isFollowed:
      guard var turns = migration.turns, migration.flow != nil else { return (0, .zero) }
      if !turns.advance(to: now) { turns.adopt() }
      return (turns.takeSettledPages(), turns.sent.bytes)
    case .send(let order):
      if order.peek != nil {
        let all = migration.batches
        let moved = moved(of: all.batch.bytes, by: id, at: now)
        return (0, all.bytes + moved)
      }
      let all = order.state + migration.memory.costOfPending(as: order.wire)
      let moved = moved(of: all, by: id, at: now)
      return (migration.memory.pages(within: moved, as: order.wire), moved)
    case .copyFiles:
      return (0, moved(of: migration.files.last?.size ?? .zero, by: id, at: now))
    case .serve:
      let service = migration.service
      return (0, service.noted - service.left + moved(of: service.moving, by: id, at: now))
    default:
      return (0, .zero)
    }
  }
}
