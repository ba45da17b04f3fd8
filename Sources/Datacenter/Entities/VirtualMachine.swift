public import Quantities

/// A virtual machine: what it needs, how it writes its memory, and where its copies are.
public struct VirtualMachine: Sendable {
  /// The name by which scenarios and results know it.
  public var name: String
  /// Its memory, class by class in address order.
  public var pageClasses: [PageClass]
  /// How the rates of its page classes vary; a class names one by its place.
  public var activities: [Activity]
  /// The CPU it was started with.
  public var cpu: CPU
  /// Where its small files (configuration, NVRAM, logs) lie.
  public var home: DatastoreID
  /// Its disks.
  public var disks: [Disk]
  /// What has to be switched over with it.
  public var devices: Devices
  /// Whether its processor is emulated in software.
  public var isEmulated: Bool
  /// The file with its memory and devices, on its home, of a VM that was suspended to disk.
  public var suspendImage = Bytes.zero

  /// The copy that owns the VM.
  public internal(set) var primary: Copy
  /// The other copy, while the VM moves.
  public internal(set) var secondary: Copy?
  /// How many cores it wants while it runs.
  public var vcpus: Int
  /// Which share of them it wants as time goes by; `nil` for all of them, always.
  public var demand: CPUDemand? {
    didSet { wantedShare = demand?.share(at: .start) ?? 1 }
  }
  /// The share that it wants at present.
  public internal(set) var wantedShare = 1.0
  /// How many cores it wants at present while it runs.
  public var wantedCores: Double { Double(vcpus) * wantedShare }
  /// What its first write to a page costs it after the dirty bitmap was reset, while writes are logged.
  public var firstWriteCost: Seconds
  /// The share of its full speed that the engine leaves it.
  var throttle = 1.0
  /// The share of the cores it wants that its host has for it.
  var contention = 1.0
  /// What became of its time where that was not all work: while it moved, or its host ran short.
  public internal(set) var books = GuestBooks()
  /// Until when they are kept.
  var settledAt = Instant.start
  /// Whether it starts again after it was lost: it is in memory, and does not run yet.
  public internal(set) var isStarting = false
  /// The migration that moves it at present.
  public internal(set) var migration: MigrationID?

  public init(
    name: String, host: HostID, isOn: Bool = true, pageClasses: [PageClass],
    activities: [Activity] = [], cpu: CPU = CPU(), vcpus: Int = 1, demand: CPUDemand? = nil,
    firstWriteCost: Seconds = .zero, home: DatastoreID, disks: [Disk] = [],
    suspendImage: Bytes = .zero, devices: Devices = .bare, isEmulated: Bool = false
  ) {
    self.name = name
    self.pageClasses = pageClasses
    self.activities = activities
    self.cpu = cpu
    self.vcpus = vcpus
    self.demand = demand
    wantedShare = demand?.share(at: .start) ?? 1
    self.firstWriteCost = firstWriteCost
    self.home = home
    self.disks = disks
    self.suspendImage = suspendImage
    self.devices = devices
    self.isEmulated = isEmulated
    primary = Copy(host: host, state: isOn ? .running : .off)
  }

  /// The VM on one host.
  public struct Copy: Hashable, Sendable {
    /// What the copy is good for.
    public enum State: Hashable, Sendable {
      /// It executes.
      case running
      /// It executes, while part of its memory is still on the other host (post-copy): only both
      /// together are consistent.
      case split
      /// Consistent, and frozen.
      case suspended
      /// Consistent, and powered off: files only.
      case off
      /// A container that is being filled.
      case incomplete
      /// Gone with its host.
      case lost
    }

    /// Where the copy is.
    public var host: HostID
    /// What it is good for.
    public var state: State

    /// Whether the VM runs here.
    public var executes: Bool {
      @inline(__always) get { state == .running || state == .split }
    }
    /// Whether the VM could go on from this copy alone.
    public var isConsistent: Bool { state == .running || state == .suspended || state == .off }
  }

  /// All of its memory.
  public var memory: Pages { pageClasses.reduce(.zero) { $0 + $1.pages } }
  /// Whether any copy executes.
  public var isRunning: Bool {
    // Called, it would be handed a copy of the VM.
    @inline(__always) get { primary.executes || secondary?.executes == true }
  }
  /// The host on which it executes.
  var runsOn: HostID? {
    @inline(__always) get {
      primary.executes ? primary.host : secondary?.executes == true ? secondary?.host : nil
    }
  }
  /// How fast it runs at present, beside what its own memory holds up.
  var pace: GuestPace {
    @inline(__always) get {
      GuestPace(isRunning: isRunning, throttle: throttle, contention: contention)
    }
  }
  /// The share of its full speed at which it runs when it runs, and does not wait for memory.
  public var speed: Double { throttle * contention }
}
