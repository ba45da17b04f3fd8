internal import Quantities

extension CompleteEstate {
  /// Datastores, and which disks lie where.
  mutating func addStores(of estate: Estate) {
    var names = Names()
    var places: [String: Int] = [:]
    let hostPlaces = Dictionary(
      zip(hosts.map(\.host.name), hosts.indices), uniquingKeysWith: { first, _ in first })
    // Local storage of one name on several hosts: `"local on pve-1"`.
    func own(_ name: String, of host: Int) -> String { "\(name) on \(hosts[host].name)" }
    for store in estate.datastores where places[store.name] == nil {
      let reach = Set(store.hosts.compactMap { hostPlaces[$0] })
      let isShared = store.isShared?.value ?? true
      let (capacity, free) = (store.capacity?.value, store.free?.value)
      if !isShared, reach.count > 1 {
        // How large each of them is, the list does not say.
        places[store.name] = -1
        for host in reach.sorted() {
          let name = own(store.name, of: host)
          places[name] = stores.count
          stores.append(Store(name: names.make(name), hosts: [host]))
        }
        continue
      }
      places[store.name] = stores.count
      stores.append(
        Store(
          name: names.make(store.name),
          hosts: reach.isEmpty ? (isShared ? nil : []) : reach,
          capacity: capacity.flatMap { $0 > .zero ? $0 : nil }, free: free))
    }
    var assumed = 0
    func place(of disk: Estate.Disk, _ vm: VM) -> Int {
      if let name = disk.datastore {
        if let place = places[own(name, of: vm.host)] { return place }
        if let place = places[name], place >= 0 { return place }
        places[name] = stores.count
        stores.append(Store(name: names.make(name), hosts: nil))
        assumed += 1
        return places[name]!
      }
      let isShared = disk.isShared ?? Known(true, .assumed, "")
      if isShared.provenance == .assumed { assumed += 1 }
      let key = isShared.value ? "shared storage" : "local storage of \(hosts[vm.host].name)"
      if let place = places[key] { return place }
      places[key] = stores.count
      stores.append(Store(name: names.make(key), hosts: isShared.value ? nil : [vm.host]))
      return places[key]!
    }
    for index in vms.indices {
      let vm = vms[index]
      var suspended = vm.vm.power == .suspended ? vm.memory.value.pages.bytes : .zero
      for disk in vm.vm.disks
      where !disk.isRaw && disk.size.value > .zero {
        let store = place(of: disk, vm)
        vms[index].disks.append((disk, store))
        // The memory of a suspended VM lies beside its first disk.
        stores[store].used = stores[store].used + disk.space + suspended
        suspended = .zero
        // Whatever a list says: a host that runs the VM reaches its disks.
        stores[store].hosts?.insert(vm.host)
      }
      vms[index].home = vms[index].disks.first?.store
    }
    let isUsed = Set(vms.flatMap { $0.disks.map(\.store) })
    if vms.contains(where: { $0.home == nil }) { addCommonStore(&names, isUsed) }
    takeRoom()
    dropUseless()
    if assumed > 0 {
      remarks.append(
        "Which hosts reach the storage of \(count(assumed, "disk")) is not said: it is taken to be shared."
      )
    }
    for place in stores.indices {
      guard let capacity = stores[place].capacity, stores[place].used > capacity else { continue }
      remarks.append(
        "\(stores[place].name) is promised \(stores[place].used) and holds \(capacity): its capacity is left out."
      )
      stores[place].capacity = nil
    }
  }

  /// A place for the configuration of VMs whose disks no file lists.
  private mutating func addCommonStore(_ names: inout Names, _ used: Set<Int>) {
    let common = used.sorted().first {
      stores[$0].hosts == nil || stores[$0].hosts!.count == hosts.count
    }
    let place = common ?? stores.count
    if common == nil { stores.append(Store(name: names.make("shared storage"), hosts: nil)) }
    for index in vms.indices where vms[index].home == nil { vms[index].home = place }
  }

  /// What other files take of a datastore, nobody can use: it holds what is free on it, and the files of
  /// these VMs.
  private mutating func takeRoom() {
    var count = 0
    for place in stores.indices {
      guard let free = stores[place].free else { continue }
      if let whole = stores[place].capacity, whole != free + stores[place].used { count += 1 }
      stores[place].capacity = free + stores[place].used
    }
    guard count > 0 else { return }
    remarks.append(
      "The capacity of \(Inventories.count(count, "datastore")) is what is free on it and what the files of these VMs take: other files on it stay where they are."
    )
  }

  /// Leaves out the datastores on which no VM has anything and none could have.
  private mutating func dropUseless() {
    let used = Set(vms.flatMap { $0.disks.map(\.store) + [$0.home].compactMap(\.self) })
    let kept = stores.indices.filter {
      used.contains($0) || stores[$0].hosts?.isEmpty != true && stores[$0].capacity != .zero
    }
    let moved = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
    stores = kept.map { stores[$0] }
    for index in vms.indices {
      vms[index].home = vms[index].home.map { moved[$0]! }
      for disk in vms[index].disks.indices {
        vms[index].disks[disk].store = moved[vms[index].disks[disk].store]!
      }
    }
  }

  /// Whether a host reaches a datastore.
  func reaches(_ host: Int, _ store: Int) -> Bool { stores[store].hosts?.contains(host) ?? true }

  /// Whether a VM's disks are all where a host reaches them.
  func reachesDisks(of vm: VM, from host: Int) -> Bool {
    vm.disks.allSatisfy { reaches(host, $0.store) }
  }

  /// Whether a host has room, on datastores that it reaches, for the disks of a VM that it does not reach:
  /// each goes to the first one that has.
  ///
  /// - Complexity: O(disks · datastores).
  func hasRoom(forDisksOf vm: VM, on host: Int) -> Bool {
    var taken: [Int: Bytes] = [:]
    for (disk, store) in vm.disks where !reaches(host, store) {
      let place = stores.indices.first { place in
        guard reaches(host, place) else { return false }
        let used = stores[place].used + taken[place, default: .zero] + disk.space
        return stores[place].capacity.map { used <= $0 } ?? true
      }
      guard let place else { return false }
      taken[place, default: .zero] += disk.space
    }
    return true
  }
}

extension Estate.Disk {
  /// What it takes of its datastore.
  var space: Bytes { isThin == false ? size.value : allocated?.value ?? size.value }
}
