public import Datacenter

/// The manager that lets migrations be, and gives up those that fail.
public struct NoManager: Manager {
  public init() {}

  public mutating func begin(_ vm: VMFacts) -> Intervention { .none }

  public mutating func next(
    after progress: Progress, heard answers: [CommandAnswer]
  ) -> Intervention { .none }
}
