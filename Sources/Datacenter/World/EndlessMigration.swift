public import Quantities

/// A migration that keeps a run from ending: the run does not go on with it.
public struct EndlessMigration: Hashable, Sendable, Error {
  /// What there was too much of.
  public enum Excess: Hashable, Sendable {
    /// So much happened at one instant: the clock stands still.
    case atOneInstant(Int)
    /// It had so many rounds, each of which is kept as a row of results.
    case rounds(Int)
  }

  public let excess: Excess
  /// When.
  public let at: Instant
  /// The migration that something happened to last.
  public let migration: MigrationID
}

/// Counts what happens at one instant, and in one migration.
struct EndlessnessGuard {
  /// The most rounds of a migration: a day of them where each takes 86 ms.
  static let mostRounds = 1_000_000

  private var instant = Instant.start
  private var count = 0
  /// The most that may happen at an instant: whatever is asked for at once ends long before.
  private let most: Int
  private(set) var endless: EndlessMigration?

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
    stop(migration, .atOneInstant(count), at: now)
    return false
  }

  /// A migration has had some rounds.
  ///
  /// - Returns: whether the run may go on.
  mutating func note(_ migration: MigrationID, rounds: Int, at now: Instant) -> Bool {
    guard rounds > Self.mostRounds else { return true }
    stop(migration, .rounds(Self.mostRounds), at: now)
    return false
  }

  private mutating func stop(
    _ migration: MigrationID, _ excess: EndlessMigration.Excess, at now: Instant
  ) {
    endless = endless ?? EndlessMigration(excess: excess, at: now, migration: migration)
  }
}
