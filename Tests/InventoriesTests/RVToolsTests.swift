import Experiment
import Foundation
import Quantities
import StrictJSON
import Testing

@testable import Inventories

@Suite("RVTools")
struct RVToolsTests {
  @Test("every value of the sample is right", arguments: ["csv-4.7", "RVTools_export_all.xlsx"])
  func values(form: String) throws {
    let expected = try Expected("rvtools")
    let estate = try Samples.estate("rvtools/\(form)")
    #expect(estate.platform == .vsphere)
    #expect(estate.sources == ["RVTools 4.7.1.4"])
    #expect(estate.exported == "2026-09-30")
    #expect(estate.hosts.count == 3)
    for (name, right) in expected.byName("hosts") {
      let host = try #require(estate.host(name))
      #expect(host.memory?.value == right.bytes("memory_bytes"))
      #expect(host.cores?.value == right.count("cores"))
      #expect(host.threads?.value == right.count("threads"))
      #expect(host.cpuModel == right.text("cpu"))
      #expect(host.cpuBaseline == right.text("evc"))
      #expect(host.cluster == right.text("cluster"))
      #expect(host.isOpen == !right.flag("maintenance")!)
      for (device, nic) in right.byName("nics") {
        let found = try #require(host.nics.first { $0.name == device })
        #expect(found.speed == .megabitsPerSecond(nic.number("mbit_per_s")!))
        #expect(found.switchName == nic.text("switch"))
      }
      #expect(host.migration?.device == right.object("vmotion")?.text("vmk"))
      #expect(host.migration?.mtu == right.object("vmotion")?.count("mtu"))
    }
    #expect(estate.vms.count == expected.objects("vms").count)
    for right in expected.objects("vms") {
      let vm = try #require(estate.vm(right.text("name")!))
      #expect(vm.host == right.text("host"))
      #expect(vm.status == right.text("power"))
      #expect(vm.vcpus?.value == right.count("vcpus"))
      #expect(vm.memory?.value == right.bytes("memory_bytes"))
      #expect(vm.use.resident?.value == right.bytes("consumed_bytes"))
      #expect(vm.use.active?.value == right.bytes("active_bytes"))
      #expect(vm.use.ballooned?.value == right.bytes("ballooned_bytes"))
      #expect(vm.use.swapped?.value == right.bytes("swapped_bytes"))
      #expect(vm.use.shared?.value == right.bytes("shared_bytes"))
      #expect(vm.use.reservation?.value == right.bytes("reservation_bytes"))
      #expect(vm.rules == [right.text("rules")!].filter { !$0.isEmpty })
      #expect(vm.dirtyRate == nil)
      for (disk, right) in zip(vm.disks, right.objects("disks")) {
        #expect(disk.size.value == right.bytes("capacity_bytes"))
        #expect(disk.isThin == right.flag("thin"))
        #expect(disk.isRaw == right.flag("raw"))
        #expect(disk.datastore == right.text("datastore"))
      }
      #expect(vm.disks.count == right.objects("disks").count)
    }
    #expect(estate.notLive == expected.skipped)
    #expect(estate.rules.map(\.name) == ["keep-webs-apart"])
    #expect(estate.rules.first?.kind == .apart)
  }

