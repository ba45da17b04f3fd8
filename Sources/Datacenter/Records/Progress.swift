public import Quantities

/// How far a migration under way has come.
public struct Progress: Equatable, Sendable {
  /// How long it has been going on.
  public var elapsed: Seconds
  /// Where it stands.
  public var stage: Stage
  /// The number of the last pre-copy round, as the engine counts.
  public var rounds: Int
  /// What it has put on the wire by now, what is under way included.
  public var sent: Bytes
  /// Pages known dirty and not yet sent.
  public var remaining: Pages
  /// What of the disks must still be copied.
  public var remainingDisks: Bytes
  /// The bandwidth that the engine measured last.
  public var bandwidth: BytesPerSecond
  /// Pages found dirty by the last read of the bitmap.
  public var dirtied: Pages
  /// What is left may take this long to send; `nil` for engines without such a limit.
  public var downtimeLimit: Seconds?

  public init(
    elapsed: Seconds, stage: Stage, rounds: Int = 0, sent: Bytes = .zero,
    remaining: Pages = .zero, remainingDisks: Bytes = .zero, bandwidth: BytesPerSecond = .zero,
    dirtied: Pages = .zero, downtimeLimit: Seconds? = nil
  ) {
    self.elapsed = elapsed
    self.stage = stage
    self.rounds = rounds
    self.sent = sent
    self.remaining = remaining
    self.remainingDisks = remainingDisks
    self.bandwidth = bandwidth
    self.dirtied = dirtied
    self.downtimeLimit = downtimeLimit
  }
}
