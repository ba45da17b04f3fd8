import Quantities
import Seam
import Strategies
import Testing

/// A conversation with a strategy, without any world: what was answered, and where it stood then.
struct Transcript {
  private var strategy: any Strategy
  /// The VM's memory, as every report states it.
  let memory: Pages
  /// Whether the VM was on, as every report states it.
  let wasRunning: Bool
  /// The answers so far.
  private(set) var actions: [Action] = []
  /// Where the strategy stood after each answer.
  private(set) var stages: [Stage] = []

  init(_ strategy: any Strategy, memory: Pages = Pages(10_000), wasRunning: Bool = true) {
    self.strategy = strategy
    self.memory = memory
    self.wasRunning = wasRunning
  }

  /// Tells the strategy how its last action ended, and returns the answer.
  @discardableResult
  mutating func tell(_ cause: Cause, remaining: Int = 0) -> Action {
    let report = Report(
      cause, remaining: Pages(remaining), bandwidth: .gigabitsPerSecond(1), memory: memory,
      wasRunning: wasRunning)
    actions.append(strategy.next(after: report))
    stages.append(strategy.stage)
    return actions.last!
  }

  /// Says what a manager says, and returns the answer.
  mutating func hear(_ command: Command) -> CommandAnswer { strategy.hear(command) }

  /// Says that all goes well, until an order of some kind is given or the migration ends.
  ///
  /// - Parameters:
  ///   - verb: the order that is waited for, as `Action.verb` calls it.
  ///   - dirty: what the reads of the dirty bitmap find, one after the other; the last number stays.
  @discardableResult
  mutating func goOn(until verb: String = "finish", dirty: [Int] = [0]) -> Action {
    var found = dirty[...]
    var remaining = memory.count
    var action = actions.last ?? tell(.requested)
    while action.verb != verb, action.verb != "finish", actions.count < 10_000 {
      switch action {
      case .readBitmap: remaining = found.count > 1 ? found.removeFirst() : found.first!
      case .send: remaining = 0
      default: break
      }
      action = tell(action.success, remaining: remaining)
    }
    return action
  }

  /// The orders by kind.
  var verbs: [String] { actions.map(\.verb) }

  /// The stages in the order in which they were entered.
  var stagesEntered: [Stage] { stages.reduce(into: []) { if $0.last != $1 { $0.append($1) } } }

  /// Their numbers in the paper; rounds of pre-copy are one stage.
  var stageNumbers: [Int] {
    stages.reduce(into: []) { if $0.last != $1.number { $0.append($1.number) } }
  }

  /// What was ordered to be sent while the VM ran.
  var liveOrders: [Order] { orders(in: zip(actions, stages).filter { $1.number == 2 }.map(\.0)) }

  /// What was ordered to be sent while the VM stood still.
  var darkOrders: [Order] { orders(in: zip(actions, stages).filter { $1.number == 3 }.map(\.0)) }

  private func orders(in actions: [Action]) -> [Order] {
    actions.compactMap { if case .send(let order) = $0 { order } else { nil } }
  }

  /// Why the live part was left.
  var stopReason: StopReason? {
    actions.compactMap { if case .suspend(let it) = $0 { it.because } else { nil } }.first
  }
}

extension Action {
  /// What is reported when the order has been carried out.
  var success: Cause {
    switch self {
    case .send: .sent
    case .readBitmap, .startLogging: .read
    default: .done
    }
  }

  /// The kind of order, without its bounds.
  var verb: String {
    switch self {
    case .check: "check"
    case .reserve: "reserve"
    case .readBitmap: "read bitmap"
    case .send: "send"
    case .suspend: "suspend"
    case .copyFiles: "copy files"
    case .copyDisks: "copy disks"
    case .stun: "stun"
    case .throttle: "throttle"
    case .consolidate: "consolidate"
    case .handOver: "hand over"
    case .startLogging: "start logging"
    case .serve: "serve"
    case .resume(let resumption): "resume on \(resumption.side)"
    case .finish: "finish"
    }
  }
}

/// The strategies that every claim about a migration's frame must hold for.
struct Specimen: CustomTestStringConvertible, Sendable {
  let strategy: any Strategy
  var testDescription: String { strategy.engine }

  /// Every kind, with every engine.
  static let allCases = Engines.strategies.flatMap { $0.examples() }.map(Specimen.init)

  static let xenModern = Specimen(strategy: PreCopy(XenModern(), costs: StageCosts()))
  static let textbook = Specimen(strategy: PreCopy(Textbook(), costs: StageCosts()))
  static let stopAndCopy = Specimen(strategy: StopAndCopy())
  static let cold = Specimen(strategy: ColdMigration())
  static let postCopy = Specimen(strategy: PostCopy())
  static let hybrid = Specimen(strategy: PostCopy(switchOver: .afterPasses(2)))
}
