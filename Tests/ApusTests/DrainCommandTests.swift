import Experiment
import Foundation
import Testing

@Suite("apus drain")
struct DrainCommandTests {
  private func tool() throws -> CommandLineTool {
    let tool = try CommandLineTool()
    #expect(try tool.apus("init", "drain").output.hasPrefix("Wrote drain.json."))
    return tool
  }

  @Test("the starters about fleets are sound")
  func starters() throws {
    let tool = try tool()
    #expect(try tool.apus("init", "upgrade", "mine.json").output.hasPrefix("Wrote mine.json."))
    #expect(try tool.apus("validate", "drain.json", "mine.json").code == 0)
    #expect(try tool.apus("init", "upgrade", "mine.json").code == 2)
    #expect(try tool.apus("init", "a.json", "b.json").code == 64)
  }

  @Test("who cannot leave is told before anything starts, and the headline answers")
  func drain() throws {
    let tool = try tool()
    let ending = try tool.apus(
      "drain", "drain.json", "esx-1", "--replications", "2", "--deadline", "5 min")
    #expect(ending.code == 0, "\(ending.errors)")
    #expect(
      ending.output.hasPrefix("1 VM cannot leave:\n  gpu on esx-1: passed-through device\n"))
    #expect(ending.output.contains("\nHow long does it take to empty esx-1?\n"))
    #expect(ending.output.contains("\nesx-1 is empty but for 1 VM after "))
    #expect(ending.output.contains("; 1 VM cannot leave: gpu (passed-through device); deadline"))
    #expect(tool.files(in: "apus-results/drain-drain").keys.contains("requests.csv"))
    let other = try tool.apus("drain", "drain.json", "esx-{2..3}", "--replications", "2")
    #expect(other.output.contains("\nesx-{2..3} are empty after "))
  }

  @Test("options say how many at a time and by which engine")
  func options() throws {
    let tool = try tool()
    func makespan(_ options: String...) throws -> Double {
      let ending = try tool.apus(["drain", "drain.json", "esx-2", "--replications", "1"] + options)
      #expect(ending.code == 0, "\(ending.errors)")
      let rows = try tool.text("apus-results/drain-drain/requests.csv").split(separator: "\n")
      let heads = rows[0].split(separator: ",", omittingEmptySubsequences: false)
      let cells = rows[1].split(separator: ",", omittingEmptySubsequences: false)
      return try #require(Double(cells[heads.firstIndex(of: "total_time_s")!]))
    }
    // One at a time, a stream of 7 Gbit/s does not fill the cable as two do.
    let slower = try makespan("--at-once", "1") / makespan()
    #expect(slower > 1 && slower < 2)
    // Also under a manager that moves one VM at a time in the whole cluster.
    let alone = try makespan("--manager", "proxmox-bulk")
    #expect(try makespan("--manager", "proxmox-bulk", "--at-once", "4") < 0.95 * alone)
    // nova lifts the cap that QEMU has by itself.
    #expect(
      try makespan("--strategy", "qemu-8.2", "--manager", "nova") < 2 * makespan())
    // The cap is lifted for every engine of QEMU.
    let ratio = try makespan("--strategy", "qemu-8.2") / makespan("--strategy", "qemu")
    #expect(ratio > 0.8 && ratio < 1.2)
  }

  @Test("a host may be named without its domain, unless two begin alike")
  func domains() throws {
    let tool = try tool()
    let text = try tool.text("drain.json").replacing("\"esx-{}\"", with: "\"esx-{}.north.example\"")
      .replacing("\"esx-1\"", with: "\"esx-1.north.example\"")
    try tool.write(text, to: "full.json")
    func drain(_ hosts: String..., of file: String = "full.json") throws
      -> CommandLineTool.Ending
    {
      try tool.apus(["drain", file] + hosts + ["--replications", "1"])
    }
    let one = try drain("esx-1")
    #expect(one.code == 0, "\(one.errors)")
    #expect(one.output.hasPrefix("esx-1 means esx-1.north.example.\n"))
    let whole = try drain("esx-1.north.example")
    #expect(whole.output.contains("\nesx-1.north.example is empty but for 1 VM after "))
    #expect(!whole.output.contains(" means esx-1.north.example."))
    let two = try drain("esx-{2..3}")
    #expect(
      two.output.hasPrefix("esx-{2..3} means esx-2.north.example and esx-3.north.example.\n"),
      "\(two.output)\(two.errors)")
    #expect(try drain("esx-9").errors.hasPrefix("full.json: HOST: there is no host \"esx-9\""))
    #expect(try drain("esx").code == 2)

    let twins = text.replacing(
      "\"count\": 4, \"memory\": \"256 GiB\"",
      with: "\"count\": 3 }, { \"name\": \"esx-1.south.example\"")
    try tool.write(twins, to: "twins.json")
    let either = try drain("esx-1", of: "twins.json")
    #expect(either.code == 2)
    #expect(
      either.errors.hasPrefix(
        "twins.json: HOST: \"esx-1\" may be esx-1.north.example or esx-1.south.example; write the whole name"
      ), "\(either.errors)")
  }

  @Test("a wrong question is told by its option")
  func mistakes() throws {
    let tool = try tool()
    for (arguments, message) in [
      (["esx-9"], #"drain.json: HOST: there is no host "esx-9"; write "esx-1""#),
      (["esx-*"], "drain.json: HOST: all 4 hosts would be empty at once"),
      (["esx-1", "--deadline", "3 kg"], #"drain.json: --deadline: "3 kg" is not a duration"#),
      (["esx-1", "--manager", "novo"], #"drain.json: --manager: "novo" is not a manager"#),
      (["esx-1", "--strategy", "qemu-8.3"], #"drain.json: --strategy: there is no strategy"#),
    ] {
      let ending = try tool.apus(["drain", "drain.json"] + arguments)
      #expect(ending.code == 2)
      #expect(ending.errors.hasPrefix(message), "\(ending.errors)")
    }
    #expect(try tool.apus("drain", "drain.json").code == 64)
    #expect(try tool.apus("drain", "drain.json", "esx-1", "--at-once", "0").code == 64)
  }

  @Test("the page of a drain has its question and what was assumed")
  func page() throws {
    let tool = try tool()
    _ = try tool.apus("drain", "drain.json", "esx-1", "--replications", "1")
    let ending = try tool.apus("report", "apus-results/drain-drain", "--output", "page.html")
    #expect(!ending.errors.contains("the scenario is not at hand"), "\(ending.errors)")
    let page = try tool.text("page.html")
    #expect(page.contains("How long does it take to empty esx-1?"))
    let named = try tool.apus(
      "report", "apus-results/drain-drain", "--scenario", "drain.json", "--output", "page.html")
    #expect(!named.errors.contains("no results were made from this scenario"), "\(named.errors)")
  }
}
