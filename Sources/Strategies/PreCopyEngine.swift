public import Quantities
public import Seam

/// How an engine runs stage 2: its own part of the conversation.
public protocol PreCopyEngine: Equatable, Sendable {
  /// The name by which results know it.
  var name: String { get }
  /// How closely it wants memory modelled where the user does not say.
  var preferredFidelity: MemoryFidelity { get }
  /// What it sends beside the VM's memory.
  var firmware: [PageClass] { get }
  /// The pages that an emulated guest may write unmarked after a look at the bitmap.
  var translatedPages: Pages { get }
  /// How long a guest that it throttles sleeps at a time.
  var throttleSleep: Seconds { get }
  /// What is left may take this long to send; `nil` for engines without such a limit.
  var allowedDowntime: Seconds? { get }
  /// Whether it reads a cancellation while it sends the rest of a VM that stands still.
  var readsCommandsInStopAndCopy: Bool { get }
  /// Over how many streams pages go at a time.
  var channels: Int { get }
  /// Whether one migration uses links side by side all at a time.
  var usesLinksTogether: Bool { get }
  /// How long reading the dirty bitmap of a VM of this size takes.
  func readingTime(of memory: Pages) -> Seconds

  /// The first step, when the destination holds its container; `report.memory` is the VM's size.
  mutating func begin(_ report: Report) -> PreCopyStep
  /// The next step, after a round was sent.
  mutating func afterSending(_ report: Report) -> PreCopyStep
  /// The next step, after the bitmap was read.
  mutating func afterReading(_ report: Report) -> PreCopyStep
  /// The next step, after the guest was slowed down; only for engines that do so.
  mutating func afterThrottling(_ report: Report) -> PreCopyStep
  /// A manager says something: takes it up, or leaves it.
  mutating func hear(_ command: Command) -> CommandAnswer
  /// The next step, after a round was broken off because of a command that the engine has heard.
  mutating func afterCommand(_ report: Report) -> PreCopyStep

  /// The last transfer, of a VM that stands still.
  func lastOrder(deviceState: Bytes) -> Order
}

extension PreCopyEngine {
  public var preferredFidelity: MemoryFidelity { .statistical }
  public var firmware: [PageClass] { [] }
  public var translatedPages: Pages { .zero }
  public var throttleSleep: Seconds { .zero }
  public var allowedDowntime: Seconds? { nil }
  public var readsCommandsInStopAndCopy: Bool { true }
  public var channels: Int { 1 }
  public var usesLinksTogether: Bool { false }
  public func readingTime(of memory: Pages) -> Seconds { .zero }
  public mutating func hear(_ command: Command) -> CommandAnswer { .notUnderstood }

  public mutating func afterThrottling(_ report: Report) -> PreCopyStep {
    preconditionFailure("\(name) slows no guest down")
  }
  public mutating func afterCommand(_ report: Report) -> PreCopyStep {
    preconditionFailure("\(name) understands no command")
  }

  /// The next step, after a report that is no failure.
  public mutating func next(after report: Report) -> PreCopyStep {
    switch report.cause {
    case .sent: afterSending(report)
    case .read: afterReading(report)
    case .command: afterCommand(report)
    case .requested, .done, .refused, .suspendTimedOut, .switchOverTimedOut, .linkLost, .hostLost,
      .reportLost, .storageFull:
      afterThrottling(report)
    }
  }
}

/// What an engine may do in stage 2.
public enum PreCopyStep: Equatable, Sendable {
  /// Send a round, under the number that the engine's literature gives it.
  case send(Order, round: Int)
  /// Read and reset the dirty bitmap.
  case readBitmap
  /// Let the guest run only this share of the time.
  case throttle(Double)
  /// Leave for stage 3.
  case stopAndCopy(because: StopReason)
  /// End the migration; the VM runs on at the source.
  case giveUp(Failure)
}
