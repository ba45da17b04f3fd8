public import Datacenter
public import Quantities

/// The manager that cancels a migration that takes too long.
///
/// It looks once, when the time is over: what it would see before could not change what it does.
public struct CancelAfter: Manager {
  /// How long a migration may take.
  public let time: Seconds

  public init(_ time: Seconds) { self.time = time }

  public mutating func begin(_ vm: VMFacts) -> Intervention { Intervention(nextLook: time) }

  public mutating func next(
    after progress: Progress, heard answers: [CommandAnswer]
  ) -> Intervention {
    Intervention([.cancel])
  }
}
