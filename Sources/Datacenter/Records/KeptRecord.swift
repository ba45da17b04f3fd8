/// The record of a migration that has ended, kept once however many look at it: a record is large, and holds
/// several arrays.
public final class KeptRecord: Sendable {
  /// What is kept.
  public let record: MigrationRecord

  init(_ record: consuming MigrationRecord) { self.record = record }
}
