import Consolidation
import Quantities
import StrictJSON

/// In what world a day of consolidation passes.
enum ConsolidationWorldSpec: Sendable {
  /// CloudSim's, as far as its rules are not taken back.
  case cloudSim(CloudSimRules)
  /// One in which migrations are simulated.
  case migrations(MigrationWorldSpec)

  static var shape: Shape<ConsolidationWorldSpec> {
    .choice(
      "a world",
      [
        Variant(
          "cloudSim",
          "CloudSim 3.0.3's world: migrations take a fixed time, and memory is not checked. Each of its rules can be taken back.",
          Shape<CloudSimWorldSpec>.object.map { .cloudSim($0.rules) }),
        Variant(
          "migrations",
          "A world in which every migration is simulated: it dirties pages, shares NICs, holds memory at both ends, and may be late or refused.",
          Shape<MigrationWorldSpec>.object.map { .migrations($0) }),
      ])
  }
}

/// The rules of CloudSim's world.
struct CloudSimWorldSpec: ReadableObject, Sendable {
  static let schemaName = "CloudSimWorld"
  static let schemaText =
    "CloudSim 3.0.3's world. What holds elsewhere does not hold here: a host may hold more memory than it has, a VM may be in two places, idle VMs are deleted, and transfers do not share links."

  let rules: CloudSimRules

  init(reading o: inout ObjectReader) {
    var rules = CloudSimRules()
    rules.checksMemory = o.optional(
      "checksMemory", .flag, default: rules.checksMemory,
      "Whether a host takes no more VMs than its memory holds. CloudSim checks it at creation only."
    )
    rules.sendsOnce = o.optional(
      "sendsOnce", .flag, default: rules.sendsOnce,
      "Whether a host that gets VMs in a round is not emptied in the same round. In CloudSim a VM may be sent to two hosts at once."
    )
    rules.deletesIdle = o.optional(
      "deletesIdle", .flag, default: rules.deletesIdle,
      "Whether a VM that asks for nothing at an update is deleted.")
    rules.countsArrivalsInFull = o.optional(
      "countsArrivalsInFull", .flag, default: rules.countsArrivalsInFull,
      "Whether a VM that is coming in counts in full as asked for, though a tenth of it is given, so that its host counts as short."
    )
    rules.rate = o.optional(
      "rate", .quantity(.bandwidth), default: rules.rate,
      "How fast every migration sends memory, however many there are.")
    rules.migrationShare = o.optional(
      "migrationShare", .number(.within(0...0.99)), default: rules.migrationShare,
      "The share of its CPU that a VM loses at its source while it migrates, and takes at its destination."
    )
    self.rules = rules
  }
}
