import Datacenter
import FleetSupport
import Kernel
import Quantities
import Testing

@testable import Orchestration

/// How fast the managers that planners know let VMs go, event by event. Moves have a link of their own,
/// and a GiB takes one second.
@Suite("The pace of managers")
struct PaceTests {
  /// Hosts that are emptied with so many VMs each, and as many other hosts as there are VMs.
  private func drain(
    _ counts: [Int], memory: (Int) -> Double = { _ in 8 }, _ rules: AdmissionRules,
    manager: (any Manager)? = nil
  ) -> Fleet {
    let vms = counts.enumerated().flatMap { host, count in
      Array(repeating: host, count: count)
    }.enumerated().map { (host: $1, memory: memory($0)) }
    var example = SmallFleet(
      hosts: Array(repeating: 1024, count: counts.count + vms.count), vms: vms)
    // Spread sends every VM to a host of its own; only the sources' links are shared.
    example.bandwidth = BytesPerSecond(0x1p30 * 1000)
    example.placement = Spread()
    example.rules = rules
    example.rules.fixed = FixedTimes(before: Seconds(8))
    example.manager = manager
    example.ask(Evacuate(counts.indices.map { HostID($0) }))
    return example.run()
  }

  /// How many began at each time, in whole seconds.
  private func starts(_ fleet: Fleet) -> [Int: Int] {
    fleet.starts.reduce(into: [:]) { $0[Int($1.at.rounded()), default: 0] += 1 }
  }

  @Test("KubeVirt: five in the cluster and two from a node; the next when one ends")
  func kubeVirt() {
    let rules = Preset.kubevirt.admission
    // Twelve candidates of three nodes are there at once: 2, 2 and 1 go, then 2, 2 and 1 again.
    let fleet = drain([4, 4, 4], rules)
    #expect(starts(fleet) == [0: 5, 8: 5, 16: 2])
    let first = fleet.world.records.prefix(5).map(\.source.index)
    #expect(first.sorted() == [0, 0, 1, 1, 2])
    // One node alone: two at a time.
    #expect(starts(drain([4], rules)) == [0: 2, 8: 2])
  }

  @Test("KubeVirt: a failed one is tried again after 20 s, 40 s, 80 s")
  func kubeVirtBackOff() {
    var example = SmallFleet(hosts: [64, 64], vms: [(0, 8)])
    example.rules = Preset.kubevirt.admission
    example.faults = [1, 22, 63].map { Fault(.cancelled(VMID(0)), .at(Instant($0))) }
    example.ask(Evacuate([HostID(0)]))
    #expect(example.run().starts.map(\.at) == [0, 21, 62, 143])
  }

  @Test("oVirt: two from a host and two to a host, whoever asks")
  func oVirt() {
    let rules = Preset.ovirtMinimalDowntime.admission
    // All go to the only other host: two come to it at a time, from both hosts together.
    var example = SmallFleet(hosts: [256, 256, 1024], vms: Array(repeating: (0, 8.0), count: 4))
    example.vms += Array(repeating: (1, 8.0), count: 4)
    example.bandwidth = BytesPerSecond(0x1p30 * 1000)
    example.rules = rules
    example.rules.fixed = FixedTimes(before: Seconds(8))
    example.ask(Evacuate([HostID(0), HostID(1)]))
    #expect(starts(example.run()) == [0: 2, 8: 2, 16: 2, 24: 2])
    #expect(starts(drain([4, 4], rules)) == [0: 4, 8: 4])
  }

  @Test("XAPI: a window of ten that slides, and the first failure ends the call")
  func xapi() {
    #expect(starts(drain([12], Preset.xapi.admission)) == [0: 10, 8: 2])
    // Xen Orchestra asks for windows of three.
    let rules = Preset.xoRollingUpdate.admission
    #expect(starts(drain([12], rules)) == [0: 3, 8: 3, 16: 3, 24: 3])
    var example = SmallFleet(hosts: [256, 256], vms: Array(repeating: (0, 8.0), count: 12))
    example.rules = rules
    example.rules.order = .fifo
    example.faults = [Fault(.cancelled(VMID(1)), .at(Instant(1)))]
    example.ask(Evacuate([HostID(0)]))
    let fleet = example.run()
    #expect(fleet.world.records.count == 3)
    #expect(fleet.moveRecords.count { $0.outcome == .finished } == 2)
    #expect(fleet.moveRecords.count { $0.outcome == .givenUp } == 9)
  }

  @Test("Proxmox: as many workers as are given, VMs by number as text")
  func proxmox() {
    var rules = Preset.proxmoxBulk.admission
    rules.counters = [Counter(.cluster, 4)]
    // A node's own bulk migration sorts so, the cluster's by number.
    rules.order = .name
    let fleet = drain([12], rules)
    #expect(starts(fleet) == [0: 4, 8: 4, 16: 4])
    #expect(
      fleet.moveRecords.indices.allSatisfy { index in
        let vm = fleet.moveRecords[index].vm.index
        let rank = (0..<12).map { "vm-\($0)" }.sorted().firstIndex(of: "vm-\(vm)")!
        return fleet.moveRecords[index].attempts[0].admitted.secondsSinceStart.rounded()
          == Double(8 * (rank / 4))
      })
  }

  @Test("nova: one from a host, in the order in which they were asked for")
  func nova() {
    let fleet = drain([6], Preset.nova.admission)
    #expect(starts(fleet) == [0: 1, 8: 1, 16: 1, 24: 1, 32: 1, 40: 1])
    #expect(fleet.starts.map(\.vm) == [0, 1, 2, 3, 4, 5])
  }

  @Test("Watcher: one from a host, two from or to it, six in the plan")
  func watcher() {
    let rules = Preset.watcher.admission
    #expect(starts(drain([4, 4], rules)) == [0: 2, 8: 2, 16: 2, 24: 2])
    #expect(
      starts(drain(Array(repeating: 2, count: 8), rules)) == [0: 6, 8: 6, 16: 2, 24: 2])
  }
}
