import Quantities

/// The space that one disk on its way takes as it goes.
struct DiskClaims {
  /// The copy at the destination, where nothing was reserved: as much as it has written.
  private var copy: SpaceClaim?
  /// Redo logs at the source, and their copies at the destination.
  private var logs: SpaceClaim?
  private var logCopies: SpaceClaim?

  /// What each of them comes to.
  struct Amounts {
    let copy: Bytes
    let log: Bytes
    let logCopy: Bytes
  }

  /// - Parameter stores: where redo logs lie and where their copies do, if there are any.
  init(copy: SpaceClaim?, logsAt stores: (source: DatastoreID, destination: DatastoreID)?) {
    self.copy = copy
    logs = stores.map { SpaceClaim(store: $0.source, most: Bytes(.infinity)) }
    logCopies = stores.map { SpaceClaim(store: $0.destination, most: Bytes(.infinity)) }
  }

  /// What redo logs hold at the source; `nil` where the guest writes to none.
  var logged: Bytes? { logs?.held }
  /// Whether there is anything.
  var isNone: Bool { copy == nil && logs == nil }
  var all: [SpaceClaim] { [copy, logs, logCopies].compactMap(\.self) }

  /// Whether copies, of the disk or of its logs, lie on a datastore.
  func copies(on store: DatastoreID) -> Bool { copy?.store == store || logCopies?.store == store }
  /// Whether the redo logs themselves do.
  func logs(on store: DatastoreID) -> Bool { logs?.store == store }

  mutating func enter(_ amounts: Amounts, on space: inout Space) {
    space.enter(amounts.copy, in: &copy)
    space.enter(amounts.log, in: &logs)
    space.enter(amounts.logCopy, in: &logCopies)
  }

  /// Adds what they grow by on a datastore when they have come to so much.
  func add(_ later: Amounts, on store: DatastoreID, to more: inout Bytes) {
    for (claim, amount) in [(copy, later.copy), (logs, later.log), (logCopies, later.logCopy)] {
      guard let claim, claim.store == store else { continue }
      more += max(.zero, min(amount, claim.most) - claim.held)
    }
  }
}
