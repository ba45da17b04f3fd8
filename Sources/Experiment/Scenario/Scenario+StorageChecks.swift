import Datacenter
import Quantities
import StrictJSON

/// Storage that nobody reaches, that is too small, or that its guests saturate.
extension ScenarioWhole {
  func checkReach(_ log: IssueLog) {
    for store in parts.storage {
      if let host = store.host, hosts[host.value] == nil {
        log.reportDangling(host, noun: "host", among: hosts.names)
      }
      for host in store.hosts ?? [] where hosts.matches(host.value).isEmpty {
        log.reportDangling(host, noun: "host", among: hosts.names)
      }
    }
  }

  /// A disk that no datastore could hold is a slip of the pen. Whether it is none.
  func checkSize(of disk: DiskSpec, _ log: IssueLog) -> Bool {
    guard disk.size.isRead, !parts.storage.isEmpty else { return true }
    let largest = parts.storage.map { $0.capacity ?? Bytes(.infinity) }.max()!
    guard disk.space > largest else { return true }
    log.report(
      at: disk.size,
      problem: "the disk takes \(disk.space), more than any datastore holds (\(largest))",
      remedy: "write a smaller size, or a larger \"capacity\" for its datastore")
    return false
  }

  func checkSpace(_ used: [Double], _ log: IssueLog) {
    for (store, used) in zip(parts.storage, used) {
      guard let capacity = store.capacity, Bytes(used) > capacity else { continue }
      log.report(
        at: store.name,
        problem: "holds \(capacity), but the disks on \"\(store.name.value)\" take \(Bytes(used))",
        remedy: "write a larger \"capacity\", or place disks elsewhere")
    }
  }

  /// What guests write comes first: storage that they saturate would never let a copy end.
  func checkWrites(_ written: [BytesPerSecond], _ log: IssueLog) {
    for (store, written) in zip(parts.storage, written) {
      let most = min(store.bandwidth ?? .unlimited, store.device.write) - store.load.write.mean
      guard written > .zero, written >= most else { continue }
      log.report(
        at: store.name,
        problem:
          "the guests write \(written) to \"\(store.name.value)\", all the bandwidth that others leave",
        remedy: "write a larger bandwidth, or smaller rates of their disks' writes")
    }
  }

  func checkDatastores(of vm: VMSpec, on host: Int, _ log: IssueLog) {
    guard areRead.datastores || parts.storage.isEmpty else { return }
    for name in ([vm.storage] + vm.disks.map(\.storage)).compactMap(\.self) {
      guard let store = datastores[name.value] else {
        log.reportDangling(name, noun: "datastore", among: datastores.names)
        continue
      }
      if let reach = reach[store], !reach.contains(host) {
        log.report(
          at: name,
          problem: "\"\(hosts.names[host])\" does not reach the datastore \"\(name.value)\"",
          remedy: "place the VM on a host that does, or its disk elsewhere")
      }
    }
    if vm.storage == nil, !parts.storage.isEmpty, datastore(nil, of: vm) == nil {
      log.report(
        at: vm.name, problem: "the host \"\(hosts.names[host])\" reaches no datastore",
        remedy: "add one to \"storage\" with \"shared\": true or its \"host\"")
    }
  }
}
