public import Quantities

/// What a day in CloudSim's world came to, in the measures of Beloglazov and Buyya (2012).
public struct CloudSimResult: Hashable, Sendable {
  /// In joules. It leaves out the time before the first round and after the last update, boots, and
  /// intervals in which a host is switched on.
  public var joules = 0.0
  /// Migrations planned; a VM that is sent twice in a round counts twice.
  public var migrations = 0
  /// The part of the time of active hosts in which VMs got less than they asked for: SLATAH.
  public var overload = 0.0
  /// What VMs asked for and did not get while they migrated, as a part of all that was asked for: PDM.
  public var degradation = 0.0
  /// How often a host became idle.
  public var shutdowns = 0
  /// How long a host had been on when it became idle, on average; `nil` if none did.
  public var timeBeforeShutdown: Seconds?
  /// How long a VM migrated, on average over all times that it did; `nil` if none did. CloudSim prints it as
  /// the mean time before a migration.
  public var migrationTime: Seconds?
  /// VMs that were deleted because they asked for nothing.
  public var deleted = 0
  /// Hosts with something to do, on average over the rounds.
  public var activeHosts = 0.0
  /// VMs that found no host when they were created.
  public var unplaced = 0

  /// In kilowatt-hours.
  public var kilowattHours: Double { joules / 3.6e6 }
  /// SLAV: overload times degradation.
  public var violation: Double { overload * degradation }

  /// Nothing yet.
  public init() {}
}
