internal import Quantities
internal import StrictJSON

/// Reads what `kubectl get vmi,nodes,vmim -A -o json` prints, in one file or in several, and the answer of
/// Prometheus to `kubevirt_vmi_dirty_rate_bytes_per_second`.
///
/// Fields are those of KubeVirt's API v1 (kubevirt, api/core/v1/types.go). Of several samples of a dirty
/// rate the greatest counts: who plans a window plans for its busiest hour.
struct KubeVirt {
  private var items: [Item] = []
  private var rates: [String: Double] = [:]

  private enum Item {
    case machine(JSONCursor)
    case node(JSONCursor)
    case migration(JSONCursor)
  }

  var isEmpty: Bool { items.isEmpty && rates.isEmpty }

  /// Takes a text in, if it is one of these.
  mutating func add(_ root: JSONCursor, _ log: inout ImportLog) -> Bool {
    if let result = root["data"]?["result"] {
      addRates(result, &log)
      return true
    }
    if root["errorType"] != nil, let problem = root["error"]?.text {
      log.report(root.error("is an error that Prometheus answered: \(problem)", "ask it again"))
      return true
    }
    // Items of a typed list may go without their kind.
    let listed = root["kind"]?.text.flatMap { $0.hasSuffix("List") ? String($0.dropLast(4)) : nil }
    let objects = root["items"]?.elements ?? [root]
    let known = objects.compactMap { object -> Item? in
      switch object["kind"]?.text ?? listed {
      case "VirtualMachineInstance": .machine(object)
      case "Node": .node(object)
      case "VirtualMachineInstanceMigration": .migration(object)
      default: nil
      }
    }
    items += known
    return !known.isEmpty || root["kind"]?.text?.hasSuffix("List") == true
  }

  /// A vector, or the matrix of a time range.
  private mutating func addRates(_ result: JSONCursor, _ log: inout ImportLog) {
    for series in result.elements {
      // What functions of time return has no name any more.
      let metric = series["metric"]?["__name__"]?.text
      guard metric == nil || metric == "kubevirt_vmi_dirty_rate_bytes_per_second",
        let name = series["metric"]?["name"]?.text
      else { continue }
      let space = series["metric"]?["namespace"]?.text
      let samples = series["value"].map { [$0] } ?? series["values"]?.elements ?? []
      for sample in samples {
        guard let text = sample.elements.dropFirst().first else { continue }
        // Prometheus' words for what has no value.
        if ["NaN", "+Inf", "-Inf"].contains(text.node.string) { continue }
        guard let value = text.number(&log) else { continue }
        let key = Self.name(name, in: space)
        rates[key] = max(rates[key] ?? 0, value)
      }
    }
  }

  /// The name by which a VM is known: names are unique within a namespace only.
  private static func name(_ name: String, in space: String?) -> String {
    space.map { "\($0)/\(name)" } ?? name
  }

  private static func name(of object: JSONCursor) -> String? {
    object["metadata"]?["name"]?.text.map { name($0, in: object["metadata"]?["namespace"]?.text) }
  }

  /// Everything that the texts say.
  func estate(_ log: inout ImportLog) -> Estate {
    var estate = Estate()
    guard !isEmpty else { return estate }
    estate.platform = .kubevirt
    estate.sources = ["KubeVirt (kubectl)"]
    if !rates.isEmpty { estate.sources.append("Prometheus") }
    for item in items {
      switch item {
      case .node(let node): if let host = host(node, &log) { estate.hosts.append(host) }
      case .machine(let machine): readMachine(machine, into: &estate, &log)
      case .migration(let migration):
        if let past = PhaseHistory.migration(migration) { estate.history.append(past) }
      }
    }
    let lost = Set(rates.keys).subtracting(estate.vms.map(\.name)).sorted()
    if !lost.isEmpty, !estate.vms.isEmpty {
      estate.remarks.append(
        "Prometheus has a dirty rate for \(lost.prefix(3).joined(separator: ", "))\(lost.count > 3 ? " and \(lost.count - 3) more" : ""), but there is no such VM."
      )
    }
    return estate
  }

  // MARK: Nodes

  private func host(_ node: JSONCursor, _ log: inout ImportLog) -> Estate.Host? {
    guard let name = node["metadata"]?["name"]?.text else { return nil }
    var host = Estate.Host(name)
    let status = node["status"]
    host.memory = status?["capacity"]?["memory"]?.sizeQuantity(&log).map {
      Known($0, .read, "node status.capacity.memory")
    }
    host.allocatable = status?["allocatable"]?["memory"]?.sizeQuantity(&log).map {
      Known($0, .read, "node status.allocatable.memory")
    }
    host.threads = status?["capacity"]?["cpu"]?.quantity(&log).flatMap(\.whole).map {
      Known($0, .read, "node status.capacity.cpu")
    }
    for (label, value) in node["metadata"]?["labels"]?.members ?? [] where value.flag != false {
      func rest(_ prefix: String) -> String? {
        label.hasPrefix(prefix) ? String(label.dropFirst(prefix.count)) : nil
      }
      if let vendor = rest("cpu-vendor.node.kubevirt.io/") { host.cpuVendor = vendor }
      if let model = rest("host-model-cpu.node.kubevirt.io/") { host.cpuModel = model }
      if let model = rest("cpu-model.node.kubevirt.io/") { host.guestModels.append(model) }
    }
    let conditions = status?["conditions"]?.elements ?? []
    // A node that does not answer is of the status Unknown.
    let readiness = conditions.first { $0["type"]?.text == "Ready" }?["status"]?.text
    let isReady = readiness == nil || readiness == "True"
    host.isOpen = node["spec"]?["unschedulable"]?.flag != true && isReady
    return host
  }

