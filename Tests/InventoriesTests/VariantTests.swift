import Quantities
import Testing

@testable import Inventories

@Suite("Exports that say the same otherwise")
struct VariantTests {
  private func estate(_ files: [String: String]) throws -> Estate {
    try Samples.estate(files: files.mapValues { Array($0.utf8) })
  }

  @Test("nova's own answers are read like the client's lists")
  func nova() throws {
    let files = [
      "servers.json": """
      {"servers": [
        {"id": "u1", "name": "web", "status": "ACTIVE", "image": {"id": "i"},
         "OS-EXT-SRV-ATTR:host": "k1", "OS-EXT-SRV-ATTR:hypervisor_hostname": "k1.example",
         "flavor": {"original_name": "s", "ram": 4096, "vcpus": 2, "disk": 20, "ephemeral": 5,
          "extra_specs": {"hw:mem_page_size": "1GB"}}},
        {"id": "u2", "name": "db", "status": "SHUTOFF", "image": "",
         "OS-EXT-SRV-ATTR:host": "k2", "flavor": {"id": "f2"}}]}
      """,
      "flavors.json": """
      {"flavors": [{"id": "f2", "name": "m", "ram": 8192, "vcpus": 4, "disk": 40,
        "OS-FLV-EXT-DATA:ephemeral": 0}]}
      """,
      "hypervisors.json": """
      {"hypervisors": [
        {"hypervisor_hostname": "k1.example", "memory_mb": 65536, "vcpus": 32, "state": "up"},
        {"hypervisor_hostname": "k2.example", "memory_mb": 65536, "vcpus": 32, "state": "up",
         "status": "disabled"}]}
      """,
      "migrations.json": """
      {"migrations": [{"instance_uuid": "u1", "status": "completed",
        "migration_type": "live-migration", "source_node": "k2.example",
        "dest_node": "k1.example", "created_at": "2026-09-12T20:01:03.000000",
        "updated_at": "2026-09-12T20:01:41.000000"}]}
      """,
    ]
    let estate = try estate(files)
    #expect(estate.vms.map(\.name) == ["web", "db"])
    #expect(estate.vms.map(\.memory?.value) == [.gibibytes(4), .gibibytes(8)])
    #expect(estate.vms.map(\.vcpus?.value) == [2, 4])
    #expect(estate.vms.map(\.host) == ["k1.example", "k2.example"])
    #expect(estate.vms[0].disks.map(\.size.value) == [.gibibytes(25)])
    #expect(estate.vms[0].hugePage == .gibibytes(1))
    // It boots from a volume.
    #expect(estate.vms[1].disks.isEmpty)
    #expect(estate.hosts.map(\.isOpen) == [true, false])
    #expect(estate.hosts[0].memory?.value == .gibibytes(64))
    #expect(estate.history.map(\.vm) == ["web"])
    #expect(estate.history[0].whole == Seconds(38))
  }

  @Test("measured rates may name servers by their identifiers")
  func identifiers() throws {
    let rates = "vm,dirty_rate_mib_per_s\n50010000-aaaa-bbbb-cccc-000000000000,12\n"
    let servers = try Samples.text("openstack/servers.json")
    let id = try #require(servers.firstMatch(of: #/"ID": "([^"]+)"/#)?.output.1)
    let estate = try estate([
      "servers.json": servers, "flavors.json": try Samples.text("openstack/flavors.json"),
      "k1.rates.csv": rates.replacing("50010000-aaaa-bbbb-cccc-000000000000", with: String(id)),
    ])
    #expect(estate.vms.compactMap(\.dirtyRate?.rate.value) == [PagesPerSecond(12 * 256)])
  }

