/// The migrations of a world, in the order in which they were begun, read and changed where they lie.
///
/// A migration is large, and holds a dozen arrays. An array's getter hands out a copy of its element,
/// so that every look at one field would retain them all; a span lends it.
struct MigrationTable: RandomAccessCollection, MutableCollection {
  private var migrations: [Migration] = []

  var startIndex: Int { 0 }
  var endIndex: Int { migrations.count }

  subscript(index: Int) -> Migration {
    @inline(__always) _read { yield migrations.span[index] }
    @inline(__always) _modify { yield &migrations[index] }
  }

  mutating func append(_ migration: consuming Migration) { migrations.append(migration) }
}
