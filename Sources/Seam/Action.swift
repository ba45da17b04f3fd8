public import Quantities

/// What a strategy may order. Every order carries its own bounds and is answered by one `Report`.
public enum Action: Equatable, Sendable {
  /// Compare what the VM needs with what the destination offers. Answered by `.done` or `.refused`.
  case check(Requirements)
  /// Ask the destination to hold memory (and disk space) for the VM. `.done` or `.refused`.
  case reserve(Reservation)
  /// Read the dirty bitmap and reset it: pages written since the last read become pending. The
  /// guest runs on while the read takes its time. Answered by `.read`.
  case readBitmap(taking: Seconds = .zero)
  /// Begin to log writes: every page becomes pending, since none has been sent. A migration that
  /// sends its first round with `Order.Selection.all` has no need of it. `.read` at once.
  case startLogging
  /// Send pages, for as long as the order says. Answered by `.sent`.
  case send(Order)
  /// Let the VM run only this share of the time, from 0 (not at all) to 1 (freely), in sleeps of so
  /// long at a time.
  case throttle(Double, sleep: Seconds = .zero)
  /// Stop the VM at the source.
  case suspend(Suspension)
  /// Copy the VM's files from the source's storage to the destination's.
  case copyFiles(FileCopy)
  /// Copy the VM's disks to where the reservation has placed them, pass by pass.
  indirect case copyDisks(DiskCopy)
  /// The VM stands still for a moment where it is: a snapshot is taken. `.done` when it runs again.
  case stun(RandomQuantity<Seconds>)
  /// Merge the redo logs that were copied into their disks, at the destination.
  case consolidate
  /// Make the destination's copy the primary: the point of no return.
  case handOver(HandOver)
  /// Start the VM: at the destination after `handOver`, at the source to undo a suspension.
  case resume(Resumption)
  /// Let the VM run at the destination while what is pending is pushed, and fetched on demand. Only
  /// after `resume`; `.done` when nothing is missing any more.
  indirect case serve(Service)
  /// End the migration.
  case finish(Outcome)
}

/// Which side of the migration is meant.
public enum Side: String, Hashable, Sendable {
  /// Host A, where the VM comes from.
  case source
  /// Host B, where the VM goes.
  case destination
}

/// What must hold before a migration starts.
public struct Requirements: OptionSet, Sendable {
  public let rawValue: Int
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// Every disk of the VM is on storage that both hosts reach.
  public static let sharedStorage = Requirements(rawValue: 1)
  /// The destination's CPU has the vendor and every feature that the VM was started with.
  public static let compatibleCPU = Requirements(rawValue: 2)
  /// The VM is powered on.
  public static let running = Requirements(rawValue: 4)
  /// The VM stays on its host; only its storage moves.
  public static let sameHost = Requirements(rawValue: 8)
  /// If the VM was suspended to disk, the destination's CPU can go on with it.
  public static let resumable = Requirements(rawValue: 16)

  /// What live migration needs; room for the memory is the reservation's question.
  public static let live: Requirements = [.sharedStorage, .compatibleCPU, .running]
}

/// What stage 1 sets aside at the destination, and what asking for it takes.
public struct Reservation: Equatable, Sendable {
  /// Hold room for the VM's memory, from now until the VM leaves the destination.
  public var memory: Bool
  /// Choose a place for the VM's disks on the destination's storage.
  public var disks: Bool
  /// Whether space for all of them is held from now on, or taken as it is written.
  public var holdsSpace: Bool
  /// What becomes of holes at the destination; `nil` for what each disk is at the source.
  public var provisioning: DiskProvisioning?
  /// Round trips of the request and its confirmation.
  public var roundTrips: Double
  /// Time to create the container, beyond the round trips.
  public var duration: RandomQuantity<Seconds>
  /// What it takes beside that for each GiB of the VM's memory.
  public var perGiB: Seconds
  /// A part of the preparation before it that a source host does for one VM after the other.
  public var serial: Seconds

