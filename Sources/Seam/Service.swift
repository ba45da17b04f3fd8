public import Quantities

/// An order to serve a VM that runs at the destination while part of its memory is still at the
/// source: how the rest is pushed, and how the pages that the guest asks for are fetched.
///
/// Everything that is pending when the order begins is missing at the destination. Every missing
/// page crosses the network once, pushed or on demand; the order is `.done` when none is missing.
public struct Service: Equatable, Sendable {
  public var push: Push
  public var demand: Demand
  public var recovery: Recovery

  public init(push: Push, demand: Demand = Demand(), recovery: Recovery = Recovery()) {
    self.push = push
    self.demand = demand
    self.recovery = recovery
  }

  /// How missing pages are sent unasked.
  public struct Push: Equatable, Sendable {
    /// Where the push begins. It goes on by address, around the end of memory.
    public enum Order: String, Hashable, Sendable, CaseIterable {
      /// Where the scan before stopped.
      case cyclic
      /// At page 0.
      case fromStart
    }

    /// What a fault does to the push.
    public enum Prepaging: Hashable, Sendable {
      /// Nothing: the push goes on where it stands.
      case none
      /// The push goes on behind the page that was asked for (QEMU).
      case fromFault
      /// So many pages around the one asked for go first, half of them on either side; then the push
      /// goes on where it stood (Hines and Gopalan's bubble, VEE 2009, with one pivot).
      case window(Pages)
      /// Pages go by turns on both sides of each of the last so many faults, farther and farther out,
      /// until that meets what has been sent or memory ends; what is left then is swept (Hines and
      /// Gopalan's adaptive bubbling; about 7 pivots were enough).
      case bubbling(pivots: Int)
    }

    public var order: Order
    public var prepaging: Prepaging
    /// The engine's own limit, below whatever the network allows.
    public var rateCap: BytesPerSecond
    /// So many bytes at the end are pushed without the engine's limit (QEMU: bandwidth x downtime limit).
    public var uncappedTail: Bytes
    /// What pages cost on the wire, pushed or on demand.
    public var wire: WireFormat
    /// Bytes of the push that the source's socket and the path hold: they are on their way when a
    /// request arrives, and cannot be overtaken on the same channel.
    ///
    /// `nil` for what the path makes of it: `slowQueue` where the link is the bottleneck, `fullSockets`
    /// where it is faster than `receiver`.
    public var queue: Bytes?

    public init(
      order: Order = .cyclic, prepaging: Prepaging = .none, rateCap: BytesPerSecond = .unlimited,
      uncappedTail: Bytes = .zero, wire: WireFormat, queue: Bytes? = nil
    ) {
      self.order = order
      self.prepaging = prepaging
      self.rateCap = rateCap
      self.uncappedTail = uncappedTail
      self.wire = wire
      self.queue = queue
    }

    /// What the receiver's thread takes: on a faster path the sockets of both hosts fill up.
    public static let receiver = BytesPerSecond.gigabitsPerSecond(7)
    /// What is on its way where the link is the bottleneck.
    public static let slowQueue = Bytes.kibibytes(256)
    /// What is on its way where the receiver is: Linux lets a socket send 4 MiB ahead (`tcp_wmem`), and half
    /// of the 6 MiB that it may hold received is payload (`tcp_rmem`, `tcp_adv_win_scale`). Over 10 Gbit/s,
    /// 2,801 requests for 18 GiB were counted, or 6.9 MB for each (P. Xu, postcopy-preempt, 2022).
    public static let fullSockets = Bytes.mebibytes(7)
    /// The part of that which the source's socket holds.
    package static let heldAtSource = 4.0 / 7

    /// What is on its way over a path of so much bandwidth; `nil` for a slow one.
    public func queue(over bandwidth: BytesPerSecond?) -> Bytes {
      queue ?? (bandwidth.map { $0 > Self.receiver } == true ? Self.fullSockets : Self.slowQueue)
    }
  }

  /// How a page is fetched that the guest touches and that is missing: a fault.
  ///
  ///     latency = trap + round trip + perRequest + ahead / bandwidth + host page / bandwidth + place
  ///
  /// What is ahead on a shared channel: the push's `queue`, and the rest of the host page that the source
  /// has begun behind it. On a channel of its own nothing is, but the two channels share the link: a host
  /// page of p bytes is held up by min(p, queue) if one thread sends both, since that pushes nothing
  /// meanwhile, and by p if each has its own. One thread for both also cannot read a request while it waits
  /// for room in the push's socket.
  ///
  /// A page that the push has sent already is not sent again: the guest waits until it comes.
  public struct Demand: Equatable, Sendable {
    /// What answers travel over.
    public enum Channel: String, Hashable, Sendable, CaseIterable {
      /// The push's own stream.
      case shared
      /// A stream of their own, written by the thread that also pushes (postcopy-preempt of QEMU 7.1).
      case own
      /// A stream of their own, written by a thread of their own (postcopy-preempt since QEMU 8.0).
      case ownThread = "own-thread"
    }

    /// What the thread writes that both pushes and answers. For each request that waited for room in the
    /// push's socket, six did not (P. Xu, postcopy-preempt, 2022, histogram of pages of 4 KiB): it fills a
    /// third of the socket's buffer in 1.2 ms, while that drains at 0.9 GB/s.
    package static let writing = BytesPerSecond(2e9)

    public var channel: Channel
    /// What is fetched, and placed, as a whole.
    public var hostPage: HostPage
    /// From the touch until the request leaves the destination.
    public var trap: Seconds
    /// Handling a request at the source, which pushes nothing meanwhile.
    public var perRequest: Seconds
    /// From the page's last byte until the guest goes on.
    public var place: Seconds

    public init(
      channel: Channel = .shared, hostPage: HostPage = .small, trap: Seconds = .milliseconds(0.1),
      perRequest: Seconds = .milliseconds(0.02), place: Seconds = .milliseconds(0.05)
    ) {
      self.channel = channel
      self.hostPage = hostPage
      self.trap = trap
      self.perRequest = perRequest
      self.place = place
    }
  }
}

extension Service {
  /// What it takes to go on after the link was lost: somebody connects the two ends again, and the
  /// destination sends its bitmap of what it has received, so that only the rest is sent.
  ///
  ///     time = reconnection + round trips + (pages / 8) bytes / bandwidth
  public struct Recovery: Equatable, Sendable {
    /// From the link working again until somebody has both ends connect.
    public var reconnection: Seconds
    /// Round trips of the new connection and its handshake.
    public var roundTrips: Double
    /// Whether anybody has them connect. Where nobody can, the VM is lost: its manager resets it.
    public var isPossible: Bool

    public init(reconnection: Seconds = .zero, roundTrips: Double = 2, isPossible: Bool = true) {
      self.isPossible = isPossible
      self.reconnection = reconnection
      self.roundTrips = roundTrips
    }

    /// The bitmap: a bit for each page of 4 KiB.
    package static func bitmap(of memory: Pages) -> Bytes {
      Bytes((Double(memory.count) / 8).rounded(.up))
    }
  }
}

/// The size of the pages that back a guest's memory at its host.
public enum HostPage: String, Hashable, Sendable, CaseIterable {
  case small = "4 KiB"
  case large = "2 MiB"
  case huge = "1 GiB"

  /// How many of the pages that migrations count it holds.
  public var pages: Pages {
    switch self {
    case .small: Pages(1)
    case .large: Pages(512)
    case .huge: Pages(262_144)
    }
  }
}
