import Quantities

/// Which VMs have a copy on a host, and which write to a datastore: to find those whom a change there
/// concerns without looking at all others.
struct Whereabouts: Equatable {
  /// Host -> the VMs with a copy there.
  private var onHost: [Set<VMID>]
  /// Datastore -> the VMs with a disk there that they write to while they run.
  private var onStore: [Set<VMID>]

  init(_ vms: [VirtualMachine], hosts: Int, datastores: Int) {
    onHost = Array(repeating: [], count: hosts)
    onStore = Array(repeating: [], count: datastores)
    for index in vms.indices { enter(VMID(index), vms[index].places) }
  }

  /// In the order of the VMs.
  func onHost(_ host: HostID) -> [VMID] { onHost[host.index].sorted { $0.index < $1.index } }

  /// In the order of the VMs.
  func writing(to store: DatastoreID) -> [VMID] {
    onStore[store.index].sorted { $0.index < $1.index }
  }

  /// A VM's copies or disks may be elsewhere than they were.
  mutating func move(_ vm: VMID, from old: VirtualMachine.Places, to new: VirtualMachine.Places) {
    guard old != new else { return }
    for host in old.hosts { onHost[host.index].remove(vm) }
    for store in old.stores { onStore[store.index].remove(vm) }
    enter(vm, new)
  }

  private mutating func enter(_ vm: VMID, _ places: VirtualMachine.Places) {
    for host in places.hosts { onHost[host.index].insert(vm) }
    for store in places.stores { onStore[store.index].insert(vm) }
  }
}

extension VirtualMachine {
  /// Where a VM is.
  struct Places: Equatable {
    fileprivate let primary: HostID
    fileprivate let secondary: HostID?
    /// Where it writes while it runs.
    fileprivate let stores: [DatastoreID]

    fileprivate var hosts: [HostID] { [primary] + (secondary.map { [$0] } ?? []) }
  }

  var places: Places {
    Places(primary: primary.host, secondary: secondary?.host, stores: storesToWrite)
  }
}