  @Test("a workbook says what its CSV files say")
  func formsAgree() throws {
    let workbook = try Samples.estate("rvtools/RVTools_export_all.xlsx")
    let files = try Samples.estate("rvtools/csv-4.7")
    #expect(workbook.hosts == files.hosts)
    for (one, other) in zip(workbook.vms, files.vms) { #expect(one == other) }
    #expect(workbook.datastores == files.datastores)
    #expect(workbook.remarks == files.remarks)
    // By itself, as a failure would print both.
    let isEqual = workbook == files
    #expect(isEqual)
  }

  @Test("an export of 3.x has semicolons, thousands points and no VM ID")
  func oldForm() throws {
    let estate = try Samples.estate("rvtools/csv-3.x-semicolon")
    let expected = try Expected("rvtools").objects("old_format_vms")
    #expect(estate.vms.map(\.name) == expected.map { $0.text("name")! })
    #expect(estate.vms.map(\.memory?.value) == expected.map { $0.bytes("memory_bytes") })
    #expect(estate.vms[2].id == "500b0002-1111-2222-3333-444455550002")
  }

  @Test("a pair of hosts migrates over the fastest NICs that are not the management switch's")
  func migrationSpeed() throws {
    let estate = try Samples.estate("rvtools/csv-4.7")
    let speeds = estate.hosts.map { $0.migration?.speed?.value }
    #expect(speeds == [25, 25, 10].map(BytesPerSecond.gigabitsPerSecond))
    #expect(estate.hosts.allSatisfy { $0.migration?.speed?.provenance == .standIn })
  }

  @Test("a trimmed export with tags in the middle gives what it has")
  func trimmed() throws {
    let table = """
      VM,Powerstate,Owner tag,Annotation,"Cost, centre",Memory,Backup,Host
      web,poweredOn,ann,"a ""quoted"" note, with a comma
      and a line end",7,"8,192",daily,esx-1

      db,poweredOff,bob,,,4096,,esx-1
      """
    let estate = try Samples.estate(files: ["RVTools_tabvInfo.csv": Array(table.utf8)])
    #expect(estate.vms.map(\.name) == ["web", "db"])
    #expect(estate.vms.map(\.memory?.value) == [.gibibytes(8), .gibibytes(4)])
    #expect(estate.vms.map(\.power) == [.on, .off])
    #expect(estate.hosts.isEmpty)
  }

  @Test("PowerCLI's statistics belong to the VMs of their names")
  func statistics() throws {
    let estate = try Samples.estate("rvtools/csv-4.7", "powercli")
    for (name, metrics) in try Expected("powercli").values {
      let metrics = Expected(try #require(metrics as? [String: Any]))
      let vm = try #require(estate.vm(name))
      let written = metrics.object("mem.activewrite.average")
      #expect(vm.use.activeWrite?.value == written?.bytes("max_bytes"))
      #expect(
        vm.use.active?.value == metrics.object("mem.active.average")?.bytes("max_bytes"))
      #expect(vm.use.activeWrite?.provenance == .standIn)
    }
    var log = ImportLog()
    let table = try Table(
      csv: Samples.bytes("powercli/get-stat-memory.csv"), file: "get-stat.csv", &log)
    let samples = try #require(StatisticsTable(table, &log).samples["tide-web-1"])
    #expect(samples["mem.consumed.average"]?.mean == Bytes(7_964_196_864))
    #expect(samples["mem.consumed.average"]?.count == 2)
  }

  /// Two hosts with a disk of their own each and one in common, and a VM whose disk lies on the first's.
  private func local(freeOfB: Bytes) -> Imported {
    var estate = Estate()
    estate.platform = .vsphere
    for name in ["a", "b"] {
      var host = Estate.Host(name)
      host.memory = Known(.gibibytes(64), .read, "vHost # Memory")
      estate.hosts.append(host)
    }
    func store(_ name: String, _ hosts: [String], _ free: Bytes) -> Estate.Datastore {
      var store = Estate.Datastore(name)
      store.hosts = hosts
      store.isShared = Known(hosts.count > 1, .read, "vDatastore MHA")
      store.capacity = Known(.gibibytes(500), .read, "vDatastore Capacity MiB")
      store.free = Known(free, .read, "vDatastore Free MiB")
      return store
    }
    estate.datastores = [
      store("of-a", ["a"], .gibibytes(5)), store("of-b", ["b"], freeOfB),
      store("full", ["a", "b"], .zero),
    ]
    var vm = Estate.VM("web", status: "poweredOn")
    vm.host = "a"
    vm.memory = Known(.gibibytes(4), .read, "vInfo Memory")
    var disk = Estate.Disk("Hard disk 1", Known(.gibibytes(20), .read, "vDisk Capacity MiB"))
    disk.datastore = "of-a"
    disk.isThin = false
    vm.disks = [disk]
    estate.vms = [vm]
    return Imported(estate)
  }

  @Test("a datastore has room for what is free on it beside the files of the VMs")
  func capacity() throws {
    let imported = local(freeOfB: .gibibytes(30))
    let root = try JSONDocument(parsing: Array(imported.scenario.utf8), file: "fleet.json").root
    let stores = root["storage"]?.elements ?? []
    // What is full is left out.
    #expect(stores.compactMap { $0["name"]?.string } == ["of-a", "of-b"])
    #expect(stores.compactMap { $0["capacity"]?.string } == ["25 GiB", "30 GiB"])
    #expect(imported.summary.contains("The capacity of 3 datastores is what is free on it"))
  }

  @Test("a VM on a local disk moves with it where another host has room, and else is tied")
  func localDisks() throws {
    let imported = local(freeOfB: .gibibytes(30))
    #expect(!imported.scenario.contains("pinned"))
    #expect(imported.summary.contains("The strategy vmotion-with-disks copies the disks"))
    let scenario = try Scenario(parsing: imported.scenario, file: "fleet.json")
    #expect(ExperimentRun(scenario).screen.contains("vmotion-with-disks"))
    let tied = local(freeOfB: .gibibytes(10))
    #expect(tied.scenario.contains("no other host has a datastore with room for it"))
    #expect(!tied.scenario.contains("sharedNothing"))
  }
}
