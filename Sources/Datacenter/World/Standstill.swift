public import Quantities

/// A run whose clock stands still: so much has happened at one instant that it will not go on.
public struct Standstill: Hashable, Sendable, Error {
  /// When.
  public let at: Instant
  /// The migration that something happened to last.
  public let migration: MigrationID
  /// How many things have happened then.
  public let count: Int
}

/// Counts what happens at one instant.
struct InstantCounter {
  private var instant = Instant.start
  private var count = 0
  /// The most that may happen at an instant: whatever is asked for at once ends long before.
  private let most: Int
  private(set) var standstill: Standstill?

  init(vms: Int) { most = 1_000_000 + 1000 * vms }

  /// Something happens to a migration.
  ///
  /// - Returns: whether the run may go on.
  mutating func note(_ migration: MigrationID, at now: Instant) -> Bool {
    if now != instant {
      instant = now
      count = 0
    }
    count += 1
    guard count > most else { return true }
    standstill = standstill ?? Standstill(at: now, migration: migration, count: count)
    return false
  }
}
