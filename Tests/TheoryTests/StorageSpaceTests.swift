import Datacenter
import Quantities
import Strategies
import Testing

@Suite("Space on storage, while disks move")
struct StorageSpaceTests {
  let thin = StorageOptions(holdsSpace: false)

  @Test("a destination that fills up fails the copy, and the VM goes on where it was")
  func fillsUp() throws {
    // The copy writes 200 MB/s, others 50 MB/s: 8 GB are full after 32 s.
    var world = TwoArrays()
    world.capacity = Bytes(8e9)
    world.load = StorageLoad(growth: BytesPerSecond(50e6))
    let (record, after, _) = world.run(LiveStorage(QemuMirror(), options: thin, costs: .free))
    #expect(record.outcome == .failed(.storageFull))
    #expect(abs(try #require(record.totalTime).value - 32) < 1e-3)
    #expect(record.paused == .zero)
    #expect(after.vms[0].isRunning && after.vms[0].disks[0].datastore == DatastoreID(0))
    #expect(after.violation == nil)
    // The partial copy is gone; what others wrote stays.
    #expect(abs(after.datastores[1].used.value - 32 * 50e6) < 1e5)
    #expect(after.datastores[0].used == .gibibytes(10))
  }

  @Test("what is reserved cannot be taken by others")
  func reserved() {
    var world = TwoArrays()
    world.capacity = Bytes(12e9)
    world.load = StorageLoad(growth: BytesPerSecond(500e6))
    let (record, after, _) = world.run(LiveStorage(QemuMirror(), costs: .free))
    #expect(record.outcome == .migrated)
    #expect(after.datastores[0].used == .zero)
    #expect(after.violation == nil)
  }

  @Test("a destination without room refuses the reservation")
  func refuses() {
    var world = TwoArrays()
    world.capacity = Bytes(8e9)
    #expect(world.move(with: LiveStorage(QemuMirror())).outcome == .refused(.noSpace))
  }

  @Test("of two copies that overfill a datastore one fails, and the other has its space")
  func two() throws {
    var arrays = TwoArrays()
    arrays.capacity = .gibibytes(15)
    arrays.count = 2
    let records = move(arrays.world, with: LiveStorage(IOMirroring(), options: thin))
    #expect(records.map(\.outcome) == [.failed(.storageFull), .migrated])
  }

  @Test("a redo log that fills the source's storage fails the migration")
  func redoLog() throws {
    var arrays = TwoArrays.writing(2000, region: .gibibytes(4))
    arrays.sourceCapacity = .gibibytes(12)
    let record = arrays.move(with: LiveStorage(Snapshots()))
    #expect(record.outcome == .failed(.storageFull))
    arrays.sourceCapacity = .gibibytes(20)
    #expect(arrays.move(with: LiveStorage(Snapshots())).outcome == .migrated)
  }

  @Test("a thick disk takes all of its size and is copied whole; made thin, its holes are left out")
  func thickAndThin() throws {
    var world = TwoArrays()
    world.disks = [
      Disk(
        allocated: .gibibytes(2), datastore: DatastoreID(0), size: .gibibytes(10),
        provisioning: .thick)
    ]
    let (same, stays, _) = world.run(LiveStorage(IOMirroring()))
    #expect(same.sent == .gibibytes(10))
    #expect(stays.datastores[1].used == .gibibytes(10))
    let (thinner, shrinks, _) = world.run(
      LiveStorage(IOMirroring(), options: StorageOptions(provisioning: .thin)))
    #expect(thinner.sent == .gibibytes(2))
    #expect(shrinks.datastores[1].used == .gibibytes(2))
    world.disks[0].provisioning = .thin
    let (thicker, grows, _) = world.run(
      LiveStorage(IOMirroring(), options: StorageOptions(provisioning: .thick)))
    #expect(thicker.sent == .gibibytes(2))
    #expect(grows.datastores[1].used == .gibibytes(10))
  }
}
