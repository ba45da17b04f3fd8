import Foundation
import Quantities
import Testing

@testable import Inventories

@Suite("libvirt")
struct LibvirtTests {
  @Test("every value of the sample is right")
  func values() throws {
    let expected = try Expected("libvirt")
    let estate = try Samples.estate("libvirt")
    #expect(estate.hosts.map(\.name) == ["kvm-a", "kvm-b"])
    for (name, right) in expected.byName("hosts") {
      let host = try #require(estate.host(name))
      #expect(host.memory?.value == right.bytes("memory_bytes"))
      #expect(host.threads?.value == right.count("threads"))
      #expect(host.cores?.value == right.count("cores"))
      #expect(host.cpuVendor == right.text("cpu_vendor"))
      #expect(host.cpuModel == right.text("cpu_model"))
      #expect(host.extraFeatures == right.texts("extra_features"))
    }
    #expect(estate.vms.map(\.name) == expected.objects("vms").map { $0.text("name")! })
    for right in expected.objects("vms") {
      let vm = try #require(estate.vm(right.text("name")!))
      #expect(vm.host == right.text("host"))
      #expect(vm.vcpus?.value == right.count("vcpus"))
      #expect(vm.memory?.value == right.bytes("memory_bytes"))
      #expect(vm.use.current?.value == right.bytes("current_bytes"))
      #expect(vm.use.guest?.value == right.bytes("guest_used_bytes"))
      #expect(
        vm.use.guestWithoutCaches?.value == right.bytes("guest_used_without_caches_bytes"))
      #expect(vm.use.resident?.value == right.bytes("resident_bytes"))
      #expect(vm.dirtyRate?.rate.value.value == right.number("dirty_rate_pages_per_s"))
      #expect(vm.dirtyRate?.window.value == right.number("dirty_rate_window_s"))
      #expect(vm.dirtyRate.map { $0.rate.provenance == .measured } ?? true)
      #expect(vm.hugePage == right.bytes("hugepage_bytes"))
      #expect(vm.cpu.mode == right.text("cpu_mode"))
      #expect(vm.cpu.model == right.text("cpu_model"))
      #expect(vm.cpu.required == right.texts("cpu_require"))
      #expect(vm.cpu.disabled == right.texts("cpu_disable"))
      #expect(vm.disks.count == right.objects("disks").count)
      for (disk, right) in zip(vm.disks, right.objects("disks")) {
        #expect(disk.name == right.text("target"))
        #expect(disk.path == right.text("path"))
        #expect(disk.size.value == right.bytes("capacity_bytes"))
        #expect(disk.allocated?.value == right.bytes("allocation_bytes"))
      }
    }
    let right = try #require(expected.objects("measured").first)
    let past = try #require(estate.history.first)
    #expect(past.vm == right.text("vm"))
    #expect(past.running == .milliseconds(right.number("total_time_ms")!))
    #expect(past.downtime == .milliseconds(right.number("downtime_ms")!))
    #expect(past.iterations == right.count("iterations"))
    #expect(past.dirtyRate?.value == right.number("dirty_pages_per_s"))
    #expect(past.zeroPages?.count == right.count("constant_pages"))
    #expect(past.normalPages?.count == right.count("normal_pages"))
    let sent = try #require(past.sent?.value)
    #expect(abs(sent - right.number("sent_bytes_about")!) < 1e6)
  }

  @Test("sockets are counted per NUMA cell, and not at all where libvirt cannot tell them apart")
  func sockets() throws {
    func host(_ text: String) throws -> Estate.Host {
      let stats = "Domain: 'a'\n  state.state=1\n  balloon.maximum=1048576\n"
      return try Samples.estate(
        files: ["k/nodeinfo.txt": Array(text.utf8), "k/domstats.txt": Array(stats.utf8)]
      ).hosts[0]
    }
    let head = "CPU model: x86_64\nCPU(s): 64\nCPU frequency: 2000 MHz\n"
    let two = try host(
      head + "CPU socket(s): 1\nCore(s) per socket: 16\nThread(s) per core: 2\nNUMA cell(s): 2\n"
        + "Memory size: 1024 KiB\n")
    #expect(two.cores?.value == 32)
    let asymmetric = try host(
      head + "CPU socket(s): 1\nCore(s) per socket: 64\nThread(s) per core: 1\nNUMA cell(s): 1\n"
        + "Memory size: 1024 KiB\n")
    #expect(asymmetric.cores?.value == 64)
  }

  @Test("a host's texts may lie in a folder of its name, or begin with its name")
  func hostNames() {
    #expect(Libvirt.host(of: "x/kvm-a/domstats.txt", .domstats) == "kvm-a")
    #expect(Libvirt.host(of: "x/kvm-a/dumpxml/web.xml", .dumpxml) == "kvm-a")
    #expect(Libvirt.host(of: "x/kvm-a.domstats.txt", .domstats) == "kvm-a")
    #expect(Libvirt.host(of: "x/kvm-a-nodeinfo", .nodeinfo) == "kvm-a")
  }
}
