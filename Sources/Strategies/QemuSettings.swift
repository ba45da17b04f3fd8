public import Quantities
import Seam

/// What can be set on QEMU's migration; the presets are the defaults of its releases.
public struct QemuSettings: Hashable, Sendable {
  /// `downtime-limit`.
  public var downtimeLimit: Seconds
  /// `max-bandwidth`: bytes per second of the live part; stop-and-copy is not capped.
  public var maximumBandwidth: BytesPerSecond
  /// Whether a remainder that equals the threshold is small enough.
  public var completesAtThreshold: Bool
  /// Whether multifd's channels look for zero pages where nobody says (since 9.0).
  public var findsZeroesInChannels: Bool
  /// What is done about a guest that writes too fast.
  public var convergence: Convergence
  /// `xbzrle`: from the second visit on, a page goes as what has changed in it.
  public var delta: Delta?
  /// `multifd`: pages go in packets over this many channels.
  public var multifd: Multifd?
  /// Pages are compressed.
  public var compression: Compression?
  /// Costs that are the host's rather than the release's.
  public var costs: Costs
  /// What is sent beside the VM's memory.
  public var firmware: Firmware
  /// When an operator stops the VM of a migration that does not get on; QEMU itself never does.
  public var stall: Stall?

  /// What is done about a guest that writes too fast.
  public enum Convergence: Hashable, Sendable {
    /// Nothing: the loop goes on until a manager intervenes.
    case wait
    case autoConverge(AutoConverge)
    case dirtyLimit(DirtyLimit)
  }

  /// An operator's patience: the VM is stopped, for as long as it takes, after so many periods of more
  /// than a second that each dirtied more than a share of what they sent. (The migrations behind Jo, Cho
  /// and Egger, SoCC 2017, all ended so or within QEMU's limit: after 5 periods of more than 0.9.)
  public struct Stall: Hashable, Sendable {
    public var periods: Int
    public var share: Double

    public init(periods: Int = 5, share: Double = 0.9) {
      self.periods = periods
      self.share = share
    }
  }

  /// `xbzrle-cache-size`, and what pages encode to.
  public struct Delta: Hashable, Sendable {
    /// The cache: a power of two of pages.
    public var cache: Bytes
    /// What is left of a page when what has changed is encoded: 8 changed bytes take 7.
    public var encodedPage: Bytes
    /// How fast pages are encoded (documented: 2 to 2.5 GB/s).
    public var encoding: BytesPerSecond
    /// Whether a cached page is replaced only when it has not been used for two bitmap reads.
    public var keepsHotPages: Bool

    public init(
      cache: Bytes = .mebibytes(64), encodedPage: Bytes = Bytes(7),
      encoding: BytesPerSecond = BytesPerSecond(2.25e9), keepsHotPages: Bool = true
    ) {
      self.cache = cache
      self.encodedPage = encodedPage
      self.encoding = encoding
      self.keepsHotPages = keepsHotPages
    }
  }

  /// `multifd-channels`, and what one channel's thread can take.
  public struct Multifd: Hashable, Sendable {
    public var channels: Int
    /// What one channel moves at most.
    public var perChannel: BytesPerSecond
    /// How much memory the thread that fills the packets walks through, whatever is in it: one thread
    /// visits every page, zero or not. 0.20 us a page were measured of idle guests of 16 GiB, 1 TiB and
    /// 4 TiB with zeroes found in the channels (QEMU commit 1e356fc14b), of which the content that they
    /// had leaves 0.19.
    public var dispatcher: BytesPerSecond
    /// Whether the channels look for zero pages rather than the thread that fills them; `nil` for what
    /// the release does.
    public var detectsZeroPages: Bool?
    /// Looking through a page for anything but zeroes. Where the thread that fills the packets does so
    /// too, 0.27 us a page were measured at 1 TiB and 0.30 at 4 TiB, walk included.
    public var zeroCheck: Seconds

