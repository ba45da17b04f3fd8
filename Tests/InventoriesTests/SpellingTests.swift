import Foundation
import Quantities
import Testing

@testable import Inventories

@Suite("What systems and people write differently, and what they leave out")
struct SpellingTests {
  private static func estate(_ files: [String: String]) throws -> Estate {
    try Samples.estate(files: files.mapValues { Array($0.utf8) })
  }

  private static func complaint(_ files: [String: String]) throws -> String {
    let error = #expect(throws: ImportErrors.self) { try estate(files) }
    return try #require(error?.description)
  }

  private static let info = "VM,Powerstate,Template,CPUs,Memory,Host\n"

  // MARK: Hosts

  @Test("a host is the one of the list in another case, and with or without its domain")
  func hostNames() throws {
    let hosts = "Host,Cluster,# Memory,# Cores\nesx-1.corp.local,c,262144,32\nesx-2,c,262144,32\n"
    let vms = """
      a,poweredOn,False,2,16384,ESX-1.corp.local
      b,poweredOn,False,2,16384,esx-1
      c,poweredOn,False,2,16384,esx-2.corp.local
      d,poweredOn,False,2,16384,esx-1.lab.local

      """
    let estate = try Self.estate([
      "RVTools_tabvInfo.csv": Self.info + vms, "RVTools_tabvHost.csv": hosts,
    ])
    #expect(
      estate.vms.map(\.host)
        == ["esx-1.corp.local", "esx-1.corp.local", "esx-2", "esx-1.lab.local"])
  }

  @Test("addresses are no names with a domain")
  func addresses() throws {
    let estate = try Self.estate([
      "vms.csv": "Name,VMHost,MemoryMB\na,10.0.0.1,4096\n",
      "hosts.csv": "Name,NumCpu,MemoryTotalGB,ProcessorType\n10,32,256,Xeon\n",
    ])
    #expect(estate.vms[0].host == "10.0.0.1")
  }

  @Test("a dash or XAPI's words for no host are no host")
  func nobody() throws {
    let estate = try Self.estate([
      "vms.csv":
        "name_label,power_state,memory-static-max,resident-on\na,running,4294967296,-\nb,halted,4294967296,<not in database>\n"
    ])
    #expect(estate.vms.allSatisfy { $0.host == nil })
  }

  @Test("a host that is added as a destination takes VMs, whatever the only one does")
  func spareHost() throws {
    let estate = try Self.estate([
      "r.json": """
      [{"id":"node/a","type":"node","node":"a","status":"offline","maxmem":270322552832},
       {"id":"qemu/1","type":"qemu","vmid":1,"name":"w","node":"a","status":"running","maxmem":8589934592}]
      """
    ])
    let complete = CompleteEstate(estate, bandwidth: nil)
    #expect(complete.hosts.map(\.host.isOpen) == [false, true])
  }

  // MARK: States

  @Test("power states are told in any case, with spaces or without")
  func powerStates() throws {
    let rows = [
      "PoweredOn", "Powered Off", "POWEREDOFF", "Suspended",
    ].enumerated().map { "vm\($0),\($1),False,2,1024,h" }.joined(separator: "\n")
    let estate = try Self.estate(["RVTools_tabvInfo.csv": Self.info + rows + "\n"])
    #expect(estate.vms.map(\.power) == [.on, .off, .off, .suspended])
  }

  @Test("an instance of KubeVirt whose guest does not run yet, or any more, is left out")
  func phases() throws {
    func instance(_ phase: String) -> String {
      """
      {"kind":"VirtualMachineInstance","metadata":{"name":"\(phase.lowercased())","namespace":"x"},
       "spec":{"domain":{"memory":{"guest":"4Gi"}}},"status":{"phase":"\(phase)","nodeName":"n"}}
      """
    }
    let items = ["Running", "Scheduled", "Succeeded", "Failed"].map(instance).joined(separator: ",")
    let estate = try Self.estate(["a.json": #"{"kind":"List","items":[\#(items)]}"#])
    #expect(estate.vms.map(\.name) == ["x/running"])
    #expect(estate.skipped.map(\.reason) == ["phase Scheduled", "phase Succeeded", "phase Failed"])
  }

  // MARK: Forms of a text

  @Test("items of a typed list may go without their kind")
  func typedList() throws {
    let estate = try Self.estate([
      "a.json": """
      {"kind":"VirtualMachineInstanceList","items":[{"metadata":{"name":"a"},
       "spec":{"domain":{"memory":{"guest":4294967296}}},"status":{"nodeName":"n"}}]}
      """,
      "n.json": """
      {"kind":"NodeList","items":[{"metadata":{"name":"n"},"status":{"capacity":{"memory":"64Gi"}}}]}
      """,
    ])
    #expect(estate.vms[0].memory?.value == .gibibytes(4))
    #expect(estate.hosts[0].memory?.value == .gibibytes(64))
  }

  @Test("descriptions of several domains may stand in one file")
  func domains() throws {
    func domain(_ name: String) -> String {
      "<?xml version='1.0'?>\n<domain type='kvm'><name>\(name)</name><memory unit='GiB'>8</memory></domain>\n\n"
    }
    let estate = try Self.estate(["kvm-a/all.xml": domain("a") + domain("b")])
    #expect(Set(estate.vms.map(\.name)) == ["a", "b"])
    #expect(estate.vms.allSatisfy { $0.host == "kvm-a" && $0.memory?.value == .gibibytes(8) })
  }

  @Test("of a workbook with other sheets, the sheet of VMs is read")
  func workbook() throws {
    var log = ImportLog()
    let vms = try Table(csv: Array("Name,Memory MB\na,4096\n".utf8), file: "", &log)
    let notes = try Table(csv: Array("hello,you\nx,y\n".utf8), file: "", &log)
    #expect(Importer.meant([notes, vms], columns: [:]).map(\.columns) == [["Name", "Memory MB"]])
    #expect(Importer.meant([notes], columns: [:]).count == 1)
  }

  @Test("what Prometheus has no value for is not measured; an error that it answers is told")
  func prometheus() throws {
    let instance = """
      {"kind":"VirtualMachineInstance","metadata":{"name":"a","namespace":"x"},
       "spec":{"domain":{"memory":{"guest":"4Gi"}}},"status":{"nodeName":"n"}}
      """
    let estate = try Self.estate([
      "a.json": instance,
      "p.json": """
      {"status":"success","data":{"result":[{"metric":{"name":"a","namespace":"x"},"value":[1,"NaN"]}]}}
      """,
    ])
    #expect(estate.vms[0].dirtyRate == nil)
    let complaint = try Self.complaint([
      "a.json": instance,
      "p.json": #"{"status":"error","errorType":"bad_data","error":"parse error"}"#,
    ])
    #expect(complaint.contains("p.json"))
    #expect(complaint.contains("is an error that Prometheus answered: parse error"))
  }

  // MARK: What is not known

  @Test("a domain of which no job is known has no past migration, and -1 is no dirty rate")
  func unmeasured() throws {
    let estate = try Self.estate([
      "kvm-a/domstats.txt": """
      Domain: 'web'
        state.state=1
        balloon.current=4194304
        dirtyrate.calc_status=2
        dirtyrate.megabytes_per_second=-1

      """, "kvm-a/domjobinfo-web.txt": "Job type:         None        \n",
    ])
    #expect(estate.history.isEmpty)
    #expect(estate.vms[0].dirtyRate == nil)
    #expect(estate.vms[0].memory?.value == .gibibytes(4))
  }

  @Test("a sample of -1 is one that is missing")
  func missingSample() throws {
    let estate = try Self.estate([
      "vms.csv": "Name,VMHost,MemoryMB\na,h,4096\n",
      "stat.csv":
        "Entity,Timestamp,MetricId,Value,Unit\na,1,mem.activewrite.average,1024,KB\na,2,mem.activewrite.average,-1,KB\n",
    ])
    #expect(estate.vms[0].use.activeWrite?.value == .mebibytes(1))
  }

  @Test(
    "a negative size is a mistake with its place",
    arguments: [
      ("RVTools_tabvInfo.csv", info + "a,poweredOn,False,2,-16384,h\n", "row 2, column \"Memory\""),
      (
        "r.json", #"[{"id":"qemu/1","type":"qemu","name":"w","node":"a","maxmem":-5}]"#,
        "$[0].maxmem"
      ),
      (
        "a.json",
        #"{"kind":"VirtualMachineInstance","metadata":{"name":"a"},"spec":{"domain":{"memory":{"guest":"-4Gi"}}},"status":{"nodeName":"n"}}"#,
        "$.spec.domain.memory.guest"
      ),
      ("kvm-a/domstats.txt", "Domain: 'a'\n  balloon.maximum=-8\n", "line 2: balloon.maximum"),
    ])
  func negative(file: String, text: String, place: String) throws {
    let complaint = try Self.complaint([file: text])
    #expect(complaint.contains(place))
    #expect(complaint.contains("is negative"))
  }

  @Test("VMs without a size are named, with the command that tells it")
  func sizeless() throws {
    let imported = Imported(
      try Self.estate(["RVTools_tabvInfo.csv": "VM,Powerstate,Host\nweb,poweredOn,esx-1\n"]))
    #expect(!imported.hasVMs)
    #expect(imported.whyNoVMs.contains("such as web"))
    #expect(imported.whyNoVMs.contains("export the tabs vInfo and vMemory of RVTools"))
    let servers = Imported(
      try Self.estate([
        "s.json":
          #"[{"ID":"1","Name":"s","Status":"ACTIVE","Networks":{},"Flavor":"f","Host":"k1"}]"#
      ]))
    #expect(servers.whyNoVMs.contains("openstack flavor list --all --long -f json"))
  }

  @Test("what is left out is told where nothing else is there")
  func nothingLeft() throws {
    let complaint = try Self.complaint([
      "r.json": #"[{"id":"qemu/1","type":"qemu","name":"t","node":"a","template":1}]"#
    ])
    #expect(complaint.contains("1 entry left out (template)"))
  }

  @Test("each reason why a VM stays is told with its own VMs")
  func reasons() throws {
    let imported = Imported(try Samples.estate("kubevirt"))
    #expect(
      imported.summary.contains(
        "ops/sand-gpu (HostDeviceNotLiveMigratable)"))
    #expect(imported.summary.contains("lab/sand-local (DisksNotLiveMigratable)"))
  }
}
