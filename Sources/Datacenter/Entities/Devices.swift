public import Quantities

/// What of a VM is neither guest memory nor disk, and has to be switched over with it.
public struct Devices: Hashable, Sendable {
  /// Memory of the machine that is no guest memory, such as a frame buffer: blank pages that an engine
  /// sends beside the guest's.
  public var videoMemory: Bytes
  /// What setting them up at the destination takes, in stage 1.
  public var setUp: Seconds
  /// From the VM standing still until its devices serve it at the destination, beside what is sent:
  /// stopping them, loading them, connecting what is behind them.
  public var switchOver: RandomQuantity<Seconds>
  /// The part of it that grows with the VM's memory, per GiB: devices that know the memory's addresses.
  public var switchOverPerGiB: Seconds
  /// State that is sent after the last page, beside what every machine has.
  public var state: Bytes
  /// How fast that is read out of the device and written into another, whatever the network carries.
  public var rate: BytesPerSecond

  public init(
    videoMemory: Bytes = .zero, setUp: Seconds = .zero,
    switchOver: RandomQuantity<Seconds> = .constant(.zero), switchOverPerGiB: Seconds = .zero,
    state: Bytes = .zero, rate: BytesPerSecond = .unlimited
  ) {
    self.videoMemory = videoMemory
    self.setUp = setUp
    self.switchOver = switchOver
    self.switchOverPerGiB = switchOverPerGiB
    self.state = state
    self.rate = rate
  }

  /// A machine without devices, as closed forms and benches have it.
  public static let bare = Devices()

  /// The pages that are sent beside the guest's memory.
  var pages: [PageClass] {
    guard videoMemory > .zero else { return [] }
    return [
      PageClass(name: "video memory", pages: videoMemory.pages, writes: .never, isZero: true)
    ]
  }

  /// The state that is sent after the last page.
  var pending: DeviceState { DeviceState(bytes: state, rate: rate) }
}
