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
  /// Stage 4: the handshake's fixed cost, beyond its one round trip.
  public var commitment: RandomQuantity<Seconds>
  /// Stage 5: from the go-ahead until the guest runs.
  public var activation: RandomQuantity<Seconds>
  /// Stage 5: of a VM that a manager paused, from its arrival until the manager has noticed it and has it
  /// run. (54 to 57 ms were measured with QEMU 7.2 and a manager that looks every 8 ms.)
  public var resumption: RandomQuantity<Seconds>
  /// Stage 5: from the guest running until it announces its new place.
  public var announcement: Seconds
  /// Round trips in each of the handshakes of stages 1 and 4.
  public var roundTrips: Double

  public init(
    reservation: RandomQuantity<Seconds> = .constant(.zero),
    suspendLatency: RandomQuantity<Seconds> = .constant(.milliseconds(10)),
    suspendTimeout: Seconds = Seconds(60), deviceState: Bytes = .kibibytes(128),
    commitment: RandomQuantity<Seconds> = .constant(.milliseconds(10)),
    activation: RandomQuantity<Seconds> = .constant(.milliseconds(20)),
    resumption: RandomQuantity<Seconds> = .constant(.milliseconds(50)),
    announcement: Seconds = .zero, roundTrips: Double = 1
  ) {
    self.reservation = reservation
    self.suspendLatency = suspendLatency
    self.suspendTimeout = suspendTimeout
    self.deviceState = deviceState
    self.commitment = commitment
    self.activation = activation
    self.resumption = resumption
    self.announcement = announcement
    self.roundTrips = roundTrips
  }

  /// Nothing costs anything: what closed forms assume.
  public static let free = StageCosts(
    suspendLatency: .constant(.zero), deviceState: .zero, commitment: .constant(.zero),
    activation: .constant(.zero), resumption: .constant(.zero), roundTrips: 0)

  /// Stage 1's order.
  func reserve(memory: Bool = true, disks: Bool = false) -> Action {
    .reserve(
      Reservation(memory: memory, disks: disks, roundTrips: roundTrips, duration: reservation))
  }
  /// Stage 3's first order.
  func suspend(because reason: StopReason) -> Action {
    .suspend(Suspension(latency: suspendLatency, timeout: suspendTimeout, because: reason))
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
