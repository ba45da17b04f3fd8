import Foundation
import Testing

@Suite("apus import")
struct ImportCommandTests {
  private static let samples = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "InventoriesTests/Data").path

  @Test("from an export to an answer in two commands")
  func twoCommands() throws {
    let tool = try CommandLineTool()
    let imported = try tool.apus(
      "import", Self.samples + "/libvirt", "--output", "fleet.json", "--bandwidth", "25 Gbit/s")
    #expect(imported.code == 0)
    #expect(imported.output.hasPrefix("6 VMs: 5 measured dirty rates, 1 unknown.\n"))
    #expect(imported.output.hasSuffix("Run it: apus run fleet.json\n"))
    let checked = try tool.apus("validate", "fleet.json")
    #expect(checked.code == 0)
    let run = try tool.apus("run", "fleet.json", "--replications", "2")
    #expect(run.code == 0)
    #expect(run.output.contains("2/2"))
  }

  @Test("run, drain, validate and predict take an export as it is")
  func directly() throws {
    let tool = try CommandLineTool()
    let export = Self.samples + "/rvtools/csv-4.7"
    let drained = try tool.apus(
      "drain", export, "esx-n1", "--manager", "vsphere", "--replications", "2",
      "--output", "d")
    #expect(drained.code == 0)
    #expect(drained.errors.contains("9 VMs: 0 measured dirty rates, 7 by Active memory"))
    #expect(drained.output.hasPrefix("esx-n1 means esx-n1.harbor.example.\n"))
    #expect(drained.output.contains("esx-n1.harbor.example is empty after "))
    #expect(try tool.apus("validate", Self.samples + "/proxmox").code == 0)
    let predicted = try tool.apus("predict", export, "--replications", "3", "--output", "p.csv")
    #expect(predicted.code == 0)
    #expect(try tool.text("p.csv").contains("tide-web-1"))
    let scored = try tool.apus(
      "predict", Self.samples + "/libvirt", "--score", "--replications", "3")
    #expect(scored.code == 0)
    #expect(scored.output.contains("coverage"))
    let wrong = try tool.apus("import", export, "--from", "proxmox", "--output", "f.json")
    #expect(wrong.code == 2)
    #expect(try tool.apus("import", export, "--from", "xml", "--output", "f.json").code == 64)
  }

  @Test("past migrations can be scored at once")
  func history() throws {
    let tool = try CommandLineTool()
    let imported = try tool.apus("import", Self.samples + "/libvirt", "--history", "past.csv")
    #expect(imported.code == 0)
    let scored = try tool.apus("predict", "past.csv", "--score", "--replications", "5")
    #expect(scored.code == 0)
    #expect(scored.output.contains("coverage"))
  }

  @Test("a trace becomes an activity")
  func trace() throws {
    let tool = try CommandLineTool()
    try tool.write("10\n30\n20\n", to: "planetlab")
    #expect(try tool.apus("import", "planetlab", "--trace", "--output", "load.csv").code == 0)
    #expect(try tool.text("load.csv").hasPrefix("time_s,share,cpu_share\n0,0.5,0.1\n"))
  }

  @Test("wrong input ends with 2, a wrong command line with 64, and nothing is written")
  func mistakes() throws {
    let tool = try CommandLineTool()
    try tool.write("VM,Host,Memory\nweb,a,8192\n", to: "vms.csv")
    let ending = try tool.apus("import", "vms.csv", "--output", "fleet.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("vms.csv, row 2, column \"Memory\": 8192 has no unit"))
    #expect(try tool.apus("import", "none", "--output", "fleet.json").code == 2)
    #expect(try tool.apus("import", "vms.csv").code == 64)
    #expect(try tool.apus("import", "vms.csv", "--output", "vms.csv").code == 2)
    #expect(tool.files()["fleet.json"] == nil)
  }
}
