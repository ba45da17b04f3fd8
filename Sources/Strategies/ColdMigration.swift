public import Quantities
public import Seam

/// Cold migration: the VM is powered off (or already off), its files are copied to the destination's
/// storage, it is registered there, the old copy is deleted, and it boots again if it is to.
///
/// Files on storage that the destination reaches stay where they are: the VM is only re-registered.
/// The steps and the file set are those of vSphere's cold migration: configuration, NVRAM, logs and
/// disk descriptors first, the memory image of a VM that was suspended to disk, then every extent. Their
/// total is a sum: files / bandwidth + overhead per file. The swap file is not copied: power-on creates
/// it anew. Towards the VM's own host, only its storage moves.
public struct ColdMigration: Strategy {
  /// What the steps cost.
  public let costs: Costs
  /// Whether the VM boots, or resumes, at the destination; `nil` for a VM that was on.
  public let boots: Bool?
  /// Whether all extents are copied at a time.
  public let isParallel: Bool
  /// What becomes of holes at the destination.
  public let options: StorageOptions
  private var frame: Frame
  private var step = Step.stopping

  /// The steps of stage 3.
  private enum Step: Sendable { case stopping, copying, copyingDisks }

  /// What the steps of a cold migration cost.
  public struct Costs: Equatable, Sendable {
    /// An orderly shutdown of the guest, which works on until its end.
    public var shutdown: RandomQuantity<Seconds>
    /// How long to wait for a guest that does not shut down (libvirt-guests: 300 s).
    public var shutdownTimeout: Seconds
    /// What one copy moves at most: 100 MiB/s were reported of MTV, and Gigabit Ethernet is known to be
    /// filled.
    public var perStream: BytesPerSecond
    /// The configuration file (.vmx, domain XML).
    public var configuration: Bytes
    /// The firmware's variables.
    public var nvram: Bytes
    /// The log files, as one.
    public var logs: Bytes
    /// A disk's descriptor (.vmdk beside its extent).
    public var descriptor: Bytes
    /// Opening, creating and closing a file at both ends.
    public var perFile: Seconds
    /// Rewriting the configuration's paths and registering the VM.
    public var registration: RandomQuantity<Seconds>
    /// Deleting one old file.
    public var removalPerFile: Seconds
    /// From power-on until the guest serves again.
    public var boot: RandomQuantity<Seconds>
    /// From power-on until a VM that was suspended to disk goes on: its image has been read.
    public var resume: RandomQuantity<Seconds>

    public init(
      shutdown: RandomQuantity<Seconds> = .constant(Seconds(10)),
      shutdownTimeout: Seconds = Seconds(300), perStream: BytesPerSecond = BytesPerSecond(130e6),
      configuration: Bytes = .kibibytes(8), nvram: Bytes = .kibibytes(528),
      logs: Bytes = .mebibytes(1), descriptor: Bytes = .kibibytes(1),
      perFile: Seconds = .milliseconds(50),
      registration: RandomQuantity<Seconds> = .constant(.milliseconds(500)),
      removalPerFile: Seconds = .milliseconds(20),
      boot: RandomQuantity<Seconds> = .constant(Seconds(30)),
      resume: RandomQuantity<Seconds> = .constant(Seconds(5))
    ) {
      self.shutdown = shutdown
      self.shutdownTimeout = shutdownTimeout
      self.perStream = perStream
      self.configuration = configuration
      self.nvram = nvram
      self.logs = logs
      self.descriptor = descriptor
      self.perFile = perFile
      self.registration = registration
      self.removalPerFile = removalPerFile
      self.boot = boot
      self.resume = resume
    }
  }

  /// A migration that has not begun.
  public init(
    costs: Costs = Costs(), boots: Bool? = nil, isParallel: Bool = false,
    options: StorageOptions = StorageOptions()
  ) {
    self.costs = costs
    self.boots = boots
    self.isParallel = isParallel
    self.options = options
    frame = Frame(restart: costs.boot)
  }

  public var stage: Stage { frame.stage }
  public var engine: String { "cold" }
  public var ceiling: BytesPerSecond { costs.perStream }

  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: shared storage is not needed, and a like CPU only where a memory image goes on.
    case .preMigration where report.cause == .requested:
      return .check(.resumable)
    case .preMigration:
      let memory = boots ?? report.wasRunning
      return frame.enter(
        .reservation,
        .reserve(
          Reservation(
            memory: memory, disks: true, holdsSpace: options.holdsSpace || !isParallel,
            provisioning: options.provisioning)))

    // Stage 1 is done: a placeholder and space for the files. Nothing is copied from a running VM;
    // one that is off already stands still at once.
    case .reservation:
      return frame.enter(
        .stopAndCopy,
        .suspend(
          Suspension(
            latency: costs.shutdown, timeout: costs.shutdownTimeout, because: .notLive,
            powersOff: true)))
    case .iterativePreCopy:
      preconditionFailure("cold migration has no pre-copy")

    // Stage 3: small files first, then every disk.
    case .stopAndCopy where step == .stopping:
      step = .copying
      return frame.stoodStill(
        wasRunning: report.wasRunning,
        .copyFiles(
          FileCopy(
            smallFiles: [costs.configuration, costs.nvram, costs.logs],
            descriptor: costs.descriptor, includesDisks: !isParallel, perFile: costs.perFile)))
    case .stopAndCopy where step == .copying && isParallel:
      step = .copyingDisks
      return .copyDisks(
        DiskCopy(
          writes: .none, until: .pass, perStream: costs.perStream, opening: costs.perFile))

    // Stage 4: registered at the destination; only then is the old copy deleted.
    case .stopAndCopy:
      return frame.enter(
        .commitment,
        .handOver(
          HandOver(duration: costs.registration, removalPerFile: costs.removalPerFile)))

    // Stage 5: power on, if wanted.
    case .commitment where boots ?? report.wasRunning:
      let start = report.wasSuspended ? costs.resume : costs.boot
      return frame.enter(.activation, .resume(Resumption(on: .destination, duration: start)))
    case .commitment, .activation, .postCopy:
      return frame.end()
    }
  }
}
