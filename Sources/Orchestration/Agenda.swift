import Datacenter
import Kernel
import Quantities

/// What is due in a fleet: a table whose places the calendar's appointments carry.
///
/// A place is used again once its appointment has come or has been cancelled. Adding, taking out and
/// cancelling cost O(1) beside the calendar's own O(log pending).
struct Agenda {
  /// What can be due.
  enum Appointment: Hashable {
    /// A request's time has come.
    case arrival(RequestID)
    /// A request asked to be woken, with a number of its own.
    case wake(RequestID, Int)
    /// A manager looks at a migration.
    case look(MoveID)
    /// A move that failed is queued again.
    case retry(MoveID)
    /// A manager switches off the VM of a move that failed.
    case stop(MoveID)
    /// A move that was admitted has been prepared, and its migration begins.
    case begin(MoveID)
    /// What was left to do after a move's migration is done.
    case tidied(MoveID)
    /// A VM that crashed has started again: which of its starts.
    case started(VMID, Int)
    /// A request foresees that a host fails.
    case warning(RequestID, HostID)
    /// A window of the day in which a request may begin opens or closes.
    case window(RequestID)
    /// The queue of moves is looked at.
    case admission

    /// Whether moves may be asked for when it is due.
    var mayAsk: Bool {
      switch self {
      case .arrival, .wake, .retry, .warning, .window: true
      case .look, .stop, .begin, .tidied, .started, .admission: false
      }
    }
  }

  /// A place in the table.
  typealias Place = Int

  private struct Slot {
    var appointment: Appointment?
    var instant = Instant.start
    var event = EventID.none
  }

  /// Whether anybody asks `hasMore`, so that it is counted.
  private let countsAsking: Bool
  private var slots: [Slot] = []
  /// How many appointments with which moves may be asked for are to come at an instant.
  private var asking: [Instant: Int] = [:]
  private var free: [Place] = []

  init(countingAsking countsAsking: Bool) { self.countsAsking = countsAsking }

  /// How many appointments are to come.
  var count: Int { slots.count - free.count }

  /// Puts something on the calendar.
  @discardableResult
  mutating func add(
    _ appointment: Appointment, at instant: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Place {
    let place: Place
    if let last = free.popLast() {
      place = last
    } else {
      place = slots.count
      slots.append(Slot())
    }
    let event = calendar.schedule(.appointment(place), at: instant)
    slots[place] = Slot(appointment: appointment, instant: instant, event: event)
    noteAsking(appointment, at: instant, 1)
    return place
  }

  /// Whether anything with which moves may be asked for is still to come at an instant.
  ///
  /// - Precondition: it is counted.
  func hasMore(at instant: Instant) -> Bool {
    precondition(countsAsking, "who may ask for moves is not counted")
    return asking[instant] != nil
  }

  private mutating func noteAsking(_ appointment: Appointment, at instant: Instant, _ change: Int) {
    guard countsAsking, appointment.mayAsk else { return }
    let count = asking[instant, default: 0] + change
    asking[instant] = count > 0 ? count : nil
  }

  /// Takes out what has come.
  mutating func take(_ place: Place) -> Appointment {
    guard let appointment = slots[place].appointment else {
      preconditionFailure("nothing is due at place \(place)")
    }
    noteAsking(appointment, at: slots[place].instant, -1)
    slots[place].appointment = nil
    free.append(place)
    return appointment
  }

  /// Takes out what will not come.
  mutating func cancel(_ place: Place, _ calendar: inout EventCalendar<WorldEvent>) {
    guard let appointment = slots[place].appointment else { return }
    noteAsking(appointment, at: slots[place].instant, -1)
    _ = calendar.cancel(slots[place].event)
    slots[place].appointment = nil
    free.append(place)
  }
}
