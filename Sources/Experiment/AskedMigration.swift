package import Datacenter
import Orchestration
import Quantities

/// A migration that was asked for, as results see it: one for each VM of a request, or in a fleet one for
/// each attempt.
package struct AskedMigration: Sendable {
  package let vm: Int
  let at: Seconds
  /// Where to; `nil` where that was never decided.
  let destination: Int?
  let datastore: Int?
  /// `nil` where the run ended before it began.
  let kept: KeptRecord?
  /// What only fleets know of it.
  let place: Place?
  /// What its manager did.
  let deeds: [DeedRecord]

  /// What became of it; `nil` where the run ended before it began.
  package var record: MigrationRecord? { kept?.record }

  /// Its place among the moves of a fleet.
  struct Place: Sendable {
    /// The number of the request in the file, and of its run, from 1.
    let request: Int
    let run: Int
    /// How long it was queued.
    let queued: Seconds?
    /// Which attempt of its move, from 1.
    let attempt: Int
  }

  /// A VM of a request that says where it goes.
  init(_ request: Plan.Request, _ kept: KeptRecord?) {
    vm = request.vm
    at = request.at
    destination = request.destination
    datastore = request.datastore
    self.kept = kept
    place = nil
    deeds = []
  }

  /// The attempts of a move in a fleet; one that never began where it still waits when the run ends.
  static func attempts(_ move: MoveRecord, in fleet: Fleet) -> [AskedMigration] {
    var all = move.attempts.map { attempt in
      let kept = fleet.world.keptRecord(of: attempt.migration)
      return AskedMigration(
        move, at: attempt.queued, destination: kept.record.destination, kept,
        queued: kept.record.started - attempt.queued, attempt: attempt.number, deeds: attempt.deeds)
    }
    let isOpen = move.outcome == nil
    let runs = move.attempts.last.map {
      fleet.world.keptRecord(of: $0.migration).record.ended == nil
    }
    if isOpen, runs != true {
      all.append(
        AskedMigration(
          move, at: move.queued, destination: move.destination, nil, queued: nil,
          attempt: all.count + 1))
    }
    return all
  }

  private init(
    _ move: MoveRecord, at: Instant, destination: HostID?, _ kept: KeptRecord?,
    queued: Seconds?, attempt: Int, deeds: [DeedRecord] = []
  ) {
    self.deeds = deeds
    vm = move.vm.index
    self.at = at - .start
    self.destination = destination?.index
    datastore = move.datastore?.index
    self.kept = kept
    place = Place(request: move.request + 1, run: move.run, queued: queued, attempt: attempt)
  }
}
