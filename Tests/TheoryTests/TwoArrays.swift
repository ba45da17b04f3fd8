import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport

/// One host, two arrays and one VM with disks: the smallest world in which storage moves.
struct TwoArrays {
  var read = BytesPerSecond(400e6)
  var write = BytesPerSecond(200e6)
  var source = StorageDevice()
  var target = StorageDevice()
  var sourceCapacity = Bytes(.infinity)
  var sourceBandwidth = BytesPerSecond.unlimited
  var capacity = Bytes(.infinity)
  var load = StorageLoad()
  var disks = [Disk(allocated: .gibibytes(10), datastore: DatastoreID(0))]
  var isOn = true
  /// How many VMs like this there are.
  var count = 1
  var until = 86_400.0

  /// A guest that writes a region of its only disk.
  static func writing(
    _ rate: Double, region: Bytes = .gibibytes(2), size: Bytes = .kibibytes(64)
  ) -> TwoArrays {
    var world = TwoArrays()
    world.disks[0].writes = [
      BlockClass(region: region, rate: OperationsPerSecond(rate), writeSize: size)
    ]
    return world
  }

  /// The world: a host of 64 GiB, a VM of 1 GiB.
  var world: World {
    var (source, target) = (source, target)
    source.read = min(source.read, read)
    target.write = min(target.write, write)
    var small = SmallWorld(
      vms: (1...count).map { .idle("vm-\($0)", isOn: isOn, disks: disks) })
    small.datastores = [
      Datastore(
        name: "old", capacity: sourceCapacity, bandwidth: sourceBandwidth, device: source),
      Datastore(name: "new", capacity: capacity, device: target, load: load),
    ]
    return small.world
  }

  /// Moves the VM's storage, and returns what there is when it has ended.
  func run(_ strategy: any Strategy) -> (record: MigrationRecord, world: World, events: Int) {
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(0), strategy: strategy,
      datastore: DatastoreID(1))
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(until))
    return (simulation.model.record(of: 0)!, simulation.model.world, simulation.eventCount)
  }

  func move(with strategy: any Strategy) -> MigrationRecord { run(strategy).record }
}
