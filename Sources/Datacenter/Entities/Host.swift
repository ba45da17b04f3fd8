public import Quantities

/// A machine that runs VMs.
public struct Host: Sendable {
  /// The name by which scenarios and results know it.
  public var name: String
  /// Physical memory that VMs may be given.
  public var memory: Bytes
  /// What its processors can do.
  public var cpu: CPU
  /// Cores that VMs and migrations share; `nil` for as many as they want.
  public var cores: Double?
  /// Cores that each migration from here or to here takes while it goes on.
  public var migrationCores: Double
  /// Whether it works.
  public internal(set) var isUp = true
  /// How many faults hold it down at present, and whether one of them ends.
  var outages = 0
  var comesBack = false
  /// Until when it prepares migrations that take their turn.
  var preparesUntil = Instant.start
  /// Memory in use by VMs and held by reservations.
  public internal(set) var memoryHeld = Bytes.zero

  public init(
    name: String, memory: Bytes, cpu: CPU = CPU(), cores: Double? = nil, migrationCores: Double = 1
  ) {
    self.name = name
    self.memory = memory
    self.cpu = cpu
    self.cores = cores
    self.migrationCores = migrationCores
  }

  /// Memory that a reservation could still have.
  public var memoryFree: Bytes { memory - memoryHeld }
}

/// A processor as a guest sees it: a vendor and a set of features.
///
/// A VM may move live only where its vendor is met and every feature it uses exists (libvirt's
/// comparison, reduced to required features; cpu_x86.c).
public struct CPU: Hashable, Sendable {
  /// The vendor; empty where the scenario does not say, which fits every other.
  public var vendor: String
  /// Feature names, as CPUID flags are called: `"avx2"`.
  public var features: Set<String>

  public init(vendor: String = "", features: Set<String> = []) {
    self.vendor = vendor
    self.features = features
  }

  /// Why a guest that was started with this CPU cannot run on another, or `nil` if it can.
  public func refusal(on other: CPU) -> Refusal? {
    if !vendor.isEmpty, !other.vendor.isEmpty, vendor != other.vendor { return .cpuVendor }
    return features.isSubset(of: other.features) ? nil : .cpuFeatures
  }
}
