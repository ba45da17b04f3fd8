import Glibc
import Kernel
import Quantities

/// The hold model: every event is followed by one more, so that as many stay pending as at first.
///
/// Increments are exponential with a mean of 1 s. With `moves`, each event also moves that of
/// another item, as a changed bandwidth share moves a completion.
struct HoldModel: Model {
  struct Event: Traceable {
    var item: UInt32
    func fold(into trace: inout TraceHash) { trace.fold(UInt64(item)) }
  }

  var draws = HoldDraws()
  let moves: Bool
  var pending: ContiguousArray<EventID>

  init(pending count: Int, moves: Bool) {
    self.moves = moves
    pending = ContiguousArray(repeating: .none, count: count)
  }

  mutating func handle(
    _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>
  ) {
    let id = calendar.schedule(event, at: now + draws.increment())
    if moves {
      pending[Int(event.item)] = id
      calendar.reschedule(pending[draws.item(of: pending.count)], to: now + draws.increment())
    }
  }

  /// A simulation of the model, filled but not yet run.
  static func simulation(pending count: Int, moves: Bool) -> Simulation<HoldModel> {
    var simulation = Simulation(model: HoldModel(pending: count, moves: moves))
    for item in 0..<count {
      let instant = Instant.start + simulation.model.draws.increment()
      simulation.model.pending[item] = simulation.calendar.schedule(
        Event(item: UInt32(item)), at: instant)
    }
    return simulation
  }
}

/// The random draws of the hold model, cheap enough to leave the time to the calendar.
struct HoldDraws {
  private var state: UInt64 = 1
  private(set) var increments = ContiguousArray<Double>()

  /// A table of 1,024 exponential draws. Rounding to `Float` hides the last bits of the platform's
  /// logarithm, so that the trace hash is the same everywhere.
  init() {
    for _ in 0..<1024 {
      let uniform = Double(next() >> 11) * 0x1p-53
      increments.append(Double(Float(-log1p(-uniform))))
    }
  }

  mutating func increment() -> Seconds { Seconds(increments[Int(next() >> 54)]) }

  mutating func item(of count: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
