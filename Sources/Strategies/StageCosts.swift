public import Quantities
public import Seam

/// What the stages around the copy cost, whatever the engine. All of it can be set in a scenario.
public struct StageCosts: Equatable, Sendable {
  /// Stage 1: creating the container at the destination, beyond one round trip of asking for it.
  public var reservation: RandomQuantity<Seconds>
  /// Stage 3: from asking the guest to suspend until it stands still. It writes meanwhile.
  public var suspendLatency: RandomQuantity<Seconds>
  /// Stage 3: how long to wait for a guest that does not suspend (libxl: 60 s).
  public var suspendTimeout: Seconds
  /// Stage 3: CPU and device state, sent after the last page.
  public var deviceState: Bytes
  /// Stage 3: how fast that is read out and written in, whatever the network carries; it
  /// goes with the last pages unless that is slower than the streams.
  public var deviceRate: BytesPerSecond
  /// Stage 3: how long the VM may stand still before the destination owns it; then it goes on at the
  /// source, and the migration has failed. `nil` for as long as it takes.
  public var switchOverTimeout: Seconds?
  /// Stage 4: the handshake's fixed cost, beyond its one round trip.
  public var commitment: RandomQuantity<Seconds>
  /// Stage 5: from the go-ahead until the guest runs.
  public var activation: RandomQuantity<Seconds>
  /// Stage 5: of a VM that a manager paused, from its arrival until the manager has noticed it and has it
  /// run. (54 to 57 ms were measured with QEMU 7.2 and a manager that looks every 8 ms.)
  public var resumption: RandomQuantity<Seconds>
  /// Stage 5: from the guest running until the network has learnt its new place.
  public var announcement: RandomQuantity<Seconds>
  /// Round trips in each of the handshakes of stages 1 and 4.
  public var roundTrips: Double
  /// Stage 1: the part that one migration of a source host does after the other.
  public var serial: Seconds
  /// Stage 1: claiming the VM's memory before anything is sent, per GiB, where it is backed in full from
  /// the start.
  public var preallocationPerGiB: Seconds
  /// Stage 3: tearing down the dirty log.
  public var logTeardown: LogTeardown
  /// Streams that send at a time, for each channel of the engine.
  public var streams: Int
  /// What one of them moves at most: a stream is a thread, and its core is busy then.
  public var perStream: BytesPerSecond

  public init(
    reservation: RandomQuantity<Seconds> = .constant(.zero),
    suspendLatency: RandomQuantity<Seconds> = .constant(.milliseconds(10)),
    suspendTimeout: Seconds = Seconds(60), deviceState: Bytes = .kibibytes(128),
    deviceRate: BytesPerSecond = .unlimited, switchOverTimeout: Seconds? = nil,
    commitment: RandomQuantity<Seconds> = .constant(.milliseconds(10)),
    activation: RandomQuantity<Seconds> = .constant(.milliseconds(20)),
    resumption: RandomQuantity<Seconds> = .constant(.milliseconds(50)),
    announcement: RandomQuantity<Seconds> = .constant(.zero), roundTrips: Double = 1,
    serial: Seconds = .zero, preallocationPerGiB: Seconds = .zero,
    logTeardown: LogTeardown = .none, streams: Int = 1,
    perStream: BytesPerSecond = .unlimited
  ) {
    self.reservation = reservation
    self.suspendLatency = suspendLatency
    self.suspendTimeout = suspendTimeout
    self.deviceState = deviceState
    self.deviceRate = deviceRate
    self.switchOverTimeout = switchOverTimeout
    self.commitment = commitment
    self.activation = activation
    self.resumption = resumption
    self.announcement = announcement
    self.roundTrips = roundTrips
    self.serial = serial
    self.preallocationPerGiB = preallocationPerGiB
    self.logTeardown = logTeardown
    self.streams = streams
    self.perStream = perStream
  }

  /// Nothing costs anything: what closed forms assume.
  public static let free = StageCosts(
    suspendLatency: .constant(.zero), deviceState: .zero, commitment: .constant(.zero),
    activation: .constant(.zero), resumption: .constant(.zero), roundTrips: 0)

  /// Stage 1's order.
  func reserve(memory: Bool = true, disks: Bool = false) -> Action {
    .reserve(
      Reservation(
        memory: memory, disks: disks, roundTrips: roundTrips, duration: reservation,
        perGiB: memory ? preallocationPerGiB : .zero, serial: serial))
  }
  /// Stage 3's first order.
  func suspend(because reason: StopReason, poweringOff: Bool = false) -> Action {
    .suspend(
      Suspension(
        latency: suspendLatency, timeout: suspendTimeout, because: reason, powersOff: poweringOff,
        longest: switchOverTimeout))
  }
  /// Whether the streams are faster than what reads the state out.
  private var holdsState: Bool { deviceRate < ceiling() }
  /// The state that goes with the last pages.
  var stateWithPages: Bytes { holdsState ? .zero : deviceState }
  /// The state that follows them at its own rate: this and what the VM's own devices hold, one after the
  /// other.
  func stateBehindPages(of devices: DeviceState) -> DeviceState {
    guard holdsState else { return devices }
    let bytes = deviceState + devices.bytes
    let time =
      deviceState / deviceRate + (devices.bytes > .zero ? devices.bytes / devices.rate : .zero)
    return DeviceState(bytes: bytes, rate: time > .zero ? bytes / time : .unlimited)
  }
  /// What the streams of so many channels move together at most.
  public func ceiling(channels: Int = 1) -> BytesPerSecond {
    perStream * Double(streams * channels)
  }
  /// An order to copy disks, each over a stream of its own.
  func copyDisks(_ copy: DiskCopy) -> Action {
    var copy = copy
    copy.perStream = ceiling()
    return .copyDisks(copy)
  }
  /// Stage 4's order.
  var handOver: Action { .handOver(HandOver(roundTrips: roundTrips, duration: commitment)) }
  /// Stage 5's order.
  var activate: Action { activate(afterPause: false) }
  /// Stage 5's order.
  ///
  /// - Parameter afterPause: whether a manager has paused the VM, and so must have it run.
  func activate(afterPause: Bool) -> Action {
    .resume(
      Resumption(
        on: .destination, duration: activation, after: afterPause ? resumption : nil,
        announcement: announcement))
  }
}
