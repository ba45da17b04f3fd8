import Datacenter
import Kernel
import Quantities

/// A request in the fleet's table.
struct RequestState {
  let schedule: ScheduledRequest
  /// The conversation of the run under way.
  var request: any FleetRequest
  var state = State.ahead
  /// Its runs, the last of which may be under way.
  var runs: [RequestRun] = []
  /// The moves that the run under way has ordered.
  var moves: [MoveID] = []
  /// How many of the requests that it waits for have not ended.
  var awaited = 0
  /// The requests that wait for it.
  var dependents: [RequestID] = []
  /// The next change of its windows, if it has any.
  var window: Agenda.Place?
  /// Whether the run under way has been told that it is due.
  var isTold = false

  enum State { case ahead, open, done }

  init(_ schedule: ScheduledRequest) {
    self.schedule = schedule
    request = schedule.request
  }
}

/// Requests that begin, hear news, order and end.
extension Fleet {
  /// A request's time has come.
  mutating func begin(
    _ id: RequestID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    requests[id.index].request = requests[id.index].schedule.request
    requests[id.index].state = .open
    requests[id.index].moves = []
    requests[id.index].runs.append(RequestRun(started: now))
    requests[id.index].isTold = false
    windowChanges(of: id, at: now, &calendar)
    foresee(id, at: now, &calendar)
  }

  /// A request hears that it is due once a window is open, and then when windows open and close.
  mutating func windowChanges(
    of id: RequestID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let windows = requests[id.index].schedule.windows
    let isOpen = now < end && windows.isOpen(at: now)
    if requests[id.index].window != nil, requests[id.index].isTold { idleWindows -= 1 }
    requests[id.index].window = nil
    if requests[id.index].isTold {
      inbox.append((id, .window(isOpen: isOpen)))
    } else if isOpen {
      requests[id.index].isTold = true
      inbox.append((id, .due))
    }
    guard !windows.windows.isEmpty else { return }
    requests[id.index].window = agenda.add(
      .window(id), at: windows.nextChange(after: now), &calendar)
    if requests[id.index].isTold { idleWindows += 1 }
  }

  /// Requests hear what has happened to them, and what they order is done.
  mutating func deliverNews(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    var next = 0
    while next < inbox.count {
      let (id, news) = inbox[next]
      next += 1
      // A request whose window has not opened yet has not begun: it hears nothing.
      guard requests[id.index].state == .open, requests[id.index].isTold else { continue }
      // What was on its way to a host may have been all that it still waited for.
      if case .settled(_, let host) = news { noteIfEmpty(host, at: now) }
      let orders = requests[id.index].request.next(after: news, view)
      // A host that is to be emptied takes no VM of the same batch.
      for case .host(let host, let state) in orders { set(host, state, of: id, at: now) }
      for move in arranged(orders, of: id) { enqueue(move, at: now) }
      for order in orders { obey(order, of: id, at: now, &calendar) }
    }
    inbox.removeAll(keepingCapacity: true)
  }

  /// The moves among some orders, as they are queued: largest first where the placement plans so.
  private mutating func arranged(_ orders: [FleetOrder], of request: RequestID) -> [MoveID] {
    var ordered: [MoveID] = []
    let run = requests[request.index].runs.count
    for case .move(let move) in orders {
      let id = MoveID(moves.count)
      ordered.append(id)
      moves.append(MoveState(move, request: request, run: run))
      requests[request.index].moves.append(id)
    }
    guard ordered.count > 1, policy.placement.takesLargestFirst else { return ordered }
    return ordered.sorted { a, b in
      let (first, second) = (moves[a.index].order.vm, moves[b.index].order.vm)
      return (-view[first].memory.value, a.index) < (-view[second].memory.value, b.index)
    }
  }

  private mutating func obey(
    _ order: FleetOrder, of id: RequestID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch order {
    case .host, .move: break
    case .skip(let host, let why):
      requests[id.index].run.skipped.append(SkippedHost(host: host, why: why))
    case .leave(let vm, let reason):
      requests[id.index].run.fates.append(VMFate(vm: vm, fate: .noHost(reason)))
    case .switchOff(let vm):
      if world.switchOff(vm, at: now, &calendar) {
        freed.append(view[vm].host)
        refresh(vm, at: now)
      }
    case .appraise(let move, let limit): appraise(move, within: limit, for: id, at: now, calendar)
    case .start(let vm, let host): startAgain(vm, on: host, for: id, at: now, &calendar)
    case .wake(let time, let number):
      agenda.add(.wake(id, number), at: now + time, &calendar)
    case .done: end(id, at: now, &calendar)
    }
  }

  private mutating func set(
    _ host: HostID, _ state: HostState, of id: RequestID, at now: Instant
  ) {
    guard view[host].state != .lost else { return }
    view.set(host, state)
    if !duties[host.index].keepers.contains(id) { duties[host.index].keepers.append(id) }
    requests[id.index].run.note(host, state, at: now)
    if state == .up { freed.append(host) }
    noteIfEmpty(host, at: now)
  }

  /// The requests that empty a host hear in their records when nothing is left on it.
  mutating func noteIfEmpty(_ host: HostID, at now: Instant) {
    guard !duties[host.index].keepers.isEmpty, view[host].state == .draining,
      view[host].residents.isEmpty, view[host].inbound == 0
    else { return }
    for keeper in duties[host.index].keepers where requests[keeper.index].state == .open {
      requests[keeper.index].run.noteEmpty(host, at: now)
    }
  }

  /// A request has ended: those that wait for it are due, and so is its next run.
  private mutating func end(
    _ id: RequestID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    requests[id.index].run.ended = now
    requests[id.index].state = .done
    if let window = requests[id.index].window.take() {
      agenda.cancel(window, &calendar)
      idleWindows -= 1
    }
    for dependent in requests[id.index].dependents where requests[dependent.index].awaited > 0 {
      requests[dependent.index].awaited -= 1
      guard requests[dependent.index].awaited == 0,
        case .after(_, let delay) = requests[dependent.index].schedule.start
      else { continue }
      agenda.add(.arrival(dependent), at: now + delay, &calendar)
    }
    guard let interval = requests[id.index].schedule.every else {
      openRequests -= 1
      return
    }
    let next = requests[id.index].run.started + interval
    agenda.add(.arrival(id), at: max(now, next), &calendar)
  }
}

extension RequestState {
  /// The run under way.
  var run: RequestRun {
    _read { yield runs[runs.count - 1] }
    _modify { yield &runs[runs.count - 1] }
  }
}
