import Quantities

/// Which VMs have a copy on a host: to find those whom a change there concerns without looking at all
/// others.
struct Whereabouts: Equatable {
  /// Host -> the VMs with a copy there.
  private var onHost: [Crowd]

  init(_ vms: [VirtualMachine], hosts: Int) {
    onHost = Array(repeating: Crowd(), count: hosts)
    let vms = vms.span
    for index in vms.indices { enter(VMID(index), vms[index].places) }
  }

  /// In the order of the VMs.
  func onHost(_ host: HostID) -> Crowd { onHost[host.index] }

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

/// Some VMs in the order of their numbers. One that is alone needs no list: in large fleets many are.
struct Crowd: Sequence, Equatable {
  /// The only one; `nil` if there is none, or a list.
  private var alone: VMID?
  /// In ascending order.
  private var list: [VMID] = []

  /// - Complexity: O(log n) comparisons, and moving those behind.
  fileprivate mutating func enter(_ vm: VMID) {
    if list.isEmpty {
      guard let other = alone, other != vm else { return alone = vm }
      list = other.index < vm.index ? [other, vm] : [vm, other]
      alone = nil
      return
    }
    let place = place(of: vm)
    if place == list.count || list[place] != vm { list.insert(vm, at: place) }
  }

  fileprivate mutating func leave(_ vm: VMID) {
    if alone == vm { alone = nil }
    let place = place(of: vm)
    guard place < list.count, list[place] == vm else { return }
    list.remove(at: place)
    // Crowds of the same VMs are equal, whatever they were before.
    if list.count == 1 { alone = list.removeLast() }
  }

  /// Where a VM is, or belongs, in the list.
  private func place(of vm: VMID) -> Int {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle].index < vm.index { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whoever enters or leaves meanwhile is not noticed.
  func makeIterator() -> Iterator { Iterator(alone: alone, list: list.makeIterator()) }

  struct Iterator: IteratorProtocol {
    fileprivate var alone: VMID?
    fileprivate var list: [VMID].Iterator

    mutating func next() -> VMID? { alone.take() ?? list.next() }
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
