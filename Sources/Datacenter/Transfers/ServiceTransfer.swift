import Kernel
import Quantities

/// Post-copy: the VM runs at the destination, and what is missing there follows.
///
/// What is missing moves in equal portions over the migration's transfer. When a portion has arrived, the
/// bandwidth that it had is known, and what the guest did meanwhile is worked out: which pages it
/// touched, how long it waited for them, and so how fast it ran. Demanded pages are part of the
/// portions, so that faults change the order in which pages come but not how many bytes there are.
///
/// While the link is down nothing arrives: the guest runs until it touches what is missing, and waits.
/// What is missing outlasts an order that is broken off: it is the migration's `service`.
struct ServiceTransfer: WorkKind {
  /// What the source takes for each page that is asked for, and pushes nothing meanwhile.
  private let perRequest: Seconds

  var work: Work { .serving(self) }
  var isTransfer: Bool { false }

  init(_ order: Service) { perRequest = order.demand.perRequest }

  /// Begins to push what is missing.
  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.pushNext(on: &ground, at: now, &calendar)
    return .begun
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    switch tick {
    case .timer:
      // A pause of the push is over.
      migration.endPushPause(on: &ground, at: now)
      migration.pushNext(on: &ground, at: now, &calendar)
    case .flow:
      let requests = migration.portionArrived(on: &ground, at: now)
      guard migration.missesBytes else {
        return .done(finish(&migration, on: &ground, at: now))
      }
      let pause = perRequest * Double(requests)
      if pause > .zero {
        migration.clock.set(migration.plan.id, for: now + pause, &calendar)
      } else {
        migration.pushNext(on: &ground, at: now, &calendar)
      }
    }
    return .busy
  }

  /// Nothing is missing any more.
  private func finish(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant
  ) -> ActionEnd {
    let end = migration.closeService(.done, isOver: true, at: now)
    ground.change(migration.plan.vm) {
      if $0.primary.state == .split { $0.primary.state = .running }
    }
    return end
  }

  /// What is missing is kept for another order.
  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    migration.channel.close(on: &ground.wires, at: now, &calendar)
    if cause == .linkLost { migration.service?.cutOff() }
    return migration.closeService(cause, isOver: false, at: now)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    migration.servedUnderWay(on: ground, at: now)
  }

  /// As if the whole rest were one transfer; `nil` while nothing moves.
  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    guard let flow = migration.flow else { return nil }
    return migration.missingBytes / ground.wires.rate(of: flow)
  }
}
