internal import Quantities

/// What `virsh dumpxml` says of one domain.
struct DomainDescription {
  let name: String
  let memory: Bytes?
  let current: Bytes?
  let vcpus: Int?
  let hugePage: Bytes?
  let cpu: Estate.GuestCPU
  let disks: [Disk]
  /// What ties the domain to its host; `nil` if nothing does.
  let tie: String?

  struct Disk {
    let target: String
    let path: String?
    let cacheMode: String?
    let format: String?
  }

  init(_ text: [UInt8], file: String) throws(ImportError) {
    let root = try XMLElement(text, file: file)
    guard root.name == "domain", let name = root.child("name")?.text, !name.isEmpty else {
      throw ImportError(
        file, nil, "describes no domain", "write it anew: virsh dumpxml DOMAIN > DOMAIN.xml")
    }
    self.name = name
    func amount(_ name: String) throws(ImportError) -> Bytes? {
      guard let element = root.child(name) else { return nil }
      guard let bytes = Libvirt.bytes(element) else {
        throw ImportError(
          file, "element \(name)",
          "\"\(element.text)\" \(element.attributes["unit"] ?? "KiB") is no amount of memory",
          "write it anew: virsh dumpxml DOMAIN > DOMAIN.xml")
      }
      if let problem = Limit.memory.problem(with: bytes.value, written: element.text) {
        throw ImportError(file, "element \(name)", problem, Limit.remedy)
      }
      return bytes
    }
    memory = try amount("memory")
    current = try amount("currentMemory")
    let vcpu = root.child("vcpu")
    let written = vcpu?.attributes["current"] ?? vcpu?.text
    vcpus = written.flatMap { Int($0) }
    if let written, !(1...Limit.processors).contains(vcpus ?? 0) {
      throw ImportError(
        file, "element vcpu",
        "\(written.prefix(40)) is no number of processors: a whole number up to \(Limit.processors) is one",
        Limit.remedy)
    }
    let pages = root.child("memoryBacking", "hugepages")
    hugePage = pages.map { pages in
      guard let page = pages.child("page"),
        let size = page.attributes["size"].flatMap({ Double($0) }),
        let scale = Libvirt.scale(page.attributes["unit"])
      else { return .mebibytes(2) }
      return Bytes(size * scale)
    }
    var guest = Estate.GuestCPU()
    if let cpu = root.child("cpu") {
      guest.mode = cpu.attributes["mode"]
      guest.model = cpu.child("model")?.text
      for feature in cpu.all("feature") {
        guard let name = feature.attributes["name"] else { continue }
        switch feature.attributes["policy"] {
        case "disable", "forbid": guest.disabled.append(name)
        default: guest.required.append(name)
        }
      }
    }
    cpu = guest
    let devices = root.child("devices")
    tie = Self.tie(devices)
    disks = (devices?.all("disk") ?? []).compactMap { disk in
      guard let target = disk.child("target")?.attributes["dev"] else { return nil }
      let source = disk.child("source")?.attributes
      let driver = disk.child("driver")?.attributes
      return Disk(
        target: target, path: source?["file"] ?? source?["dev"] ?? source?["name"],
        cacheMode: driver?["cache"], format: driver?["type"])
    }
  }

  /// Devices of its host that a domain has been given, and folders of it: with those QEMU does not migrate.
  ///
  /// A device that is one of a team for fail-over is taken away before a migration.
  private static func tie(_ devices: XMLElement?) -> String? {
    let given =
      (devices?.all("hostdev") ?? [])
      + (devices?.all("interface") ?? []).filter { $0.attributes["type"] == "hostdev" }
    let own = given.count { $0.child("teaming")?.attributes["type"] != "transient" }
    if own > 0 { return "it has \(count(own, "device")) of its host" }
    let folders = (devices?.all("filesystem") ?? []).count
    return folders > 0 ? "it has \(count(folders, "folder")) of its host" : nil
  }
}

extension Libvirt {
  /// A VM from what its two texts say; either may be missing.
  static func vm(
    _ name: String, on host: String, statistics: DomainStatistics?,
    description: DomainDescription?
  ) -> Estate.VM {
    let state = statistics?.state ?? (number: 1, name: "running")
    var vm = Estate.VM(name, status: state.name)
    vm.host = host
    if let memory = description?.memory {
      vm.memory = Known(memory, .read, "dumpxml memory")
    } else if let memory = statistics?.maximum {
      vm.memory = Known(memory, .read, "domstats balloon.maximum")
    } else if let memory = statistics?.current {
      vm.memory = Known(memory, .read, "domstats balloon.current")
    }
    if let vcpus = statistics?.vcpus ?? description?.vcpus {
      vm.vcpus = Known(vcpus, .read, statistics == nil ? "dumpxml vcpu" : "domstats vcpu.current")
    }
    if let current = statistics?.current ?? description?.current {
      vm.use.current = Known(current, .read, "balloon.current")
    }
    vm.use.guest = statistics?.used.map { Known($0, .read, "balloon.current - balloon.unused") }
    vm.use.guestWithoutCaches = statistics?.usedWithoutCaches.map {
      Known($0, .read, "balloon.current - balloon.usable")
    }
    vm.use.resident = statistics?.resident.map { Known($0, .read, "balloon.rss") }
    vm.dirtyRate = statistics?.dirtyRate
    vm.hugePage = description?.hugePage
    vm.cpu = description?.cpu ?? Estate.GuestCPU()
    vm.disks = statistics?.disks ?? []
    for place in vm.disks.indices {
      guard let disk = description?.disks.first(where: { $0.target == vm.disks[place].name })
      else { continue }
      vm.disks[place].cacheMode = disk.cacheMode
      vm.disks[place].isThin = disk.format == "qcow2"
      vm.disks[place].path = vm.disks[place].path ?? disk.path
    }
    switch state.number {
    case 5, 6:
      vm.power = .off
      vm.movability = .cold("\(state.name): offline migration")
    case 3: vm.movability = .cold("paused: offline migration")
    default: break
    }
    if let tie = description?.tie, vm.movability == .live { vm.movability = .cold(tie) }
    return vm
  }
}
