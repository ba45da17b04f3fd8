import Quantities

/// The migrations of a world: those under way, changed where they lie, and the records of those that
/// have ended.
///
/// A migration is large, and holds a dozen arrays. An array's getter hands out a copy of its element,
/// so that every look at one field would retain them all; a span lends it.
struct MigrationTable {
  private var slots: [Migration] = []
  /// Migration -> its slot, or nothing once it has ended.
  private var places: [Int32] = []
  /// Migration -> its record once it has ended, and what the layer above asks of every one, without
  /// copying its record.
  private var ended: [(kept: KeptRecord, end: MigrationEnd)?] = []
  /// Those under way, the first begun first; of each host, and of each link on their routes.
  private var all = Roll()
  private var atHost: [Roll]
  private var overLink: [Roll]
  /// What migrations hold whose end nobody knows, because nobody decides whose the VM is.
  private var inDoubt: [MigrationID: Holdings] = [:]

  private static let none: Int32 = -1

  /// The migration that begins next.
  var next: MigrationID { MigrationID(places.count) }

  init(hosts: Int, links: Int) {
    atHost = Array(repeating: Roll(), count: hosts)
    overLink = Array(repeating: Roll(), count: links)
  }

  /// Those under way.
  var underWay: Roll { all }

  /// Those under way that come from a host, or go there.
  func underWay(at host: HostID) -> Roll { atHost[host.index] }

  /// Those under way whose route leads over a link.
  func underWay(over link: LinkID) -> Roll { overLink[link.index] }

  /// What a migration holds, under way or in doubt.
  func holdings(of id: MigrationID) -> Holdings { inDoubt[id] ?? self[id].holdings }

  /// What copies claim as they go, of a migration in doubt.
  func claims(of id: MigrationID) -> [SpaceClaim] { inDoubt[id]?.claims ?? [] }

  func isUnderWay(_ id: MigrationID) -> Bool { places[id.index] != Self.none }

  /// A migration under way.
  subscript(id: MigrationID) -> Migration {
    @inline(__always) _read { yield slots.span[Int(places[id.index])] }
    @inline(__always) _modify { yield &slots[Int(places[id.index])] }
  }

  mutating func begin(_ migration: consuming Migration) {
    let plan = migration.plan
    onRolls(of: plan) { $0.enter(plan.id) }
    places.append(Int32(slots.count))
    ended.append(nil)
    slots.append(migration)
  }

  /// A migration has ended: its record is kept, all else is given back.
  mutating func end(_ id: MigrationID, isInDoubt: Bool) {
    let place = Int(places[id.index])
    places[id.index] = Self.none
    var record = slots[place].record
    onRolls(of: slots[place].plan) { $0.leave(id) }
    if isInDoubt { inDoubt[id] = slots[place].holdings }
    // The last takes its place.
    if place < slots.count - 1 {
      slots[place] = slots.removeLast()
      places[slots.span[place].plan.id.index] = Int32(place)
    } else {
      slots.removeLast(1)
    }
    record.giveRoomBack()
    // The end first, so that the record is moved and not copied.
    let end = MigrationEnd(record)
    ended[id.index] = (KeptRecord(record), end)
  }

  private mutating func onRolls(of plan: Itinerary, _ body: (inout Roll) -> Void) {
    body(&all)
    body(&atHost[plan.source.index])
    if !plan.staysOnItsHost { body(&atHost[plan.destination.index]) }
    for capacity in plan.route.capacities { body(&overLink[Link.of(capacity).index]) }
  }

  func record(_ id: MigrationID) -> MigrationRecord {
    if let kept = ended[id.index]?.kept { return kept.record }
    return self[id].record
  }

  /// The same without a copy, once it has ended.
  func kept(_ id: MigrationID) -> KeptRecord {
    ended[id.index]?.kept ?? KeptRecord(self[id].record)
  }

  /// Where a migration came from and went, and how it has ended if it has.
  func end(of id: MigrationID) -> MigrationEnd {
    if let end = ended.span[id.index]?.end { return end }
    return MigrationEnd(self[id].record)
  }

  /// All of them, in the order in which they were begun.
  var records: [MigrationRecord] { places.indices.map { record(MigrationID($0)) } }
}

/// What the layer above has to know of a migration's end.
public struct MigrationEnd: Sendable {
  /// Where it came from.
  public let source: HostID
  /// Where it went.
  public let destination: HostID
  /// How it has ended; `nil` while it is under way.
  public let outcome: Outcome?

  init(_ record: borrowing MigrationRecord) {
    source = record.source
    destination = record.destination
    outcome = record.ended == nil ? nil : record.outcome
  }
}
