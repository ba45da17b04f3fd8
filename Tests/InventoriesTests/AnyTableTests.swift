import Foundation
import Quantities
import Testing

@testable import Inventories

@Suite("Any CSV file")
struct AnyTableTests {
  private static func vms(
    _ text: String, columns: [String: String] = [:]
  ) throws -> [Estate.VM] {
    try Samples.estate(files: ["table.csv": Array(text.utf8)], columns: columns).vms
  }

  @Test("PowerCLI's, Hyper-V's and XenServer's columns are known, units included")
  func knownColumns() throws {
    let powercli = try Self.vms(
      "#TYPE Selected.VM\n\"Name\",\"PowerState\",\"NumCpu\",\"MemoryGB\",\"VMHost\"\n\"web\",\"PoweredOn\",\"4\",\"8\",\"esx-1\"\n"
    )
    #expect(powercli.map(\.memory?.value) == [.gibibytes(8)])
    #expect(powercli.map(\.host) == ["esx-1"])
    #expect(powercli.map(\.vcpus?.value) == [4])
    let hyperv = try Self.vms(
      "Name,ComputerName,State,ProcessorCount,MemoryAssigned,MemoryDemand,MemoryStartup\nweb,hv-1,Running,4,8589934592,2147483648,4294967296\ndb,hv-1,Off,2,0,0,4294967296\n"
    )
    #expect(hyperv.map(\.memory?.value) == [.gibibytes(8), .gibibytes(4)])
    #expect(hyperv[0].use.guest?.value == .gibibytes(2))
    #expect(hyperv[1].power == .off)
    let xen = try Self.vms(
      "name-label;resident-on;power-state;VCPUs-number;memory-static-max\nweb;xs-1;running;4;8589934592\n"
    )
    #expect(xen[0].memory?.value == .gibibytes(8))
    #expect(xen[0].host == "xs-1")
  }

  @Test("a decimal comma, a unit in the cell and a column that the user names are understood")
  func ownColumns() throws {
    let german = try Self.vms("VM;Host;Memory (GB)\nweb;a;7,5\ndb;a;64\n")
    #expect(german.map(\.memory?.value) == [.gibibytes(7.5), .gibibytes(64)])
    let cells = try Self.vms("VM,Host,RAM\nweb,a,8 GB\ndb,a,512 MiB\n")
    #expect(cells.map(\.memory?.value) == [.gibibytes(8), .mebibytes(512)])
    let named = try Self.vms(
      "Label,Where,Arbeitsspeicher (MB)\nweb,a,8192\n",
      columns: ["vm": "Label", "host": "Where", "memory": "Arbeitsspeicher (MB)"])
    #expect(named[0].memory?.value == .gibibytes(8))
    let withUnit = try Self.vms("VM,Size\nweb,8\n", columns: ["memory_gib": "Size"])
    #expect(withUnit[0].memory?.value == .gibibytes(8))
  }

  @Test("whether a VM runs is understood in anybody's words")
  func power() throws {
    let words = [
      ("on", "off"), ("PoweredOn", "PoweredOff"), ("Running", "Stopped"), ("up", "down"),
      ("1", "0"), ("TRUE", "false"), ("Yes", "no"), ("ACTIVE", "SHUTOFF"),
    ]
    for (on, off) in words {
      let estate = try Samples.estate(files: [
        "t.csv": Array("vm,memory_gib,power\na,1,\(on)\nb,1,\(off)\n".utf8)
      ])
      #expect(estate.vms.map(\.power) == [.on, .off], "\(on), \(off)")
      #expect(estate.remarks.isEmpty, "\(estate.remarks)")
    }
  }

  @Test("a word of power that nobody knows is told, and counts as running")
  func strangePower() throws {
    let estate = try Samples.estate(files: [
      "t.csv": Array("vm,memory_gib,power\na,1,off\nb,1,maybe\nc,1,perhaps\n".utf8)
    ])
    #expect(estate.vms.map(\.power) == [.off, .on, .on])
    #expect(
      estate.remarks.contains {
        $0.contains(#""maybe" and 1 other word in the column "power" is not understood. 2 VMs"#)
      }, "\(estate.remarks)")
  }

