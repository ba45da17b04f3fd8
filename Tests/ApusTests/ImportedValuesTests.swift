import Foundation
import Quantities
import Testing

/// What `apus import` writes, compared with answers that an independent parser gave.
@Suite("What apus import writes")
struct ImportedValuesTests {
  private static let samples = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "InventoriesTests/Data")

  private typealias Object = [String: Any]

  private static func object(_ data: Data) throws -> Object {
    try #require(try JSONSerialization.jsonObject(with: data) as? Object)
  }

  private static func answers(_ sample: String) throws -> Object {
    try object(Data(contentsOf: samples.appending(path: "\(sample)/expected.json")))
  }

  private static func bytes(_ value: Any?) throws -> Double? {
    try (value as? String).map { try Bytes(parsing: $0).value }
  }

  private static func number(_ value: Any?) -> Double? { (value as? NSNumber)?.doubleValue }

  /// The hosts or VMs of a scenario by name, members of groups one by one.
  private static func things(_ key: String, of scenario: Object) throws -> [String: Object] {
    var things: [String: Object] = [:]
    for thing in try #require(scenario[key] as? [Object]) {
      let name = try #require(thing["name"] as? String)
      let hosts = thing["host"] as? [String] ?? (thing["host"] as? String).map { [$0] } ?? [""]
      guard let count = thing["count"] as? Int else {
        things[name] = thing
        continue
      }
      for number in 1...count {
        var member = thing
        member["host"] = hosts[(number - 1) % hosts.count]
        things[name.replacing("{}", with: "\(number)")] = member
      }
    }
    return things
  }

  private func imported(_ paths: String...) throws -> (scenario: Object, text: String) {
    let tool = try CommandLineTool()
    let ending = try tool.apus(
      ["import"] + paths.map { Self.samples.appending(path: $0).path } + ["--output", "fleet.json"])
    try #require(ending.code == 0, "\(ending.errors)")
    let text = try tool.text("fleet.json")
    return (try Self.object(Data(text.utf8)), text)
  }

  @Test(
    "has the hosts, VMs, sizes and rates of each sample, in the right units",
    arguments: [
      ("rvtools", "rvtools/csv-4.7"), ("rvtools", "rvtools/RVTools_export_all.xlsx"),
      ("libvirt", "libvirt"), ("kubevirt", "kubevirt"), ("proxmox", "proxmox"),
      ("openstack", "openstack"),
    ])
  func values(sample: String, path: String) throws {
    let right = try Self.answers(sample)
    let scenario = try imported(path).scenario
    let hosts = try Self.things("hosts", of: scenario)
    for (name, host) in try #require(right["hosts"] as? [String: Object]) {
      let found = try #require(hosts[name], "\(name)")
      // What VMs may be given, where the system says so.
      let memory = Self.number(host["allocatable_bytes"] ?? host["memory_bytes"])
      #expect(try Self.bytes(found["memory"]) == memory, "\(name)")
      let note = try #require(found["note"] as? String)
      if let cores = host["cores"] as? Int { #expect(note.contains("\(cores) cores")) }
      if let threads = host["threads"] as? Int { #expect(note.contains("\(threads) threads")) }
    }
    let vms = try Self.things("vms", of: scenario)
    let expected = try #require(right["vms"] as? [Object])
    #expect(vms.count == expected.count)
    for vm in expected {
      let name = try #require(vm["name"] as? String)
      let found = try #require(vms[name], "\(name)")
      #expect(found["host"] as? String == vm["host"] as? String, "\(name)")
      #expect(Self.number(found["vcpus"]) == Self.number(vm["vcpus"]), "\(name)")
      #expect(try Self.bytes(found["memory"]) == Self.number(vm["memory_bytes"]), "\(name)")
      let sizes = try (found["disks"] as? [Object] ?? []).map { try Self.bytes($0["size"]) }
      #expect(sizes == Self.disks(of: vm), "\(name)")
      #expect(try Self.rate(of: found) == Self.number(vm["dirty_rate_pages_per_s"]), "\(name)")
      let isOff = ["poweredOff", "stopped", "SHUTOFF"].contains(
        vm["power"] as? String ?? vm["status"] as? String ?? "")
      #expect((found["power"] as? String == "off") == isOff, "\(name)")
    }
  }

  /// The sizes of a VM's disks; raw devices are not moved.
  private static func disks(of vm: Object) -> [Double?] {
    if let disks = vm["disks"] as? [Object] {
      return disks.filter { $0["raw"] as? Bool != true }.map { number($0["capacity_bytes"]) }
    }
    if let sizes = vm["disks_bytes"] as? [NSNumber] { return sizes.map(\.doubleValue) }
    return [number(vm["local_disk_bytes"] ?? vm["disk_bytes_boot_only"])].filter { $0 != 0 }
  }

  /// A measured rate; 0 where it is below what can be measured, `nil` where it is a family's.
  private static func rate(of vm: Object) throws -> Double? {
    let measured = (vm["writes"] as? Object)?["measured"] as? Object
    if let text = measured?["rate"] as? String { return try PagesPerSecond(parsing: text).value }
    let range = (measured?["rate"] as? Object)?["uniform"] as? Object
    return range == nil
      ? nil : try (range?["low"] as? String).map { try PagesPerSecond(parsing: $0).value }
  }

  @Test("is the same for a workbook and for its CSV files, byte for byte")
  func forms() throws {
    let workbook = try imported("rvtools/RVTools_export_all.xlsx").text
    #expect(try imported("rvtools/csv-4.7").text == workbook)
  }

  @Test("has the sizes of an export of 3.x, and what its files take")
  func oldForm() throws {
    let vms = try Self.things("vms", of: imported("rvtools/csv-3.x-semicolon").scenario)
    let right = try #require(Self.answers("rvtools")["old_format_vms"] as? [Object])
    #expect(vms.count == right.count)
    for vm in right {
      let found = try #require(vms[vm["name"] as? String ?? ""])
      #expect(try Self.bytes(found["memory"]) == Self.number(vm["memory_bytes"]))
      let disk = try #require((found["disks"] as? [Object])?.first)
      #expect(try Self.bytes(disk["allocated"]) == Self.number(vm["in_use_disk_bytes"]))
    }
  }

  @Test("has active writes of PowerCLI's statistics as the hot set")
  func statistics() throws {
    let vms = try Self.things("vms", of: imported("rvtools/csv-4.7", "powercli").scenario)
    for (name, metrics) in try Self.answers("powercli") {
      let written = (metrics as? Object)?["mem.activewrite.average"] as? Object
      let hot = (vms[name]?["writes"] as? Object)?["hot"] as? Object
      #expect(try Self.bytes(hot?["size"]) == Self.number(written?["max_bytes"]), "\(name)")
    }
  }
}
