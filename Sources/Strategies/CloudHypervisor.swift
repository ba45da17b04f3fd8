public import Quantities
public import Seam

/// Cloud Hypervisor's pre-copy, as `cloud-hypervisor` (read after v53: vmm/src/lib.rs,
/// vm-migration/src/protocol.rs).
///
/// Whole passes, and a stop by time. Pass 0 sends the memory but for its holes; each later one a table
/// of what has been written since. Before a table is sent, its bytes over the bandwidth of the pass
/// before are compared with the downtime that is allowed. A table that is small enough is *not* sent
/// any more while the VM runs: the VM is paused, the log read again, and both go as one.
///
///     table(n ranges) = 16 + 16 n bytes;  est(k) = bytes(k) / (bytes(k-1) / time(k-1))
///
/// A guest that never gets there is given up, or moved all the same, when the time is over.
public struct CloudHypervisor: PreCopyEngine {
  /// What happens when the time is over.
  public enum TimeoutAction: String, Hashable, Sendable, CaseIterable {
    /// The migration ends with an error, and the VM runs on at the source.
    case cancel
    /// The VM is paused and moved, however long that takes.
    case ignore
  }

  /// What is left may take this long to send (`downtime_ms`).
  public var downtimeLimit: Seconds
  /// How long the passes may go on (`timeout_s`).
  public var timeout: Seconds
  /// What happens then (`timeout_strategy`).
  public var timeoutAction: TimeoutAction
  /// Over how many connections pages go; they send chunks of 64 MiB in turn (`connections`).
  public var connections: Int
  /// What one of them moves at most.
  public var perConnection: BytesPerSecond
  /// Fetching the dirty log and making ranges of it, per page of the VM.
  public var readingPerPage: Seconds
  private var pass = 0
  private var elapsed = Seconds.zero
  /// The bytes of the pass under way, and the bandwidth of the one before.
  private var table = Bytes.zero
  private var bandwidth = BytesPerSecond.zero

  /// Its own numbers: 300 ms, 3600 s; 25 ms a read were measured for 64 GiB.
  public init(
    downtimeLimit: Seconds = .milliseconds(300), timeout: Seconds = Seconds(3600),
    timeoutAction: TimeoutAction = .cancel, connections: Int = 1,
    perConnection: BytesPerSecond = .unlimited, readingPerPage: Seconds = Seconds(0.36e-3 / 262_144)
  ) {
    self.downtimeLimit = downtimeLimit
    self.timeout = timeout
    self.timeoutAction = timeoutAction
    self.connections = connections
    self.perConnection = perConnection
    self.readingPerPage = readingPerPage
  }

  public var name: String { "cloud-hypervisor" }
  public var channels: Int { connections }
  /// What all connections together move at most.
  public var rateCap: BytesPerSecond { perConnection * Double(connections) }
  public func readingTime(of memory: Pages) -> Seconds { readingPerPage * Double(memory.count) }

  /// What the stages around the copy take: of 298 ms of downtime, 7 ms were for the state, 19 for
  /// sending and restoring it, 1 for the go-ahead (pull request 7979).
  public static let costs = StageCosts(
    suspendLatency: .constant(.zero), commitment: .constant(.milliseconds(26)),
    activation: .constant(.milliseconds(1)), logTeardown: .kvm, perStream: QemuStream.ceiling)

  public mutating func begin(_ report: Report) -> PreCopyStep {
    // The table knows no zero pages, only ranges that nobody has touched.
    send(.all, pages: report.memory, of: report.memory)
  }

  public var allowedDowntime: Seconds? { downtimeLimit }

  public mutating func afterSending(_ report: Report) -> PreCopyStep {
    elapsed += report.elapsed
    if report.elapsed > .zero { bandwidth = table / report.elapsed }
    return .readBitmap
  }

  public mutating func afterReading(_ report: Report) -> PreCopyStep {
    elapsed += report.elapsed
    if report.remaining.bytes <= bandwidth * downtimeLimit {
      return .stopAndCopy(because: .withinDowntimeLimit)
    }
    guard elapsed < timeout else {
      return timeoutAction == .ignore ? .stopAndCopy(because: .timeLimit) : .giveUp(.timedOut)
    }
    pass += 1
    return send(.pending, pages: report.remaining, of: report.memory)
  }

  public func lastOrder(deviceState: Bytes) -> Order {
    Order(.pending, scan: .fromStart, rateCap: rateCap, wire: Self.wire, state: deviceState)
  }

  private mutating func send(
    _ selection: Order.Selection, pages: Pages, of memory: Pages
  ) -> PreCopyStep {
    table = pages.bytes
    return .send(
      Order(
        selection, scan: .fromStart, rateCap: rateCap, wire: Self.wire,
        state: Self.tableBytes(dirty: pages, of: memory)), round: pass)
  }

  /// Pages go as they are; holes do not go at all.
  static let wire = WireFormat(zeroPage: .zero)

  /// A request, and an address and a length for each range. Of N pages of which a share q is dirty
  /// anywhere, q (1 - q) N + 1 ranges are expected.
  static func tableBytes(dirty: Pages, of memory: Pages) -> Bytes {
    guard dirty > .zero else { return Bytes(16) }
    let share = min(1, Double(dirty.count) / Double(memory.count))
    return Bytes(16 + 16 * ((Double(memory.count) * share * (1 - share)).rounded() + 1))
  }
}

extension CloudHypervisor {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "Cloud Hypervisor: whole passes until the rest could be sent within \(usual.downtimeLimit); gives up after \(Int(usual.timeout.value)) s",
      source: "Cloud Hypervisor after v53, vmm/src/lib.rs and vm-migration/src/protocol.rs",
      costs: costs,
      parameters: [
        .downtimeLimit(\.downtimeLimit),
        Parameter("timeout", \.timeout, .time(.positive), "How long passes may go on."),
        Parameter(
          "onTimeout", \.timeoutAction, .choice("\"cancel\" or \"ignore\""),
          "What happens after \"timeout\": the migration is given up, or the VM is moved nevertheless."
        ),
        Parameter(
          "connections", \.connections, .count(1...128),
          "The number of connections that carry pages."),
        Parameter(
          "perConnection", \.perConnection, .rate(),
          "The highest rate of one connection; without it, that of a stream."
        ),
        .bitmapTimePerGiB(\.bitmapTimePerGiB),
      ])
  }

  private var bitmapTimePerGiB: Seconds {
    get { readingPerPage.perGiB }
    set { readingPerPage = newValue.perPage }
  }
}

extension StopReason {
  /// The engine's time was over.
  public static let timeLimit = StopReason(
    "time-limit", "the engine's time was over")
}