  @Test("a row without a VM's name is told, and an empty row is not")
  func nameless() throws {
    let estate = try Samples.estate(files: [
      "t.csv": Array("vm,host,memory_gib\na,h1,8\n,h2,8\n,,\n".utf8)
    ])
    #expect(estate.vms.count == 1)
    #expect(estate.remarks.count == 1)
    #expect(
      estate.remarks.contains {
        $0.contains("1 row without the name of a VM") && $0.hasSuffix("row 3.")
      },
      "\(estate.remarks)")
  }

  @Test(
    "a size in a cell that is none says what would be one, and why",
    arguments: [
      ("VM,RAM\na,8 G\n", #"has the unit "G"; write KiB, MiB, GiB or TiB"#),
      ("VM,RAM (GB)\na,2 PiB\n", #"has the unit "PiB"; write KiB, MiB, GiB or TiB, or no unit"#),
      (
        "VM,RAM (GB)\na,8.5\nb,\"8,5\"\n",
        #""8,5" has a decimal comma, and another cell of the column has a decimal point; write all"#
      ),
      (
        "VM;RAM (GB)\na;8,5\nb;8.5\n",
        #""8.5" has a decimal point, and another cell of the column has a decimal comma; write all"#
      ),
    ])
  func damagedSizes(text: String, message: String) throws {
    let error = #expect(throws: ImportErrors.self) { try Self.vms(text) }
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test(
    "the unit is taken from a column's name",
    arguments: [
      ("Memory (MB)", "memory", 0x1p20), ("MemoryGB", "memory", 0x1p30),
      ("memory_bytes", "memory", 1), ("RAM [KiB]", "ram", 0x1p10), ("vCPUs", "vcpus", nil),
      ("dirty_rate_pages_per_s", "dirtyrate", 1), ("Dirty rate (MiB/s)", "dirtyrate", 256),
      ("dirty rate bytes/s", "dirtyrate", 1.0 / 4096),
    ] as [(String, String, Double?)])
  func units(name: String, key: String, scale: Double?) {
    #expect(HeaderUnit(name).key == key)
    #expect(HeaderUnit(name).scale == scale)
  }

  @Test("dirty rates are pages or data per second, over a window")
  func dirtyRates() throws {
    let vms = try Self.vms(
      "vm,host,memory_mib,dirty_rate_pages_per_s,dirty_rate_window_s\nweb,a,8192,5000,2\n")
    #expect(vms[0].dirtyRate?.rate.value == PagesPerSecond(5000))
    #expect(vms[0].dirtyRate?.window == Seconds(2))
    let data = try Self.vms("vm,host,memory_mib,Dirty rate (MiB/s)\nweb,a,8192,10\n")
    #expect(data[0].dirtyRate?.rate.value == PagesPerSecond(2560))
  }

  @Test("a table of dirty rates alone adds to the VMs of another file")
  func supplement() throws {
    let estate = try Samples.estate(files: [
      "RVTools_tabvInfo.csv": Array("VM,Powerstate,Memory,Host\nweb,poweredOn,8192,a\n".utf8),
      "rates.csv": Array("vm,dirty_rate_mib_per_s\nweb,10\nghost,3\n".utf8),
    ])
    #expect(estate.vms.map(\.dirtyRate?.rate.value) == [PagesPerSecond(2560)])
    #expect(estate.remarks.contains { $0.contains("ghost") })
  }

  @Test("a size without a unit is a question, not a guess")
  func noUnit() throws {
    let error = #expect(throws: ImportErrors.self) {
      try Self.vms("VM,Host,Memory\nweb,a,8192\n")
    }
    let text = try #require(error?.description)
    #expect(text.contains("row 2, column \"Memory\": 8192 has no unit"))
    #expect(text.contains("--column memory_mib=\"Memory\""))
  }
}
