import Kernel
import Quantities

extension FlowNetwork {
  /// The flows that one capacity holds back, which all have the same level.
  ///
  /// Its *progress* is the integral of the level: what a flow of weight 1 would have moved. A flow is
  /// due when the progress reaches a mark that no change of share ever moves (virtual time, as in
  /// weighted fair queueing: Demers, Keshav and Shenker, SIGCOMM 1989).
  ///
  /// Group 0, of the flows at their own cap, has the clock for its progress.
  struct Group {
    var queue = FinishQueue()
    var members = 0
    /// The sum of the members' weights.
    var weight = 0.0
    var level = 0.0
    var progress = 0.0
    /// Until when `progress` is accounted for.
    var settledAt = Instant.start
    /// The event of the flow that is due first, and that flow.
    var event = EventID.none
    var scheduled = -1
    /// The level at which that event was scheduled.
    var scheduledLevel = 0.0

    // What `shortcut` must know to move the level without looking at every member.
    /// What flows held back elsewhere take of the capacity, and the highest level among them.
    var takenByOthers = 0.0
    var floor = 0.0
    /// The level up to which certainly nothing else holds a member back.
    var headroom = Double.infinity
    /// Whether a member may cross another full capacity, whose flows would notice any change.
    var isCoupled = false
    /// While the capacity holds nobody back: no less than all flows on it may ever take of it without a
    /// solve, in bytes per second. Infinite where that is not known.
    var granted = 0.0

    func progress(at now: Instant) -> Double {
      progress + level * (now - settledAt).value
    }

    @inline(__always)
    mutating func settle(at now: Instant) {
      progress += level * (now - settledAt).value
      settledAt = now
    }

    /// A flow of some weight joins.
    mutating func enter(_ weight: Double, at now: Instant) {
      if members == 0 { progress = 0 }
      members += 1
      settledAt = now
      self.weight += weight
    }

    /// A flow that shares no capacity with another is its only member.
    mutating func beginAlone(_ weight: Double, level: Double, headroom: Double, at now: Instant) {
      self.weight = 0
      enter(weight, at: now)
      self.level = level
      self.headroom = headroom
      takenByOthers = 0
      floor = 0
      isCoupled = false
    }

    /// A member is about to be given more; alone, it begins anew.
    @inline(__always)
    mutating func settleBeforeReload(at now: Instant) {
      settle(at: now)
      if members == 1 { progress = 0 }
    }

    /// The last byte of a flow has arrived whose due mark was this; its event has come.
    ///
    /// - Parameter isTimed: whether the group has the clock for its progress.
    @inline(__always)
    fileprivate mutating func arrived(at due: Double, isTimed: Bool, at now: Instant) {
      if !isTimed {
        progress = due
        settledAt = now
      }
      event = .none
      scheduled = -1
    }

    /// Sees to it that the calendar holds the end of the flow that is due first.
    ///
    /// - Parameter isTimed: whether the group has the clock for its progress.
    @inline(__always)
    fileprivate mutating func scheduleNext(
      isTimed: Bool, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
    ) {
      guard let next = queue.first else {
        if event != .none { calendar.cancel(event) }
        event = .none
        scheduled = -1
        return
      }
      let flow = next.flow
      if scheduled == flow, scheduledLevel == level { return }
      var due = next.due
      if !isTimed {
        let left = due - progress
        due = settledAt.secondsSinceStart + (left > 0 ? left / level : 0)
      }
      let instant = max(now, Instant(due))
      if scheduled == flow {
        calendar.reschedule(event, to: instant)
      } else {
        if event != .none { calendar.cancel(event) }
        event = calendar.schedule(.flowFinished(FlowID(flow)), at: instant)
        scheduled = flow
      }
      scheduledLevel = level
    }
  }

  /// A group's progress at an instant.
  @inline(__always)
  func progress(of group: Int, at now: Instant) -> Double {
    group == 0 ? now.secondsSinceStart : groups[group].progress(at: now)
  }

  // MARK: Being due

  /// A flow with bytes left waits for its end.
  mutating func enqueue(_ flow: Int, remaining: Double, at now: Instant) {
    let group = flows[flow].group
    let pace = group == 0 ? flows[flow].cap : flows[flow].weight
    let due = progress(of: group, at: now) + (remaining > 0 ? remaining / pace : 0)
    flows[flow].due = due
    sequence += 1
    groups[group].queue.insert(
      .init(due: due, sequence: sequence, flow: flow), &places)
  }

  mutating func leaveQueue(_ flow: Int) {
    let place = Int(places[flow])
    guard place >= 0 else { return }
    Self.remove(flow, at: place, from: &groups[flows[flow].group], &places)
  }

  @inline(__always)
  private static func remove(
    _ flow: Int, at place: Int, from group: inout Group, _ places: inout ContiguousArray<Int32>
  ) {
    group.queue.remove(at: place, &places)
    places[flow] = -1
    // Its event, if it has one, now belongs to nobody.
    if group.scheduled == flow { group.scheduled = -1 }
  }

  /// A flow's last byte has arrived. It keeps its share until it is reloaded or closed.
  ///
  /// - Returns: its group, whose next flow the caller schedules once it knows what becomes of this.
  mutating func arrived(_ id: FlowID, at now: Instant) -> Int {
    let (group, due) = (flows[id.index].group, flows[id.index].due)
    leaveQueue(id.index)
    groups[group].arrived(at: due, isTimed: group == 0, at: now)
    return group
  }

  /// Sees to it that the calendar holds the end of the group's flow that is due first.
  mutating func scheduleNext(
    in group: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    groups[group].scheduleNext(isTimed: group == 0, at: now, &calendar)
  }
}
