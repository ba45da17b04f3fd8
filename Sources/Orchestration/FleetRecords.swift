public import Datacenter
public import Quantities

/// One run of a request: what was asked of the fleet, and what came of it.
public struct RequestRun: Sendable {
  /// When it began.
  public let started: Instant
  /// When nothing was left to do; `nil` if the run of the fleet ended first.
  public internal(set) var ended: Instant?
  /// What became of its VMs, in the order in which that was known. A VM that it moved twice stands
  /// here twice.
  public internal(set) var fates: [VMFate] = []
  /// The hosts that it emptied or worked on, in the order in which it began to.
  public internal(set) var hosts: [HostRun] = []
  /// The hosts that it was to empty or work on and did not begin with, each with the reason.
  public internal(set) var skipped: [SkippedHost] = []

  init(started: Instant) { self.started = started }

  /// A host is in another state.
  mutating func note(_ host: HostID, _ state: HostState, at now: Instant) {
    let place: Int
    if let known = hosts.lastIndex(where: { $0.host == host && $0.back == nil }) {
      place = known
    } else {
      place = hosts.count
      hosts.append(HostRun(host: host, began: now))
    }
    switch state {
    case .draining, .lost: break
    case .maintenance, .off: hosts[place].empty = hosts[place].empty ?? now
    case .up: hosts[place].back = now
    }
  }
}

extension RequestRun {
  /// Nothing is left on a host.
  mutating func noteEmpty(_ host: HostID, at now: Instant) {
    guard
      let place = hosts.lastIndex(where: { $0.host == host && $0.back == nil && $0.empty == nil })
    else { return }
    hosts[place].empty = now
  }

  /// A host has died, which ends what is done with it.
  mutating func noteLost(_ host: HostID, at now: Instant) {
    guard let place = hosts.lastIndex(where: { $0.host == host && $0.back == nil }) else { return }
    hosts[place].lost = hosts[place].lost ?? now
  }
}

/// A host that a request did not begin with.
public struct SkippedHost: Equatable, Sendable {
  public let host: HostID
  public let why: WhySkipped
}

/// What a request did with a host.
public struct HostRun: Equatable, Sendable {
  public let host: HostID
  /// When it began to be emptied.
  public let began: Instant
  /// When nothing was left on it.
  public internal(set) var empty: Instant?
  /// When it took VMs again.
  public internal(set) var back: Instant?
  /// When it died, if it did before it took VMs again.
  public internal(set) var lost: Instant?

  init(host: HostID, began: Instant) {
    self.host = host
    self.began = began
  }
}

/// What became of a VM of a request.
public struct VMFate: Equatable, Sendable {
  public let vm: VMID
  public let fate: MoveOutcome
}

/// One attempt to move a VM.
public struct Attempt: Equatable, Sendable {
  /// The migration that it was.
  public let migration: MigrationID
  /// Which attempt of its move, from 1.
  public let number: Int
  /// When it was queued.
  public let queued: Instant
  /// When it was admitted.
  public let admitted: Instant
  /// What its manager did, in order.
  public internal(set) var deeds: [DeedRecord] = []
}

/// A move, as results see it.
public struct MoveRecord: Sendable {
  /// The request's place in the list, and which of its runs, from 1.
  public let request: Int
  public let run: Int
  public let vm: VMID
  public let isBack: Bool
  /// When it was first queued.
  public let queued: Instant
  /// Where it was to go, if that was known.
  public let destination: HostID?
  /// Where copied files were to go, if that was said.
  public let datastore: DatastoreID?
  public let attempts: [Attempt]
  /// When its VM came to its new host; `nil` if it did not.
  public let arrived: Instant?
  /// How it ended; `nil` if it had not when the run did.
  public let outcome: MoveOutcome?
}

extension Fleet {
  /// The runs of a request, by its place in the list; none if the run ended before it was due.
  public func runs(of request: Int) -> [RequestRun] { requests[request].runs }

  /// A request as it stands, by its place in the list.
  public func request(_ place: Int) -> any FleetRequest { requests[place].request }

  /// Every move that was ordered, in order.
  public var moveRecords: [MoveRecord] {
    moves.map { move in
      MoveRecord(
        request: move.request.index, run: move.run, vm: move.order.vm,
        isBack: move.order.isBack, queued: move.firstQueued, destination: move.destination,
        datastore: move.order.datastore, attempts: move.attempts, arrived: move.arrived,
        outcome: move.outcome)
    }
  }

  /// The record of the last attempt of a request's first move; `nil` if the run ended before the
  /// request was due.
  public func record(of request: Int) -> MigrationRecord? { keptRecord(of: request)?.record }

  /// The same without a copy.
  public func keptRecord(of request: Int) -> KeptRecord? {
    requests[request].moves.first.flatMap { moves[$0.index].attempts.last }.map {
      world.keptRecord(of: $0.migration)
    }
  }
}
