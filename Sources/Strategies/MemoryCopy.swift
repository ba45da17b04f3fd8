public import Seam
import Quantities

/// The memory's part of stages 2 and 3: by an engine, or at once when a manager wants the VM paused.
struct MemoryCopy<Engine: PreCopyEngine>: Equatable, Sendable {
  private(set) var engine: Engine
  /// Whether a manager wants the VM to stand still now.
  private(set) var isForced = false
  /// Whether stage 2 has been left out, so that the last round sends everything.
  private var sendsAll = false

  init(by engine: Engine) { self.engine = engine }

  /// A manager says something, in a stage.
  mutating func hear(_ command: Command, in stage: Stage) -> CommandAnswer {
    guard stage.number < 3 else { return .tooLate }
    guard command == .pause else { return engine.hear(command) }
    isForced = true
    return .heard
  }

  /// The first step of stage 2.
  mutating func begin(_ report: Report) -> PreCopyStep {
    guard isForced else { return engine.begin(report) }
    sendsAll = true
    return .stopAndCopy(because: .paused)
  }

  /// The next step of stage 2.
  mutating func next(after report: Report) -> PreCopyStep {
    isForced ? .stopAndCopy(because: .paused) : engine.next(after: report)
  }

  /// Stage 3: only now is the dirty bitmap read for the last time, and logging ends.
  func lastRead(of memory: Pages, _ costs: StageCosts) -> Action {
    .readBitmap(taking: engine.readingTime(of: memory) + costs.logTeardown.time(of: memory))
  }

  /// Stage 3: what is left, and the state of the devices.
  func lastRound(deviceState: Bytes) -> Action {
    var order = engine.lastOrder(deviceState: deviceState)
    if sendsAll { order.selection = .all }
    return .send(order)
  }
}

extension StopReason {
  /// A manager paused the VM.
  public static let paused = StopReason("paused", "a manager paused the VM")
}
