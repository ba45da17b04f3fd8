public import Quantities
public import Seam

/// Pre-copy as published about Hyper-V's live migration, as `hyper-v-like`. From literature, not from
/// source.
///
/// Passes over what has been modified, at most ten of them, or until only few pages are left; then the
/// state is transferred during the downtime. Pages may be compressed, as they are by default since Windows
/// Server 2012 R2: not here, because what that saves is the workload's to say.
public struct HyperVLike: PreCopyEngine {
  /// Live passes at most.
  public var maximumRounds: Int
  /// Fewer modified pages than this are few enough.
  public var minimumResidue: Pages
  /// How pages are compressed; `nil` for the TCP/IP option.
  public var compression: Compression?
  private var pass = 0

  public init(
    maximumRounds: Int = 10, minimumResidue: Pages = Pages(64), compression: Compression? = nil
  ) {
    self.maximumRounds = maximumRounds
    self.minimumResidue = minimumResidue
    self.compression = compression
  }

  public var name: String { "hyper-v-like" }
  /// SMB multichannel takes every NIC.
  public var usesLinksTogether: Bool { true }

  public mutating func begin(_ report: Report) -> PreCopyStep { send(.all) }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    pass >= maximumRounds ? .stopAndCopy(because: .roundLimit) : .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    if report.remaining < minimumResidue { return .stopAndCopy(because: .fewDirtyPages) }
    return send(.pending)
  }

  public func lastOrder(deviceState: Bytes) -> Order { order(.pending, state: deviceState) }

  private mutating func send(_ selection: Order.Selection) -> PreCopyStep {
    pass += 1
    return .send(order(selection), round: pass)
  }

  private func order(_ selection: Order.Selection, state: Bytes = .zero) -> Order {
    Order(
      selection, scan: .fromStart, wire: wire,
      costs: SenderCosts(fullPage: compression?.perPage ?? .zero), state: state)
  }

  /// An address before each page.
  private var wire: WireFormat {
    WireFormat(pageHeader: Bytes(8), ratio: compression?.ratio ?? 1)
  }
}

extension HyperVLike {
  /// One VM moves at 338 MB/s, ten at once at 1,762 MB/s (Hyper-V 2012 on 10 GbE). Of 1, 10 and 20 VMs of
  /// 512 MB the first takes some 5 s, and each further one 0.8 s: setting up is partly serial.
  static let costs = StageCosts(
    reservation: .constant(Seconds(2.2)), serial: Seconds(0.8), perStream: BytesPerSecond(338e6))

  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "after published descriptions of Hyper-V: at most \(usual.maximumRounds) passes; pages may be compressed",
      source: "Microsoft's published descriptions of Hyper-V's live migration",
      costs: costs,
      parameters: [
        .maximumRounds(\.maximumRounds),
        Parameter(
          "minimumResidue", \.minimumResidue, .pages,
          "Fewer pages than this are not sent live any more."),
        .compression(\.compression),
      ])
  }
}