  @Test("an instance of KubeVirt without cores has the CPUs that it asks for, rounded up")
  func requestedCPUs() throws {
    func vcpus(_ domain: String) throws -> Int? {
      let machine = """
        {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachineInstance",
         "metadata": {"name": "a", "namespace": "n"},
         "spec": {"domain": {\(domain), "memory": {"guest": "1e9"}}},
         "status": {"nodeName": "w1", "phase": "Running"}}
        """
      let vm = try #require(try estate(["vmi.json": machine]).vms.first)
      #expect(vm.memory?.value == Bytes(1e9))
      return vm.vcpus?.value
    }
    #expect(try vcpus(#""resources": {"requests": {"cpu": "1500m"}}"#) == 2)
    #expect(
      try vcpus(#""resources": {"requests": {"cpu": "1"}, "limits": {"cpu": "3"}}"#) == 3)
    #expect(try vcpus(#""cpu": {"cores": 2, "threads": 2}, "resources": {}"#) == 4)
    #expect(try vcpus(#""resources": {}"#) == 1)
  }

  @Test("a node that does not answer takes no VMs", arguments: ["True", "False", "Unknown"])
  func readiness(status: String) throws {
    let node = """
      {"kind": "Node", "apiVersion": "v1", "metadata": {"name": "w1"},
       "status": {"capacity": {"memory": "8Gi", "cpu": "4"},
        "conditions": [{"type": "Ready", "status": "\(status)"}]}}
      """
    let vmis = try Samples.text("kubevirt/vmis.json")
    let host = try estate(["node.json": node, "vmis.json": vmis]).host("w1")
    #expect(host?.isOpen == (status == "True"))
  }

  @Test(
    "devices and folders of its host tie a domain, unless a team of devices takes over",
    arguments: [
      ("<hostdev mode='subsystem' type='pci'/>", true),
      ("<interface type='hostdev'><source/></interface>", true),
      ("<interface type='hostdev'><teaming type='transient' persistent='ua'/></interface>", false),
      ("<filesystem type='mount'><driver type='virtiofs'/></filesystem>", true),
      ("<interface type='vhostuser'><source type='unix' path='/x'/></interface>", false),
    ])
  func ties(device: String, isTied: Bool) throws {
    let domain = """
      <domain type='kvm'><name>a</name><memory unit='GiB'>4</memory><vcpu>2</vcpu>
      <memoryBacking><hugepages><page size='1048576' unit='KiB'/></hugepages></memoryBacking>
      <devices>\(device)</devices></domain>
      """
    let vm = try #require(try estate(["k/dumpxml/a.xml": domain]).vms.first)
    #expect((vm.movability == .live) != isTied)
    #expect(vm.hugePage == .gibibytes(1))
  }

  @Test("rates of single processors add up, and a rate that is not there is not zero")
  func ringRates() throws {
    let text = """
      Domain: 'ring'
        state.state=1
        balloon.maximum=4194304
        dirtyrate.calc_status=2
        dirtyrate.calc_period=1
        dirtyrate.calc_mode=dirty-ring
        dirtyrate.vcpu.0.megabytes_per_second=3
        dirtyrate.vcpu.1.megabytes_per_second=4

      Domain: 'none'
        state.state=1
        balloon.maximum=4194304
        dirtyrate.calc_status=2

      Domain: 'busy'
        state.state=1
        balloon.maximum=4194304
        dirtyrate.calc_status=1
        dirtyrate.megabytes_per_second=0
      """
    let vms = try estate(["k/domstats.txt": text]).vms
    #expect(vms.map(\.dirtyRate?.rate.value) == [PagesPerSecond(7 * 256), nil, nil])
  }

  @Test("what several vCenters call alike is not one thing")
  func vCenters() throws {
    func info(_ server: String, _ host: String, _ memory: Int) -> String {
      """
      VM,Powerstate,CPUs,Memory,Cluster,Host,Path,Cluster rule(s),Cluster rule name(s),VM ID,VI SDK Server,VI SDK UUID
      web,poweredOn,2,\(memory),prod,\(host),[san] web/web.vmx,separate,apart,vm-1,\(server),id-\(server)
      db,poweredOn,2,\(memory),prod,\(host),[san] db/db.vmx,separate,apart,vm-2,\(server),id-\(server)
      """
    }
    func disks(_ server: String, _ size: Int) -> String {
      """
      VM,Disk,Capacity MiB,Raw,Thin,Disk Path,VM ID,VI SDK UUID
      web,Hard disk 1,\(size),False,True,[san] web/web.vmdk,vm-1,id-\(server)
      """
    }
    let estate = try estate([
      "a/RVTools_tabvInfo.csv": info("vc1", "h1", 1024),
      "b/RVTools_tabvInfo.csv": info("vc2", "h2", 2048),
      "a/RVTools_tabvDisk.csv": disks("vc1", 100), "b/RVTools_tabvDisk.csv": disks("vc2", 200),
    ])
    #expect(Set(estate.vms.map(\.name)).count == 4)
    #expect(estate.vms.map(\.cluster) == ["prod (vc1)", "prod (vc1)", "prod (vc2)", "prod (vc2)"])
    #expect(
      estate.vms.map { $0.disks.map(\.size.value) } == [
        [.mebibytes(100)], [], [.mebibytes(200)], [],
      ])
    #expect(estate.vms[2].disks[0].datastore == "san (vc2)")
    #expect(estate.rules.map(\.vms) == [["web", "db"], estate.vms.suffix(2).map(\.name)])
  }