    public init(
      channels: Int = 2, perChannel: BytesPerSecond = .unlimited,
      dispatcher: BytesPerSecond = Pages.size / Seconds.microseconds(0.19),
      detectsZeroPages: Bool? = nil, zeroCheck: Seconds = .microseconds(0.075)
    ) {
      self.channels = channels
      self.perChannel = perChannel
      self.dispatcher = dispatcher
      self.detectsZeroPages = detectsZeroPages
      self.zeroCheck = zeroCheck
    }

    /// The walk, per page.
    private var walk: Seconds { Pages.size / dispatcher }
    /// What a page with content takes.
    fileprivate var fullPage: Seconds { max(Pages.size / (perChannel * Double(channels)), walk) }
    /// What a page of zeroes takes: the walk and the look one after the other in one thread, or side by
    /// side in several.
    fileprivate func zeroPage(foundInChannels: Bool) -> Seconds {
      detectsZeroPages ?? foundInChannels
        ? max(walk, zeroCheck / Double(channels)) : walk + zeroCheck
    }
  }

  /// What work on the host takes.
  public struct Costs: Hashable, Sendable {
    /// Finding out that a page is all zeroes, by the one thread that also sends: 0.1 to 0.4 us were
    /// measured on small guests, 19 GiB/s on one of 1 TiB. With multifd, see there.
    public var zeroPage: Seconds
    /// Reading the dirty bitmap, per page of the VM: about 0.1 ms per GiB.
    public var bitmapPerPage: Seconds

    public init(
      zeroPage: Seconds = .microseconds(0.19), bitmapPerPage: Seconds = Seconds(0.4e-9)
    ) {
      self.zeroPage = zeroPage
      self.bitmapPerPage = bitmapPerPage
    }
  }

  /// BIOS, option ROMs and tables: RAM blocks of their own, sent once.
  public struct Firmware: Hashable, Sendable {
    public var full: Pages
    public var zero: Pages

    public init(full: Pages = Pages(140), zero: Pages = Pages(80)) {
      self.full = full
      self.zero = zero
    }
  }

  public init(
    downtimeLimit: Seconds = .milliseconds(300),
    maximumBandwidth: BytesPerSecond = Bytes.mebibytes(128) / Seconds(1),
    completesAtThreshold: Bool = false, findsZeroesInChannels: Bool = false,
    convergence: Convergence = .wait, delta: Delta? = nil, multifd: Multifd? = nil,
    compression: Compression? = nil, costs: Costs = Costs(),
    firmware: Firmware = Firmware(), stall: Stall? = nil
  ) {
    self.downtimeLimit = downtimeLimit
    self.maximumBandwidth = maximumBandwidth
    self.completesAtThreshold = completesAtThreshold
    self.findsZeroesInChannels = findsZeroesInChannels
    self.convergence = convergence
    self.delta = delta
    self.multifd = multifd
    self.compression = compression
    self.costs = costs
    self.firmware = firmware
    self.stall = stall
  }

  /// What pages cost on the wire, for the first time or again.
  func wire(again: Bool) -> WireFormat {
    var wire = multifd == nil ? QemuStream.single : QemuStream.multifd
    if let compression { wire.ratio = compression.ratio(again: again) }
    return wire
  }

  /// What pages cost the sending threads, for the first time or again, while the guest runs beside them or is
  /// paused.
  func senderCosts(again: Bool, guestPaused: Bool = false) -> SenderCosts {
    var costs = SenderCosts(zeroPage: self.costs.zeroPage)
    if let multifd {
      costs = SenderCosts(
        fullPage: multifd.fullPage,
        zeroPage: multifd.zeroPage(foundInChannels: findsZeroesInChannels))
    }
    if let compression {
      let gain =
        (guestPaused ? compression.pausedGain : 1) * (again ? compression.againGain : 1)
      let perPage = compression.perPage / gain
      costs.fullPage = max(costs.fullPage, perPage)
    }
    return costs
  }

  /// How pages go that were sent before, with XBZRLE.
  var deltaEncoding: DeltaEncoding? {
    delta.map { delta in
      DeltaEncoding(
        cache: delta.cache.pages, page: QemuStream.delta(encoded: delta.encodedPage),
        encoding: Pages.size / delta.encoding, keepsHotPages: delta.keepsHotPages)
    }
  }
}
