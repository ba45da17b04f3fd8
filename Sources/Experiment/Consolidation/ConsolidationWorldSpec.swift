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
          "CloudSim 3.0.3's world: migrations take a fixed time, and memory is not checked. Each of its rules can be switched off.",
          Shape<CloudSimWorldSpec>.object.map { .cloudSim($0.rules) }),
        Variant(
          "migrations",
          "A world in which every migration is simulated: the VM dirties pages, transfers share NICs, memory is held at both ends, and a migration may be late or refused.",
          Shape<MigrationWorldSpec>.object.map { .migrations($0) }),
      ])
  }
}

/// The rules of CloudSim's world.
struct CloudSimWorldSpec: ReadableObject, Sendable {
  static let schemaName = "CloudSimWorld"
  static let schemaText =
    "The world as CloudSim 3.0.3 simulates it. A host may hold more memory than it has, a VM may be in two places, idle VMs are deleted, and transfers do not share links."

  let rules: CloudSimRules

  init(reading o: inout ObjectReader) {
    var rules = CloudSimRules()
    rules.checksMemory = o.optional(
      "checksMemory", .flag, default: rules.checksMemory,
      "Whether a host takes VMs only up to its memory. CloudSim checks this only when VMs are created."
    )
    rules.sendsOnce = o.optional(
      "sendsOnce", .flag, default: rules.sendsOnce,
      "Whether a host that receives VMs in a round is kept from being emptied in the same round. CloudSim may send a VM to two hosts at once."
    )
    rules.deletesIdle = o.optional(
      "deletesIdle", .flag, default: rules.deletesIdle,
      "Whether a VM that asks for no CPU at an update is deleted.")
    rules.countsArrivalsInFull = o.optional(
      "countsArrivalsInFull", .flag, default: rules.countsArrivalsInFull,
      "Whether a VM that is arriving counts with all the CPU it asks for. The host gives it only a tenth, so the host counts as short of CPU."
    )
    rules.rate = o.optional(
      "rate", .quantity(.bandwidth), default: rules.rate,
      "The rate at which each migration sends memory, however many run.")
    rules.migrationShare = o.optional(
      "migrationShare", .number(.within(0...0.99)), default: rules.migrationShare,
      "The share of a VM's CPU that is lost at its source and taken at its destination while it migrates."
    )
    self.rules = rules
  }
}
