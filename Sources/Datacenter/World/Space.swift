import Kernel
import Quantities

/// Space on datastores: what disks take, what reservations hold, what copies claim as they go, and what
/// others write.
///
/// All of it is counted in whole bytes, so that the sums balance exactly. Copies that were given a
/// reservation cannot run out of space; those that were not, and redo logs, may, and then their
/// migration fails.
struct Space {
  private(set) var datastores: [Datastore]
  /// How many migrations take space as they go.
  private var claimants = 0
  /// When the next datastore will be full, and until when space has been accounted for.
  private var nextFull = EventID.none
  private var settledAt = Instant.start

  init(_ datastores: [Datastore]) { self.datastores = datastores }

  /// Whether any migration takes space as it goes.
  var isClaimed: Bool { claimants > 0 }
  /// Until when space has been accounted for.
  var accountedUntil: Instant { settledAt }

  subscript(id: DatastoreID) -> Datastore { datastores[id.index] }

  /// Whether a host can open what is stored on a datastore.
  func isReachable(_ store: DatastoreID, from host: HostID) -> Bool {
    datastores.span[store.index].isReachable(from: host)
  }

  /// Space is taken, or given back.
  mutating func take(_ bytes: Bytes, on store: DatastoreID) {
    datastores[store.index].used += bytes
  }
  mutating func free(_ bytes: Bytes, on store: DatastoreID) {
    datastores[store.index].used -= bytes
  }

  /// A reservation holds space, or lets it go.
  mutating func hold(_ bytes: Bytes, on store: DatastoreID) {
    take(bytes, on: store)
    datastores[store.index].reserved += bytes
  }
  mutating func letGo(_ bytes: Bytes, on store: DatastoreID) {
    free(bytes, on: store)
    datastores[store.index].reserved -= bytes
  }

  func free(on store: DatastoreID) -> Bytes {
    datastores[store.index].capacity - datastores[store.index].used
  }

  /// A fault leaves a datastore a share of its speed, or no longer does.
  mutating func slow(_ store: DatastoreID, to share: Double, isOver: Bool) {
    datastores[store.index].slowdowns.note(share, isOver: isOver)
  }

  // MARK: As time goes by

  /// What others have written by now, and until when space has been accounted for.
  mutating func settleGrowth(at now: Instant) {
    settledAt = now
    grow(until: now)
  }

  /// What others have written by now.
  mutating func grow(until now: Instant) {
    for index in datastores.indices where datastores[index].load.growth > .zero {
      let wanted = datastores[index].load.growth * (now - .start)
      let room = datastores[index].capacity - datastores[index].used + datastores[index].grown
      let grown = max(
        datastores[index].grown, Bytes(min(wanted, room).value.rounded(.down)))
      datastores[index].used += grown - datastores[index].grown
      datastores[index].grown = grown
    }
  }

  /// A claim has grown; no more than there is room for.
  mutating func enter(_ amount: Bytes, in claim: inout SpaceClaim?) {
    guard let old = claim else { return }
    let room = free(on: old.store) + old.held
    let new = max(old.held, Bytes(min(amount, old.most, room).value.rounded(.down)))
    take(new - old.held, on: old.store)
    if old.isOfMove { datastores[old.store.index].reserved += new - old.held }
    claim?.held = new
  }

  /// A claim's space is free again.
  mutating func free(_ claim: SpaceClaim) {
    free(claim.held, on: claim.store)
    if claim.isOfMove { datastores[claim.store.index].reserved -= claim.held }
  }

  /// What a claim has taken is no longer part of a move, but stays.
  mutating func keep(_ claim: SpaceClaim) {
    if claim.isOfMove { datastores[claim.store.index].reserved -= claim.held }
  }

  /// A migration begins to take space as it goes, or no longer does.
  mutating func count(_ claimant: Bool) { claimants += claimant ? 1 : -1 }

  // MARK: The event at which the first of them is full

  /// Whether anything depends on how space is taken.
  var isFollowed: Bool { claimants > 0 || nextFull != .none }

  mutating func forgetNextFull() { nextFull = .none }

  mutating func cancelNextFull(_ calendar: inout EventCalendar<WorldEvent>) {
    if nextFull != .none { calendar.cancel(nextFull) }
    nextFull = .none
  }

  mutating func expectFull(
    _ store: DatastoreID, at instant: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    nextFull = calendar.schedule(.storageFull(store), at: instant)
  }
}

extension Infrastructure {
  var datastores: [Datastore] { space.datastores }
}
