public import Datacenter
public import Quantities

/// Something that a manager does, and why.
public struct Deed: Hashable, Sendable {
  public let act: Act
  /// Why, in plain words.
  public let reason: String

  /// What a manager may do.
  public enum Act: Hashable, Sendable {
    /// It says something to the migration.
    case say(Command)
    /// It stops waiting for the migration, which goes on.
    case giveUp
    /// It has the VM queued again after some time.
    case retry(after: Seconds)
    /// It switches the VM off where it is.
    case stopVM
  }

  public init(_ act: Act, because reason: String) {
    self.act = act
    self.reason = reason
  }
}

/// What a manager did, when, and how it was answered.
public struct DeedRecord: Hashable, Sendable {
  public let deed: Deed
  public let at: Instant
  /// How the migration answered; `nil` where nothing was said to it.
  public let answer: CommandAnswer?

  public init(deed: Deed, at: Instant, answer: CommandAnswer? = nil) {
    self.deed = deed
    self.at = at
    self.answer = answer
  }
}

extension Deed {
  /// Its name in results.
  public var name: String {
    switch act {
    case .say(.setDowntimeLimit): "set-downtime-limit"
    case .say(.setRateCap): "set-rate-cap"
    case .say(.throttle): "throttle"
    case .say(.startPostCopy): "start-post-copy"
    case .say(.pause): "pause"
    case .say(.cancel): "cancel"
    case .giveUp: "give-up"
    case .retry: "retry"
    case .stopVM: "stop-vm"
    }
  }

  /// The names of all deeds.
  public static let names = [
    "set-downtime-limit", "set-rate-cap", "throttle", "start-post-copy", "pause", "cancel",
    "give-up", "retry", "stop-vm",
  ]

  /// What is done, as the end of a sentence that begins with who does it.
  public var text: String {
    switch act {
    case .say(.setDowntimeLimit(let limit)): Measure.downtimeLimit(limit).text
    case .say(.setRateCap(let cap)): Measure.rateCap(cap).text
    case .say(.throttle(let step)): Measure.throttle(step: step).text
    case .say(.startPostCopy): Measure.startPostCopy.text
    case .say(.pause): Measure.pause.text
    case .say(.cancel): Measure.cancel.text
    case .giveUp: "stops waiting for the migration, which goes on"
    case .retry(let time): "tries again in \(time)"
    case .stopVM: "switches the VM off"
    }
  }
}
