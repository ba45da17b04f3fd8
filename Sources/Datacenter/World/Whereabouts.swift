import Quantities

/// Which VMs have a copy on a host: to find those whom a change there concerns without looking at all
/// others.
struct Whereabouts: Equatable {
  /// Host -> the VMs with a copy there, in ascending order.
  private var onHost: [[VMID]]

  init(_ vms: [VirtualMachine], hosts: Int) {
    onHost = Array(repeating: [], count: hosts)
    for index in vms.indices { enter(VMID(index), vms[index].places) }
  }

  /// In the order of the VMs.
  func onHost(_ host: HostID) -> [VMID] { onHost[host.index] }

  /// A VM's copies may be elsewhere than they were.
  mutating func move(_ vm: VMID, from old: VirtualMachine.Places, to new: VirtualMachine.Places) {
    guard old != new else { return }
    old.eachHost { onHost[$0.index].leave(vm) }
    enter(vm, new)
  }

  private mutating func enter(_ vm: VMID, _ places: VirtualMachine.Places) {
    places.eachHost { onHost[$0.index].enter(vm) }
  }
}

extension [VMID] {
  /// - Complexity: O(log n) comparisons, and moving those behind.
  fileprivate mutating func enter(_ vm: VMID) {
    let place = place(of: vm)
    if place == count || self[place] != vm { insert(vm, at: place) }
  }

  fileprivate mutating func leave(_ vm: VMID) {
    let place = place(of: vm)
    if place < count, self[place] == vm { remove(at: place) }
  }

  /// Where a VM is, or belongs, in an ascending list.
  private func place(of vm: VMID) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle].index < vm.index { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension VirtualMachine {
  /// Where a VM is.
  struct Places: Equatable {
    fileprivate let primary: HostID
    fileprivate let secondary: HostID?

    fileprivate func eachHost(_ body: (HostID) -> Void) {
      body(primary)
      if let secondary { body(secondary) }
    }
  }

  var places: Places {
    @inline(__always) get { Places(primary: primary.host, secondary: secondary?.host) }
  }
}
