import Quantities
import Testing

@testable import Datacenter

@Suite("Who is told of a changed rate")
struct FollowersTests {
  @Test("followers are found once each, in the order in which they began to be followed")
  func order() {
    var followers = Followers()
    for number in [4, 0, 7, 2] { followers.enter(MigrationID(number)) }
    followers.leave(MigrationID(0))
    followers.enter(MigrationID(4))
    followers.enter(MigrationID(0))
    let asked = [0, 1, 2, 4, 4, 9].map { MigrationID($0) }
    #expect(followers.among(asked) == [4, 2, 0].map { MigrationID($0) })
    for number in [4, 0, 7, 2] { followers.leave(MigrationID(number)) }
    #expect(followers.isEmpty)
    #expect(followers.among(asked) == [])
  }
}

@Suite("What guests write to datastores, all together")
struct GuestLoadsTests {
  @Test("guests that come and go leave nothing behind, in whatever order")
  func exact() {
    let vms = [0.1, 1e9 / 3, 7.7e-3, 123_456.789].map { rate in
      VirtualMachine(
        name: "vm", host: HostID(0), pageClasses: [], home: DatastoreID(0),
        disks: [
          Disk(
            allocated: .gibibytes(1), datastore: DatastoreID(0),
            writes: [
              BlockClass(
                region: .mebibytes(64), rate: OperationsPerSecond(rate), writeSize: Bytes(4096))
            ])
        ])
    }
    let all = GuestLoads(of: vms, datastores: 1)
    var loads = GuestLoads(of: [], datastores: 1)
    for vm in vms.reversed() { loads.enter(vm) }
    #expect(loads == all)
    for vm in vms { loads.leave(vm) }
    #expect(loads == GuestLoads(of: [], datastores: 1))
    loads.enter(vms[1])
    #expect(loads[DatastoreID(0)].bandwidth == vms[1].disks[0].writeRate)
  }
}