  // MARK: VMs

  private func readMachine(
    _ machine: JSONCursor, into estate: inout Estate, _ log: inout ImportLog
  ) {
    guard let name = Self.name(of: machine) else {
      log.report(machine.error("a VM has no metadata.name", "export it again"))
      return
    }
    let (spec, status) = (machine["spec"], machine["status"])
    let domain = spec?["domain"]
    // A phase in which there is no guest yet, or none any more.
    let guestless: Set<String> = [
      "Pending", "Scheduling", "Scheduled", "WaitingForSync", "Succeeded", "Failed",
    ]
    guard let node = status?["nodeName"]?.text,
      !guestless.contains(status?["phase"]?.text ?? "Running")
    else {
      estate.skipped.append(
        .init(
          name: machine["metadata"]?["name"]?.text ?? name,
          reason: "phase \(status?["phase"]?.text ?? "unknown")"))
      return
    }
    var vm = Estate.VM(name, status: status?["phase"]?.text ?? "Running")
    vm.host = node
    let memories = [
      (status?["memory"]?["guestCurrent"], "status.memory.guestCurrent"),
      (domain?["memory"]?["guest"], "spec.domain.memory.guest"),
      (domain?["resources"]?["requests"]?["memory"], "spec.domain.resources.requests.memory"),
      (domain?["resources"]?["limits"]?["memory"], "spec.domain.resources.limits.memory"),
    ]
    if let (memory, field) = memories.first(where: { $0.0 != nil }) {
      vm.memory = memory!.sizeQuantity(&log).map { Known($0, .read, "vmi " + field) }
    }
    let cpu = domain?["cpu"]
    vm.vcpus = Self.vcpus(domain, &log)
    vm.cpu.model = cpu?["model"]?.text
    vm.hugePage = domain?["memory"]?["hugepages"]?["pageSize"]?.sizeQuantity(&log)
    if let rate = rates[name] {
      // virt-handler has libvirt sample pages for 1 s, which counts in whole MiB/s.
      vm.dirtyRate = Estate.DirtyRate(
        rate: Known(
          PagesPerSecond(rate / Pages.size.value), .measured,
          "kubevirt_vmi_dirty_rate_bytes_per_second"), window: Seconds(1),
        step: PagesPerSecond(256))
    }
    for volume in status?["volumeStatus"]?.elements ?? [] {
      guard let claim = volume["persistentVolumeClaimInfo"],
        let size = claim["capacity"]?["storage"]?.sizeQuantity(of: .data, &log)
      else { continue }
      var disk = Estate.Disk(
        volume["name"]?.text ?? "disk", Known(size, .read, "vmi volumeStatus"))
      let modes = claim["accessModes"]?.elements.compactMap(\.text) ?? []
      disk.isShared = Known(modes.contains("ReadWriteMany"), .read, "vmi accessModes")
      vm.disks.append(disk)
    }
    if let condition = status?["conditions"]?.elements
      .first(where: { $0["type"]?.text == "LiveMigratable" }), condition["status"]?.text == "False"
    {
      vm.movability = .cold(condition["reason"]?.text ?? "not LiveMigratable")
    }
    vm.method = status?["migrationMethod"]?.text
    estate.vms.append(vm)
  }

  /// Cores, sockets and threads multiplied; where none is said, the CPUs that it may use or asks for,
  /// rounded up, as KubeVirt does; else 1.
  private static func vcpus(_ domain: JSONCursor?, _ log: inout ImportLog) -> Known<Int>? {
    let cpu = domain?["cpu"]
    let counts = ["cores", "sockets", "threads"].map { cpu?[$0]?.processors(&log) }
    if counts.contains(where: { $0 != nil }) {
      let product = counts.reduce(1) { $0 * ($1 ?? 1) }
      if let cpu, product > Limit.processors {
        log.report(
          cpu.error("\(product) processors are more than any VM has", Limit.remedy))
      }
      return Known(product, .read, "vmi spec.domain.cpu")
    }
    for kind in ["limits", "requests"] {
      guard let entry = domain?["resources"]?[kind]?["cpu"], let number = entry.quantity(&log)
      else { continue }
      if let problem = Limit.problem(
        withProcessors: number.rounded(.up), written: entry.node.text, most: Limit.processors)
      {
        log.report(entry.error(problem, Limit.remedy))
        return nil
      }
      return number.rounded(.up).whole.map {
        Known(max(1, $0), .read, "vmi spec.domain.resources.\(kind).cpu")
      }
    }
    return Known(1, .read, "vmi spec.domain.cpu")
  }
}