  public init(
    memory: Bool = true, disks: Bool = false, holdsSpace: Bool = true,
    provisioning: DiskProvisioning? = nil, roundTrips: Double = 1,
    duration: RandomQuantity<Seconds> = .constant(.zero), perGiB: Seconds = .zero,
    serial: Seconds = .zero
  ) {
    self.memory = memory
    self.disks = disks
    self.holdsSpace = holdsSpace
    self.provisioning = provisioning
    self.roundTrips = roundTrips
    self.duration = duration
    self.perGiB = perGiB
    self.serial = serial
  }
}

/// How the VM is stopped.
public struct Suspension: Equatable, Sendable {
  /// From the request until the VM stands still. It goes on writing meanwhile.
  public var latency: RandomQuantity<Seconds>
  /// A guest that has not stopped after this long goes on running, and `.suspendTimedOut` is reported.
  public var timeout: Seconds
  /// Why the live part ended, for the results.
  public var because: StopReason
  /// Whether the guest shuts down (it must boot again) rather than being frozen.
  public var powersOff: Bool
  /// How long it may stand still before the destination owns it; then `.switchOverTimedOut` is reported.
  /// `nil` for as long as it takes.
  public var longest: Seconds?

  public init(
    latency: RandomQuantity<Seconds> = .constant(.zero), timeout: Seconds = Seconds(60),
    because: StopReason, powersOff: Bool = false, longest: Seconds? = nil
  ) {
    self.latency = latency
    self.timeout = timeout
    self.because = because
    self.powersOff = powersOff
    self.longest = longest
  }
}

/// Why an engine left its live part. Engines add their own reasons.
public struct StopReason: Hashable, Sendable {
  /// One word for the results: `"round-limit"`.
  public let name: String
  /// The end of a sentence that begins with "stage 2 was left because".
  public let meaning: String

  public init(_ name: String, _ meaning: String) {
    self.name = name
    self.meaning = meaning
  }

  /// The strategy has no live part.
  public static let notLive = StopReason("not-live", "the strategy has no live part")
}

/// Stage 4: acknowledgement and go-ahead between the hosts.
public struct HandOver: Equatable, Sendable {
  /// Round trips of the handshake.
  public var roundTrips: Double
  /// Its fixed cost: renaming, registering.
  public var duration: RandomQuantity<Seconds>
  /// Removing the source's copy of each file afterwards, per file; `nil` where nothing is removed.
  public var removalPerFile: Seconds?

  public init(
    roundTrips: Double = 1, duration: RandomQuantity<Seconds>, removalPerFile: Seconds? = nil
  ) {
    self.roundTrips = roundTrips
    self.duration = duration
    self.removalPerFile = removalPerFile
  }
}

/// Starting the VM again.
public struct Resumption: Equatable, Sendable {
  /// Where the VM starts.
  public var side: Side
  /// From the order until the guest runs.
  public var duration: RandomQuantity<Seconds>
  /// Before that: until somebody gives the order to start a VM that was paused on purpose; `nil` where
  /// nobody needs to.
  public var notice: RandomQuantity<Seconds>?
  /// From the guest running until its new place is announced on the network, and the network has
  /// learnt it.
  public var announcement: RandomQuantity<Seconds>

  public init(
    on side: Side, duration: RandomQuantity<Seconds>, after notice: RandomQuantity<Seconds>? = nil,
    announcement: RandomQuantity<Seconds> = .constant(.zero)
  ) {
    self.side = side
    self.duration = duration
    self.notice = notice
    self.announcement = announcement
  }
}

/// The files of a VM that move when its storage does not serve both hosts.
public struct FileCopy: Equatable, Sendable {
  /// The small files (configuration, NVRAM, logs), each with its size; they go first. The image of a
  /// suspended VM follows.
  public var smallFiles: [Bytes]
  /// Each disk's descriptor, which goes before any extent; `nil` where disks have none.
  public var descriptor: Bytes?
  /// Whether the extents of the disks follow, one after the other.
  public var includesDisks: Bool
  /// Opening, creating and closing one file at both ends, before its first byte moves.
  public var perFile: Seconds

  public init(
    smallFiles: [Bytes], descriptor: Bytes? = nil, includesDisks: Bool = true, perFile: Seconds
  ) {
    self.smallFiles = smallFiles
    self.descriptor = descriptor
    self.includesDisks = includesDisks
    self.perFile = perFile
  }
}
