public import Quantities
public import Seam

/// How an engine moves the disks of a VM that runs: its own part of the conversation, like
/// `PreCopyEngine`'s for memory. It is used twice: where only storage moves (`LiveStorage`), and where
/// disks come before memory (`SharedNothing`).
public protocol DiskMover: Equatable, Sendable {
  /// The name by which results know it.
  var name: String { get }
  /// Whether redo logs are left to be merged at the destination.
  var leavesLogs: Bool { get }
  /// The first step, when the destination has a place for the disks.
  mutating func begin() -> DiskStep
  /// The next step, after the last one has been carried out.
  mutating func next(after report: Report) -> DiskStep
  /// What is copied of a VM that stands still.
  var lastCopy: DiskCopy { get }
}

extension DiskMover {
  public var leavesLogs: Bool { false }
}

/// What an engine may do with disks while the VM runs.
public enum DiskStep: Equatable, Sendable {
  /// Copy.
  case copy(DiskCopy)
  /// Let the VM stand still for a moment: a snapshot is taken.
  case stun(RandomQuantity<Seconds>)
  /// The disks are as near as they will come: leave the live part.
  case switchOver(because: StopReason)
  /// They will never be near enough.
  case giveUp
}

/// What the stages around the disks' copy ask for and cost.
public struct StorageOptions: Equatable, Sendable {
  /// Whether space for all of the disks is held from the start, or taken as it is written.
  public var holdsSpace: Bool
  /// What becomes of holes at the destination; `nil` for what each disk is at the source.
  public var provisioning: DiskProvisioning?

  public init(holdsSpace: Bool = true, provisioning: DiskProvisioning? = nil) {
    self.holdsSpace = holdsSpace
    self.provisioning = provisioning
  }

  /// What can be set.
  static let form = Form(
    StorageOptions(),
    [
      Parameter(
        "reserve", \.holdsSpace, .flag,
        "Whether space for all disks is reserved at the start. Otherwise space is taken when it is written, and may run out."
      ),
      .provisioning(\.provisioning),
    ],
    rules: [
      Rule("reserve", "provisioning") { options, _ in
        Complaint(
          unless: options.holdsSpace || options.provisioning != .thick,
          "disks that become thick take all of their space at once, reserved or not",
          "remove \"reserve\", or write \"thin\"")
      }
    ])

  /// What can be set, for those who only read it.
  public static var description: FormDescription { form.description }

  /// The options that are given.
  public init(_ settings: Settings) { self = Self.form.value(settings) }

  /// Stage 1's order.
  func reserve(memory: Bool, _ costs: StageCosts) -> Action {
    .reserve(
      Reservation(
        memory: memory, disks: true, holdsSpace: holdsSpace, provisioning: provisioning,
        roundTrips: costs.roundTrips, duration: costs.reservation))
  }
}

extension Parameter {
  static func provisioning(
    _ place: any WritableKeyPath<Subject, DiskProvisioning?> & Sendable
  ) -> Parameter {
    Parameter(
      "provisioning", place, .choice("\"thin\" or \"thick\""),
      "Whether disks are thin or thick at the destination. Without it, each disk stays as it is.")
  }
}

extension StopReason {
  /// Nothing is dirty on any disk.
  public static let disksReady = StopReason(
    "disks-ready", "nothing was dirty on the disks any more")
}
