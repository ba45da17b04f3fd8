extension Estate {
  /// The same estate without the names that people gave: hosts, VMs, clusters, datastores, rules and
  /// networks are numbered in the order of the files, a name always alike; identifiers and paths are
  /// left out.
  package var anonymous: Estate {
    var copy = self
    var hostNames = Pseudonyms("host-")
    var vmNames = Pseudonyms("vm-")
    var clusterNames = Pseudonyms("cluster-")
    var storeNames = Pseudonyms("storage-")
    var ruleNames = Pseudonyms("rule-")
    var switchNames = Pseudonyms("switch-")
    for place in copy.hosts.indices {
      copy.hosts[place].name = hostNames[copy.hosts[place].name]
      copy.hosts[place].cluster = copy.hosts[place].cluster.map { clusterNames[$0] }
      copy.hosts[place].nics = copy.hosts[place].nics.map {
        NIC(name: $0.name, speed: $0.speed, switchName: $0.switchName.map { switchNames[$0] })
      }
    }
    for place in copy.vms.indices {
      let vm = copy.vms[place]
      copy.vms[place].name = vmNames[vm.name]
      copy.vms[place].id = nil
      copy.vms[place].host = vm.host.map { hostNames[$0] }
      copy.vms[place].cluster = vm.cluster.map { clusterNames[$0] }
      copy.vms[place].rules = vm.rules.map { ruleNames[$0] }
      for disk in vm.disks.indices {
        copy.vms[place].disks[disk].name = "disk \(disk + 1)"
        copy.vms[place].disks[disk].path = nil
        copy.vms[place].disks[disk].datastore = vm.disks[disk].datastore.map { storeNames[$0] }
      }
    }
    copy.datastores = datastores.map { store in
      var other = Datastore(storeNames[store.name])
      other.kind = store.kind
      other.capacity = store.capacity
      other.free = store.free
      other.hosts = store.hosts.map { hostNames[$0] }
      other.isShared = store.isShared
      return other
    }
    copy.rules = rules.map {
      Rule(name: ruleNames[$0.name], kind: $0.kind, vms: $0.vms.map { vmNames[$0] })
    }
    copy.skipped = skipped.map { Skipped(name: vmNames[$0.name], reason: $0.reason) }
    for place in copy.history.indices {
      copy.history[place].vm = vmNames[copy.history[place].vm]
      copy.history[place].source = copy.history[place].source.map { hostNames[$0] }
      copy.history[place].destination = copy.history[place].destination.map { hostNames[$0] }
    }
    // Sentences about single VMs and files name them.
    copy.remarks = []
    copy.sources = sources.map { $0.hasPrefix("the table ") ? "a table" : $0 }
    return copy
  }
}

/// Numbers names in the order in which they are asked for.
private struct Pseudonyms {
  private let prefix: String
  private var known: [String: String] = [:]

  init(_ prefix: String) { self.prefix = prefix }

  subscript(name: String) -> String {
    mutating get {
      if let pseudonym = known[name] { return pseudonym }
      let pseudonym = "\(prefix)\(known.count + 1)"
      known[name] = pseudonym
      return pseudonym
    }
  }
}
