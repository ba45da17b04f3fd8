import Kernel
import Quantities

/// What will break, and how far each fault has come.
struct FaultTable {
  private let faults: [Fault]
  private var states: [State]
  /// VM -> the faults that wait for a stage of its migration.
  private var awaiting: [VMID: [Int]] = [:]
  /// Whether migrations are being told of a fault: the next waits for its turn at the same instant.
  private(set) var isStriking = false

  private enum State {
    case ahead
    /// It waits on the calendar for the middle of a stage.
    case expected(EventID)
    case struck
    /// Its time has come, and it found nothing to strike.
    case missed
  }

  init(_ faults: [Fault]) {
    self.faults = faults
    states = faults.map { _ in .ahead }
    for (number, fault) in faults.enumerated() {
      if case .during(let vm, _, _) = fault.moment { awaiting[vm, default: []].append(number) }
    }
  }

  var isEmpty: Bool { faults.isEmpty }

  /// For each fault whether it has struck.
  var haveStruck: [Bool] {
    states.map { state in
      if case .struck = state { true } else { false }
    }
  }

  /// Puts the faults that have an instant on the calendar.
  func schedule(_ calendar: inout EventCalendar<WorldEvent>) {
    for (number, fault) in faults.enumerated() {
      if case .at(let instant) = fault.moment { calendar.schedule(.fault(number), at: instant) }
    }
  }

  /// The faults that strike when a VM's migration leaves a stage and enters another.
  func due(_ vm: VMID, leaving left: Stage.Kind?, entering entered: Stage.Kind?) -> [Int] {
    awaiting[vm, default: []].filter { number in
      guard case .during(vm, let stage, let part) = faults[number].moment else { return false }
      return stage == left && part != .start || stage == entered && part == .start
    }
  }

  /// A fault begins to strike.
  ///
  /// - Returns: what happens; `nil` if it has struck already, or waits for another that is striking.
  mutating func begin(
    _ number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Fault.Event? {
    switch states[number] {
    case .struck, .missed: return nil
    case .ahead, .expected: break
    }
    guard !isStriking else {
      states[number] = .expected(calendar.schedule(.fault(number), at: now))
      return nil
    }
    isStriking = true
    states[number] = .struck
    return faults[number].event
  }

  /// A fault that has begun found nothing to strike.
  mutating func miss(_ number: Int) { states[number] = .missed }

  /// Something strikes that is none of these.
  mutating func beginUnnumbered() { isStriking = true }

  mutating func end() { isStriking = false }

  /// The deaths of hosts that have an instant and are to come.
  var hostLossesAhead: [FailureAhead] {
    faults.enumerated().compactMap { number, fault in
      guard case .at(let instant) = fault.moment, case .hostLost(let host) = fault.event,
        case .ahead = states[number]
      else { return nil }
      return FailureAhead(
        host: host, since: .start, at: instant, isDrawn: false, name: "fault/\(number)")
    }
  }

  /// What a fault that strikes has been told to wait for is off the calendar.
  mutating func forget(_ number: Int, _ calendar: inout EventCalendar<WorldEvent>) {
    guard case .expected(let event) = states[number] else { return }
    _ = calendar.cancel(event)
    states[number] = .ahead
  }

  /// Faults due in the middle of a stage go on the calendar.
  mutating func expect(
    _ vm: VMID, in stage: Stage.Kind, at instant: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for number in awaiting[vm, default: []] {
      guard case .ahead = states[number], case .during(vm, stage, .middle) = faults[number].moment
      else { continue }
      states[number] = .expected(calendar.schedule(.fault(number), at: instant))
    }
  }
}
