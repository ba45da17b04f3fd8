internal import Quantities

extension CompleteEstate {
  /// Datastores, and which disks lie where.
  mutating func addStores(of estate: Estate) {
    var names = Names()
    var places: [String: Int] = [:]
    let hostPlaces = Dictionary(
      zip(hosts.map(\.host.name), hosts.indices), uniquingKeysWith: { first, _ in first })
    for store in estate.datastores where places[store.name] == nil {
      let reach = Set(store.hosts.compactMap { hostPlaces[$0] })
      let isShared = store.isShared?.value ?? true
      places[store.name] = stores.count
      stores.append(
        Store(
          name: names.make(store.name),
          hosts: reach.isEmpty ? (isShared ? nil : []) : reach,
          capacity: (store.capacity?.value).flatMap {
            $0 > .zero ? $0 : nil
          }))
    }
    var assumed = 0
    func place(of disk: Estate.Disk, _ vm: VM) -> Int {
      if let name = disk.datastore {
        if let place = places[name] { return place }
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
      for disk in vm.vm.disks
      where !disk.isRaw && disk.size.value > .zero {
        let store = place(of: disk, vm)
        vms[index].disks.append((disk, store))
        stores[store].used =
          stores[store].used
          + (disk.isThin == false ? disk.size.value : disk.allocated?.value ?? disk.size.value)
        // Whatever a list says: a host that runs the VM reaches its disks.
        stores[store].hosts?.insert(vm.host)
      }
      vms[index].home = vms[index].disks.first?.store
    }
    let isUsed = Set(vms.flatMap { $0.disks.map(\.store) })
    if vms.contains(where: { $0.home == nil }) { addCommonStore(&names, isUsed) }
    dropUnused()
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

  /// Leaves out the datastores on which no VM has anything.
  private mutating func dropUnused() {
    let used = Set(vms.flatMap { $0.disks.map(\.store) + [$0.home].compactMap(\.self) })
    let kept = stores.indices.filter(used.contains)
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
}
