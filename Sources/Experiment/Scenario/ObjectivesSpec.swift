import Datacenter
import Quantities
import StrictJSON

/// What each migration of a VM should keep to.
struct ObjectivesSpec: ReadableObject, Sendable {
  static let schemaName = "Objectives"
  static let schemaText =
    "Limits that each migration of the VM should keep. Results say how often a limit is broken."

  let downtime: Seconds?
  let unreachable: Seconds?
  let slowdown: Double?

  init(reading o: inout ObjectReader) {
    downtime = o.optional(
      "downtime", .quantity(.duration),
      "The longest downtime. Pauses of failed migrations count too.")
    unreachable = o.optional(
      "unreachable", .quantity(.duration),
      "The longest time until the network has learnt the VM's new place.")
    slowdown = o.optional(
      "slowdown", .number(.within(0...1)),
      "The largest share of its work that the VM may lose while it migrates.")
    o.check(
      "downtime", "unreachable", "slowdown",
      holds: downtime != nil || unreachable != nil || slowdown != nil, "there is no objective",
      "write for example \"downtime\": \"1 s\"")
  }

  /// What an objective is about.
  enum Kind: String, CaseIterable, Sendable, Codable { case downtime, unreachable, slowdown }

  /// Whether there is an objective of a kind.
  func has(_ kind: Kind) -> Bool {
    switch kind {
    case .downtime: downtime != nil
    case .unreachable: unreachable != nil
    case .slowdown: slowdown != nil
    }
  }

  /// Whether a migration did not keep to what is said of a kind; a VM that is lost breaks everything.
  func isBroken(_ kind: Kind, by record: MigrationRecord) -> Bool {
    guard has(kind), record.wasRunning else { return false }
    if record.isVMLost { return true }
    switch kind {
    case .downtime: return record.downtime ?? record.paused > downtime!
    case .unreachable: return record.unreachable ?? record.paused > unreachable!
    case .slowdown:
      guard let time = record.totalTime, time > .zero else { return false }
      return record.lostWork / time > slowdown!
    }
  }
}
