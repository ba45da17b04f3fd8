public import Quantities

/// What transfers make of the wire: protocol overhead, and the window of a TCP connection.
public struct Transport: Hashable, Sendable {
  /// The share of a link's bandwidth that carries what is to be moved; the rest is framing, headers
  /// and acknowledgements.
  public var efficiency: Double
  /// What one connection may have under way: it moves at most one window a round trip.
  public var window: Bytes
  /// What the socket of one connection holds at most: bytes that its sender has handed over and the
  /// wire has not carried.
  public var sendBuffer: Bytes
  /// Connections of one transfer, which share links like as many transfers and add their windows. An engine
  /// that opens more by itself has those.
  ///
  /// They are one flow of that weight on one path; that real ones may take several is left out.
  public var streams: Int
  /// The share of packets that the path loses.
  public var loss: Double
  /// How TCP tries again while a link is silent.
  public var retries: Retries
  /// After this time without an answer a manager closes the connection; `nil` where nobody does.
  public var keepalive: Seconds?
  /// How unevenly connections share a full queue; `nil` where they share it evenly.
  public var sharing: UnevenSharing?

  public init(
    efficiency: Double = 1, window: Bytes = Bytes(.infinity), sendBuffer: Bytes = .zero,
    streams: Int = 1, loss: Double = 0, retries: Retries = .linux, keepalive: Seconds? = nil,
    sharing: UnevenSharing? = nil
  ) {
    precondition(efficiency > 0 && efficiency <= 1, "a link cannot carry more than its bandwidth")
    precondition(sendBuffer.value >= 0 && sendBuffer.isFinite, "a socket holds so many bytes")
    precondition(window.value > 0 && streams > 0, "a transfer needs a window and a connection")
    self.efficiency = efficiency
    self.window = window
    self.sendBuffer = sendBuffer
    self.streams = streams
    self.loss = loss
    self.retries = retries
    self.keepalive = keepalive
    self.sharing = sharing
  }

  /// A pipe that carries nothing but what is to be moved, as textbooks have it.
  public static let ideal = Transport()

  /// The goodput of TCP over gigabit Ethernet, 110.2 MiB/s of 1 Gbit/s: the median at which 26,247
  /// measured migrations saturate (Jo, Cho and Egger, SoCC 2017). Frames of 1500 bytes allow 94.1 %.
  public static let measuredEfficiency = 110.2 * 1_048_576 / 125e6

  /// The largest window that Linux gives a connection by default: half of the 6 MiB of `tcp_rmem`.
  public static let linuxWindow = Bytes.mebibytes(3)

  /// What a socket of Linux holds by default: `net.core.wmem_default`. TCP's begins smaller and grows.
  public static let linuxSendBuffer = Bytes(212_992)

  /// What a connection of Linux's TCP holds that has filled a queue of 1 MB: twice its window
  /// (`tcp_sndbuf_expand`), which is what the queue holds, and 4 MiB at most (`tcp_wmem`). Measured
  /// between the end at the source and the start of the VM: 1.7 MB of a connection (median of 204).
  public static let tcpSendBuffer = Bytes(2e6)

  /// What the sockets of one transfer hold while the wire holds their sender up. Those of the host take bytes in
  /// bursts. TCP's are full when their sender goes to sleep, and wake it when two thirds are left
  /// (`sk_stream_is_writeable`); acknowledgements come so often that it is taken to hold the mean of both.
  var buffer: SendBuffer {
    (sharing == nil ? .ofHost(sendBuffer) : .even(sendBuffer * (5.0 / 6))) * Double(streams)
  }

  /// What a frame of 1500 bytes carries of a TCP stream.
  public static let segment = Bytes(1460)

  /// The most that one transfer moves over a path.
  ///
  /// - Parameter connections: how many its engine opens.
  func cap(over roundTrip: Seconds, by connections: Int = 1) -> BytesPerSecond {
    min(windowCap(over: roundTrip, by: connections), lossCap(over: roundTrip, by: connections))
  }

  /// The most that one transfer moves over a path for its windows.
  func windowCap(over roundTrip: Seconds, by connections: Int = 1) -> BytesPerSecond {
    roundTrip > .zero && window.isFinite
      ? window * Double(max(streams, connections)) / roundTrip : .unlimited
  }

  /// The most that one transfer moves over a path that loses packets:
  ///
  ///     rate = streams x segment / round trip x 1.22 / sqrt(loss)
  ///
  /// (Mathis et al., "The macroscopic behavior of the TCP congestion avoidance algorithm", 1997.)
  func lossCap(over roundTrip: Seconds, by connections: Int = 1) -> BytesPerSecond {
    guard roundTrip > .zero, loss > 0 else { return .unlimited }
    return Self.segment / roundTrip * (1.22 / loss.squareRoot() * Double(max(streams, connections)))
  }
}
