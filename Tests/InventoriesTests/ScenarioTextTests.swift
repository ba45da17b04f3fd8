import Experiment
import Foundation
import Quantities
import StrictJSON
import Testing

@testable import Inventories

@Suite("The scenario of an estate")
struct ScenarioTextTests {
  static let samples = [
    "rvtools/csv-4.7", "rvtools/csv-3.x-semicolon", "rvtools/RVTools_export_all.xlsx", "libvirt",
    "libvirt/kvm-a", "kubevirt", "proxmox", "openstack",
  ]

  @Test("every sample becomes a sound scenario", arguments: samples)
  func sound(sample: String) throws {
    let estate = try Samples.estate(sample)
    let text = Imported(estate).scenario
    _ = try Scenario(parsing: text, file: "fleet.json")
    #expect(text == Imported(estate).scenario)
    _ = try Scenario(parsing: Imported(estate.anonymous).scenario, file: "fleet.json")
  }

  @Test("the screen counts what is measured, guessed and unknown, and says how to measure")
  func summary() throws {
    let rvtools = Imported(try Samples.estate("rvtools/csv-4.7")).summary
    #expect(
      rvtools.hasPrefix(
        "9 VMs: 0 measured dirty rates, 7 by Active memory, 0 unknown, 2 off or suspended."))
    #expect(rvtools.contains("mem.activewrite.average"))
    let libvirt = Imported(try Samples.estate("libvirt")).summary
    #expect(libvirt.hasPrefix("6 VMs: 5 measured dirty rates, 1 unknown."))
    #expect(libvirt.contains("virsh domdirtyrate-calc"))
    let known = Imported(
      try Samples.estate("libvirt"), bandwidth: .gigabitsPerSecond(25)
    ).summary
    #expect(known.contains("2 hosts: migration network 2 read."))
    #expect(!known.contains("--bandwidth:"))
  }

  @Test("rules about who shares a host, clusters and ties to a host are written as keys")
  func limits() throws {
    var estate = try Samples.estate("rvtools/csv-4.7")
    let rules = estate.rules.filter { $0.kind != .other && $0.vms.count > 1 }
    let scenario = try JSONDocument(
      parsing: Array(Imported(estate).scenario.utf8), file: "fleet.json"
    ).root
    #expect((scenario["affinity"]?.elements?.count ?? 0) == rules.count)
    for vm in scenario["vms"]?.elements ?? [] {
      guard let name = vm["name"]?.string, let own = estate.vm(name) else { continue }
      let isTied = own.power == .on && own.movability != .live
      #expect((vm["pinned"] != nil) == isTied, "\(name)")
    }
    // Another cluster is no place for the VMs of the first.
    var other = Estate.Host("far-1")
    other.cluster = "elsewhere"
    estate.hosts.append(other)
    estate.rules = [
      .init(name: "web apart", kind: .apart, vms: estate.vms.prefix(2).map(\.name)),
      .init(name: "one VM only", kind: .together, vms: [estate.vms[0].name]),
    ]
    let text = Imported(estate).scenario
    _ = try Scenario(parsing: text, file: "fleet.json")
    let two = try JSONDocument(parsing: Array(text.utf8), file: "fleet.json").root
    #expect(two["affinity"]?.elements?.count == 1)
    #expect(
      two["vms"]?.elements?.allSatisfy { vm in
        vm["runsOn"]?.elements?.allSatisfy { $0.string?.hasPrefix("far") == false } ?? false
      } == true)
    #expect(Imported(estate).summary.contains("2 rules about which VMs share a host: 1 written"))
  }

  @Test("VMs that run become rows for predictions, in which an unknown dirty rate is not zero")
  func inventory() throws {
    let rows = Imported(try Samples.estate("libvirt")).inventory.split(separator: "\n")
    #expect(rows[0].hasPrefix("vm,host,engine,memory_mib,"))
    #expect(rows.contains { $0.hasPrefix("kelp-api,") && $0.contains(",9728,1,") })
    #expect(rows.contains { $0.hasPrefix("kelp-new,") && $0.contains(",unknown,,") })
  }

  @Test("files of another kind than the one that was named are refused")
  func kinds() throws {
    var importer = Importer()
    importer.kind = .proxmox
    #expect(throws: ImportErrors.self) {
      try importer.estate(of: [Samples.path("kubevirt/vmis.json")])
    }
    importer = Importer()
    importer.kind = .kubevirt
    #expect(try importer.estate(of: [Samples.path("kubevirt/vmis.json")]).vms.isEmpty == false)
    #expect(Importer.isExport(Samples.path("kubevirt/vmis.json")))
    #expect(Importer.isExport(Samples.path("rvtools/csv-4.7")))
    #expect(Importer.isExport(Samples.path("rvtools/RVTools_export_all.xlsx")))
    #expect(!Importer.isExport("/dev/null"))
  }

  @Test("a table of VMs that is no tab of RVTools is not read as one")
  func noRVTools() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).csv")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("vm,host,memory_gib\na,h1,8\n".utf8).write(to: file)
    var importer = Importer()
    importer.kind = .rvtools
    let error = #expect(throws: ImportErrors.self) { try importer.estate(of: [file.path]) }
    #expect(error?.description.contains("is not of the kind rvtools") == true)
    importer = Importer()
    importer.kind = .csv
    #expect(try importer.estate(of: [file.path]).vms.count == 1)
    importer = Importer()
    importer.kind = .rvtools
    #expect(try !importer.estate(of: [Samples.path("rvtools/csv-4.7")]).vms.isEmpty)
  }

  @Test("lists without entries of another system are no export")
  func noExport() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    for (text, isExport) in [
      ("[]", false), ("[1, 2]", false), (#"[{ "format": 1 }]"#, false), ("[{", false),
      (#"[{ "type": "qemu" }]"#, true),
    ] {
      try Data(text.utf8).write(to: file)
      #expect(Importer.isExport(file.path) == isExport, "\(text)")
    }
  }

  @Test(
    "a folder of anything is given up after its first mistakes, and hidden folders are not read")
  func anyFolder() throws {
    let broken = Array("vm,memory_gib\na,much\n".utf8)
    let names = (10...59).map { "\($0).csv" }
    let files = Dictionary(uniqueKeysWithValues: names.map { ($0, broken) })
    let error = #expect(throws: ImportErrors.self) {
      // A table is looked at when all files are read, a damaged one at once.
      try Samples.estate(files: files.mapValues { _ in Array("vm,memory_gib\n\"a,1\n".utf8) })
    }
    #expect(error?.errors.count == 20)
    #expect(error?.description.contains("30 files of the folder were not read") == true)
    let hidden = try Samples.estate(files: [
      "vms.csv": Array("vm,memory_gib\na,1\n".utf8), ".cache/vms.csv": broken,
    ])
    #expect(hidden.vms.count == 1)
  }

  @Test("a rate below what can be measured is not zero, and an unknown one is drawn")
  func writes() throws {
    let estate = try Samples.estate("libvirt")
    func json(_ name: String) throws -> String {
      let vm = try #require(estate.vm(name))
      return GuestWrites(vm, memory: vm.memory!.value).json.text
    }
    #expect(try json("kelp-api").contains("\"rate\": \"9728 pages/s\", \"window\": \"1 s\""))
    #expect(
      try json("kelp-idle").contains(
        "{ \"uniform\": { \"low\": \"0 pages/s\", \"high\": \"256 pages/s\" } }"))
    #expect(try json("kelp-new").contains("\"empirical\""))
  }

  @Test("active writes are the hot set, active memory only bounds it")
  func standIns() throws {
    let plain = try #require(try Samples.estate("rvtools/csv-4.7").vm("tide-web-1"))
    let bounded = GuestWrites(plain, memory: .gibibytes(8))
    #expect(bounded.basis == .active)
    #expect(bounded.json.text.contains("\"high\": \"1720 MiB\""))
    let sampled = try #require(
      try Samples.estate("rvtools/csv-4.7", "powercli").vm("tide-web-1"))
    let fixed = GuestWrites(sampled, memory: .gibibytes(8))
    #expect(fixed.basis == .activeWrite)
    #expect(fixed.json.text.contains("\"size\": \"\(Bytes(335_806_464))\""))
  }

  @Test("like VMs are one entry")
  func groups() throws {
    let rows = (1...12).map { "web-\($0),host-\(($0 - 1) % 3 + 1),8,4" }.joined(separator: "\n")
    let estate = try Samples.estate(
      files: ["vms.csv": Array("VM,Host,Memory GB,vCPUs\n\(rows)\n".utf8)])
    let text = Imported(estate).scenario
    #expect(
      text.contains(
        "\"name\": \"web-{}\", \"count\": 12, \"host\": [\"host-1\", \"host-2\", \"host-3\"]"))
    #expect(text.contains("\"name\": \"host-{}\", \"count\": 3"))
    _ = try Scenario(parsing: text, file: "fleet.json")
  }

  @Test(
    "no name is left in an anonymous scenario, and each name is replaced alike", arguments: samples)
  func anonymous(sample: String) throws {
    let estate = try Samples.estate(sample)
    let imported = Imported(estate.anonymous)
    let texts = [imported.scenario, imported.summary, imported.history]
    let names =
      estate.hosts.map(\.name) + estate.vms.map(\.name) + estate.datastores.map(\.name)
      + estate.rules.map(\.name) + estate.vms.compactMap(\.host)
      + estate.vms.compactMap(\.cluster)
    for name in names where name.count > 5 {
      for text in texts { #expect(!text.contains(name), "\(name)") }
    }
    let hosts = Dictionary(grouping: zip(estate.vms, estate.anonymous.vms)) { $0.0.host ?? "" }
    for (_, pairs) in hosts { #expect(Set(pairs.map(\.1.host)).count == 1) }
    #expect(imported.hasVMs)
  }

  @Test("past migrations are rows that predictions can be scored with")
  func history() throws {
    let libvirt = Imported(try Samples.estate("libvirt")).history.split(separator: "\n")
    #expect(libvirt.count == 2)
    #expect(libvirt[1].hasPrefix("kelp-api,pre-copy,8192,,"))
    #expect(libvirt[1].contains(",9140,1,"))
    #expect(libvirt[1].contains(",1,8212,141,"))
    let kubevirt = Imported(try Samples.estate("kubevirt")).history.split(separator: "\n")
    #expect(kubevirt[1].contains(",1,21000,,,Succeeded,18,13,52,dune-w2,dune-w1"))
    #expect(kubevirt[2].contains(",0,1381000,,,Failed,53,17,"))
    let nova = Imported(try Samples.estate("openstack")).history.split(separator: "\n")
    #expect(nova[1].hasPrefix("skerry-app,pre-copy,16384,,,unknown,,,10000,"))
    #expect(nova[1].contains(",1,38000,"))
  }
}
