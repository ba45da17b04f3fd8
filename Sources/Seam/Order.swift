public import Quantities

/// An order to send pages: which, in what order, how fast, and until when.
public struct Order: Equatable, Sendable {
  /// Which pages are sent.
  public enum Selection: Hashable, Sendable {
    /// Every page of the VM: all of them become pending first.
    case all
    /// The pages that are known dirty and not yet sent.
    case pending
    /// No page, only `state`.
    case none
  }

  /// The order in which the scan visits the pages.
  public enum Scan: Hashable, Sendable {
    /// By address, continuing where the scan before stopped, around the end of memory.
    case cyclic
    /// By address, from page 0 each time.
    case fromStart
    /// In the pseudo-random order of bit-rotated frame numbers (Xen 2 and 3).
    case bitRotated
  }

  /// When the order ends.
  public enum Bound: Hashable, Sendable {
    /// When nothing is pending any more.
    case empty
    /// When, at the end of a turn, what is pending could be sent within the downtime limit at the
    /// bandwidth of the last window (QEMU).
    case remainingWithin(downtimeLimit: Seconds)
  }

  /// How the sending is cut up, and so what may leave pages out or end the order early.
  public enum Pacing: Hashable, Sendable {
    /// In one piece, until all that was selected has been sent.
    case continuous
    /// In batches of so many pages. Before each, pages that were written again are left out (Xen's
    /// peek).
    case batches(peek: Pages)
    /// In windows and turns. Between two turns the sender looks at what remains (QEMU).
    case turns(Turns)
  }

  /// The windows and turns of a sender, and what ends its order at the end of a turn.
  public struct Turns: Hashable, Sendable {
    /// A capped sender spends its budget of `rateCap` times this, then sleeps to the window's end.
    public var window: Seconds
    /// An uncapped sender ends its turn once more than this has passed ...
    public var busy: Seconds
    /// ... which it looks at every so many pages.
    public var glance: Pages
    /// When the order ends.
    public var until: Bound
    /// The first turn end after so long ends the order too; `nil` for as long as it takes.
    public var longest: Seconds?
    /// Pages that were sent before may go as what has changed in them.
    public var delta: DeltaEncoding?

    public init(
      window: Seconds, busy: Seconds, glance: Pages, until: Bound = .empty,
      longest: Seconds? = nil, delta: DeltaEncoding? = nil
    ) {
      self.window = window
      self.busy = busy
      self.glance = glance
      self.until = until
      self.longest = longest
      self.delta = delta
    }

    /// What a sender may spend in a window, in whole bytes.
    public func budget(under cap: BytesPerSecond) -> Bytes {
      Bytes((cap * window).value.rounded(.down))
    }
  }

  public var selection: Selection
  public var scan: Scan
  /// The engine's own limit, below whatever the network allows.
  public var rateCap: BytesPerSecond
  public var pacing: Pacing
  /// What pages cost on the wire.
  public var wire: WireFormat
  /// What pages cost the sender beside the wire, whatever the pacing.
  public var costs: SenderCosts
  /// What follows the pages: headers, CPU and device state.
  public var state: Bytes

  /// The windows and turns of an order that has such.
  public var turns: Turns? { if case .turns(let turns) = pacing { turns } else { nil } }

  public init(
    _ selection: Selection, scan: Scan = .cyclic, rateCap: BytesPerSecond = .unlimited,
    pacing: Pacing = .continuous, wire: WireFormat, costs: SenderCosts = .none,
    state: Bytes = .zero
  ) {
    self.selection = selection
    self.scan = scan
    self.rateCap = rateCap
    self.pacing = pacing
    self.wire = wire
    self.costs = costs
    self.state = state
  }
}

/// What pages cost on the wire, byte for byte.
///
///     bytes(n pages, z of them zero) = batchHeader * ceil(n / batch) + n * pageHeader
///                                      + (n - z) * 4096 * ratio + z * zeroPage
public struct WireFormat: Hashable, Sendable {
  /// The most pages that one batch carries.
  public var batch: Pages
  /// What each batch costs beside its pages.
  public var batchHeader: Bytes
  /// What each page costs beside its content.
  public var pageHeader: Bytes
  /// The content of a page of zeroes; `nil` where it is sent like any other.
  public var zeroPage: Bytes?
  /// The share of a page's content that is left when it has been compressed.
  public var ratio: Double

  public init(
    batch: Pages = Pages(1), batchHeader: Bytes = .zero, pageHeader: Bytes = .zero,
    zeroPage: Bytes? = nil, ratio: Double = 1
  ) {
    self.batch = batch
    self.batchHeader = batchHeader
    self.pageHeader = pageHeader
    self.zeroPage = zeroPage
    self.ratio = ratio
  }

  /// Nothing but the pages themselves.
  public static let bare = WireFormat()

  /// The cost of `full` pages with content and `zero` pages without. Page counts are `Double` for
  /// the fluid memory, whose counts are expectations.
  public func bytes(full: Double, zero: Double) -> Bytes {
    let headers =
      batchHeader.value == 0
      ? 0 : ((full + zero) / Double(batch.count)).rounded(.up) * batchHeader.value
    return Bytes(
      headers + (full + zero) * pageHeader.value + full * Pages.size.value * ratio
        + zero * contentOfZeroPage)
  }

  /// The cost of one page with content, its share of the batch header included.
  package var perFullPage: Double {
    batchHeader.value / Double(batch.count) + pageHeader.value + Pages.size.value * ratio
  }
  /// The cost of one zero page, its share of the batch header included.
  package var perZeroPage: Double {
    batchHeader.value / Double(batch.count) + pageHeader.value + contentOfZeroPage
  }
  private var contentOfZeroPage: Double { zeroPage?.value ?? Pages.size.value }
}