  @Test("a row that fits two VMs is left out and told, not given to the first")
  func ambiguous() throws {
    let info = """
      VM,Powerstate,CPUs,Memory,Cluster,Host
      web,poweredOn,2,1024,north,h1
      web,poweredOn,2,2048,south,h2
      """
    let memory = "VM,Powerstate,Size MiB,Consumed\nweb,poweredOn,1024,700\n"
    let estate = try estate([
      "RVTools_tabvInfo.csv": info, "RVTools_tabvMemory.csv": memory,
    ])
    #expect(estate.vms.map(\.use.resident) == [nil, nil])
    #expect(estate.remarks.contains { $0.hasPrefix("1 row of vMemory and vDisk fits several VMs") })
  }

  @Test("without vDisk all disks of a VM are one, of which its files take a part")
  func undividedDisks() throws {
    let info = """
      VM;Powerstate;CPUs;Memory;Host;Provisioned MB;In Use MB;Path
      web;poweredOn;2;4.096;h1;90.112;61.234;[san-a] web/web.vmx
      """
    let vm = try #require(try estate(["RVTools_tabvInfo.csv": info]).vms.first)
    #expect(vm.memory?.value == .gibibytes(4))
    #expect(vm.disks.map(\.size.value) == [.mebibytes(90_112)])
    #expect(vm.disks[0].allocated?.value == .mebibytes(61_234))
    #expect(vm.disks[0].datastore == "san-a")
  }

  @Test("sizes of Xen Orchestra are bytes, and a halted VM of XAPI has what it starts with")
  func xen() throws {
    let orchestra = """
      uuid,name_label,power_state,CPUs.number,memory.size,memory.usage,$container
      u1,a,Running,4,8589934592,4294967296,h1
      """
    #expect(try estate(["xo.csv": orchestra]).vms.map(\.memory?.value) == [.gibibytes(8)])
    let xapi = """
      uuid,name-label,resident-on,power-state,VCPUs-number,memory-actual,memory-static-max
      u1,a,h1,running,4,8589934592,8589934592
      u2,b,<not in database>,halted,2,0,2147483648
      """
    let sizes = try estate(["xe.csv": xapi]).vms.map(\.memory?.value)
    #expect(sizes == [.gibibytes(8), .gibibytes(2)])
  }

  @Test("a table in which no column is known to name VMs says how to name it")
  func nameless() throws {
    let error = #expect(throws: ImportErrors.self) {
      var importer = Importer()
      return try importer.estate(of: [Samples.path("none.csv")])
    }
    #expect(error?.description.contains("there is no such file") == true)
    let table = "Maschine,Hypervisor,RAM (GB)\na,h1,4\n"
    let nameless = #expect(throws: ImportErrors.self) {
      try Samples.estate(files: ["t.csv": Array(table.utf8)], columns: ["memory": "RAM (GB)"])
    }
    #expect(nameless?.description.contains("no column is known to hold the VMs' names") == true)
    let given = try Samples.estate(
      files: ["t.csv": Array(table.utf8)], columns: ["vm": "Maschine"])
    #expect(given.vms.map(\.name) == ["a"])
  }

  @Test("estates of two systems in one folder are told")
  func twoSystems() throws {
    let estate = try estate([
      "proxmox.json": try Samples.text("proxmox/cluster-resources.json"),
      "RVTools_tabvInfo.csv": try Samples.text("rvtools/csv-4.7/RVTools_tabvInfo.csv"),
    ])
    #expect(
      estate.remarks.contains { $0.hasPrefix("Exports of RVTools and Proxmox were read as one") })
  }
}
