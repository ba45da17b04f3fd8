public import Quantities

/// What there is in a world, and how far it has come.
extension World {
  /// The hosts.
  public var hosts: [Host] { ground.hosts }
  /// The VMs.
  public var vms: [VirtualMachine] { ground.vms }
  /// The datastores.
  public var datastores: [Datastore] { ground.datastores }
  /// The links.
  public var links: [Link] { ground.links }
  /// What transfers make of the links.
  public var transport: Transport { ground.transport }
  /// The records of all migrations, in the order in which they were begun.
  public var records: [MigrationRecord] { migrations.records }
  /// The record of one migration.
  public func record(of migration: MigrationID) -> MigrationRecord { migrations.record(migration) }
  /// The same without a copy, once it has ended.
  public func keptRecord(of migration: MigrationID) -> KeptRecord { migrations.kept(migration) }
  /// How one migration has ended, if it has: what is asked of every one, without its record.
  public func end(of migration: MigrationID) -> MigrationEnd { migrations.end(of: migration) }
  /// How far a migration under way has come, as it stands at `now`; `nil` once it has ended. Nothing
  /// changes by asking.
  ///
  /// - Complexity: O(page classes + disks), or O(runs of pages) for an engine that sends in turns.
  public func progress(of migration: MigrationID, at now: Instant) -> Progress? {
    migrations.isUnderWay(migration)
      ? migrations[migration].progress(on: ground, at: now) : nil
  }

  /// The migration that keeps the run from ending, if one does: nothing happens in the world any more.
  public var endless: EndlessMigration? { endlessness.endless }
}
