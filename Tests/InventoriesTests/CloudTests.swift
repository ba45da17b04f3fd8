import Foundation
import Quantities
import Testing

@testable import Inventories

@Suite("KubeVirt, Proxmox and OpenStack")
struct CloudTests {
  @Test("every value of KubeVirt's sample is right")
  func kubevirt() throws {
    let expected = try Expected("kubevirt")
    let estate = try Samples.estate("kubevirt")
    for (name, right) in expected.byName("hosts") {
      let host = try #require(estate.host(name))
      #expect(host.memory?.value == right.bytes("memory_bytes"))
      #expect(host.allocatable?.value == right.bytes("allocatable_bytes"))
      #expect(host.threads?.value == right.count("threads"))
      #expect(host.isOpen == !right.flag("cordoned")!)
      #expect(host.cpuModel == right.text("host_cpu_model"))
      #expect(host.guestModels == right.texts("cpu_models"))
      #expect(host.cpuVendor == "Intel")
    }
    #expect(estate.vms.map(\.name) == expected.objects("vms").map { $0.text("name")! })
    for right in expected.objects("vms") {
      let vm = try #require(estate.vm(right.text("name")!))
      #expect(vm.host == right.text("host"))
      #expect(vm.vcpus?.value == right.count("vcpus"))
      #expect(vm.memory?.value == right.bytes("memory_bytes"))
      #expect((vm.movability == .live) == right.flag("live_migratable"))
      #expect(vm.movability.reason == right.text("reason"))
      #expect(vm.method == right.text("method"))
      #expect(
        vm.hugePage == right.text("hugepage").flatMap(KubernetesQuantity.value).map { Bytes($0) })
      #expect(vm.cpu.model == right.text("cpu_model"))
      #expect(vm.disks.map(\.size.value.value) == right.values["disks_bytes"] as? [Double])
      #expect(vm.dirtyRate?.rate.value.value == right.number("dirty_rate_pages_per_s"))
      #expect(vm.dirtyRate?.window.value == right.number("dirty_rate_window_s"))
    }
    #expect(estate.skipped.map { [$0.name, $0.reason] } == [["sand-sched", "phase Scheduling"]])
    for (past, right) in zip(estate.history, expected.objects("measured")) {
      #expect(past.vm == right.text("vm"))
      #expect(past.status == right.text("result"))
      #expect(past.queued?.value == right.number("queued_s"))
      #expect(past.preparing?.value == right.number("preparing_s"))
      #expect(past.running?.value == right.number("running_s"))
    }
    #expect(estate.history.count == 2)
  }

  @Test("quantities of Kubernetes are binary, decimal or parts of one")
  func quantities() {
    #expect(KubernetesQuantity.value("4Gi") == 4_294_967_296)
    #expect(KubernetesQuantity.value("24576M") == 24_576_000_000)
    #expect(KubernetesQuantity.value("63500m") == 63.5)
    #expect(KubernetesQuantity.value("1e9") == 1e9)
    #expect(KubernetesQuantity.value("1k") == 1000)
    #expect(KubernetesQuantity.value("4 GiB") == nil)
  }

  @Test("every value of Proxmox' sample is right, wrapped or not", arguments: [false, true])
  func proxmox(isWrapped: Bool) throws {
    let expected = try Expected("proxmox")
    let text = try Samples.text("proxmox/cluster-resources.json")
    let estate = try Samples.estate(
      files: ["a.json": Array((isWrapped ? "{\"data\": \(text)}" : text).utf8)])
    for (name, right) in expected.byName("hosts") {
      let host = try #require(estate.host(name))
      #expect(host.memory?.value == right.bytes("memory_bytes"))
      #expect(host.memoryInUse?.value == right.bytes("memory_used_bytes"))
      #expect(host.threads?.value == right.count("threads"))
      #expect(host.isOpen == right.flag("online"))
    }
    #expect(estate.vms.map(\.name) == expected.objects("vms").map { $0.text("name")! })
    for right in expected.objects("vms") {
      let vm = try #require(estate.vm(right.text("name")!))
      #expect(vm.id == right.count("vmid").map { "\($0)" })
      #expect(vm.host == right.text("host"))
      #expect(vm.status == right.text("status"))
      #expect(vm.vcpus?.value == right.count("vcpus"))
      #expect(vm.memory?.value == right.bytes("memory_bytes"))
      #expect(vm.use.guest?.value == right.bytes("guest_used_bytes"))
      #expect(vm.use.resident?.value == right.bytes("host_resident_bytes"))
      #expect(vm.disks.first?.size.value == right.bytes("disk_bytes_boot_only"))
    }
    #expect(estate.vm("reef-win")?.use.guest?.provenance == .assumed)
    #expect(estate.vm("reef-win")?.movability == .no("locked by a backup"))
    var notLive = estate.notLive
    notLive["reef-win"] = nil
    #expect(notLive == expected.skipped)
    for (name, right) in expected.byName("storage") {
      let store = try #require(estate.datastores.first { $0.name == name })
      #expect(store.isShared?.value == right.flag("shared"))
      #expect(store.kind == right.text("type"))
      #expect(store.hosts == right.texts("nodes"))
    }
  }

  @Test("every value of OpenStack's sample is right")
  func openstack() throws {
    let expected = try Expected("openstack")
    let folder = "openstack/"
    let estate = try Samples.estate(
      folder + "servers.json", folder + "flavors.json", folder + "hypervisors.json",
      folder + "migrations.json")
    for (name, right) in expected.byName("hosts") {
      let host = try #require(estate.host(name))
      #expect(host.memory?.value == right.bytes("memory_bytes"))
      #expect(host.memoryInUse?.value == right.bytes("memory_used_bytes"))
      #expect(host.threads?.value == right.count("threads"))
      #expect(host.threadsInUse == right.count("threads_used"))
      #expect(host.isOpen == right.flag("up"))
    }
    #expect(Set(estate.vms.map(\.name)) == Set(expected.objects("vms").map { $0.text("name")! }))
    for right in expected.objects("vms") {
      let vm = try #require(estate.vm(right.text("name")!))
      #expect(vm.host == right.text("host"))
      #expect(vm.status == right.text("status"))
      #expect(vm.vcpus?.value == right.count("vcpus"))
      #expect(vm.memory?.value == right.bytes("memory_bytes"))
      let disks = vm.disks.reduce(Bytes.zero) { $0 + $1.size.value }
      #expect(disks == right.bytes("local_disk_bytes"))
      #expect((vm.hugePage == .gibibytes(1)) == (right.text("page_size") == "1GB"))
      #expect(vm.dirtyRate == nil)
    }
    #expect(estate.notLive == expected.skipped)
    for (past, right) in zip(estate.history, expected.objects("measured")) {
      #expect(past.status == right.text("status"))
      #expect(past.whole?.value == right.number("created_to_updated_s"))
      #expect(past.isLive)
    }
    #expect(estate.history.map(\.vm) == ["skerry-app", "skerry-db"])
  }

  @Test("hypervisors without their memory say how to ask for it")
  func withoutMemory() throws {
    let folder = "openstack/"
    let estate = try Samples.estate(
      folder + "servers.json", folder + "flavors.json", folder + "hypervisors-2.88.json")
    #expect(estate.hosts.count == 3)
    #expect(estate.hosts.allSatisfy { $0.memory == nil })
    #expect(estate.remarks.contains { $0.contains("--os-compute-api-version 2.87") })
  }
}
