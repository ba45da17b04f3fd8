import Foundation
import Testing

@testable import Inventories

@Suite("A wrong or damaged file names itself and the place")
struct DamagedFileTests {
  private static func complaint(_ name: String, _ bytes: [UInt8]) throws -> String {
    let error = #expect(throws: ImportErrors.self) { try Samples.estate(files: [name: bytes]) }
    return try #require(error?.description)
  }

  @Test("a cell that is no number names the file, the row and the column")
  func cell() throws {
    let text = try Samples.text("rvtools/csv-4.7/RVTools_tabvInfo.csv")
      .replacing(",8192,1720,", with: ",8x92,1720,")
    let complaint = try Self.complaint("RVTools_tabvInfo.csv", Array(text.utf8))
    #expect(
      complaint.hasSuffix(
        "RVTools_tabvInfo.csv, row 2, column \"Memory\": \"8x92\" is not a number; write a plain number, such as 4096"
      ))
  }

  @Test("a cell of a workbook names its sheet as well")
  func sheet() throws {
    var log = ImportLog()
    let workbook = try Workbook(
      Samples.bytes("rvtools/RVTools_export_all.xlsx"), file: "x.xlsx")
    let table = try #require(try workbook.table("vMemory"))
    _ = table.number(2, table.numbers("VM"), &log)
    #expect(
      log.errors.first?.description
        == "x.xlsx, sheet vMemory, row 4, column \"VM\": \"ledger, primary\" is not a number; write a plain number, such as 4096"
    )
  }

  @Test("a workbook that is cut short or changed is refused, wherever that happened")
  func workbook() throws {
    let whole = try Samples.bytes("rvtools/RVTools_export_all.xlsx")
    #expect(
      try Self.complaint("a.xlsx", Array(whole.prefix(whole.count - 100))).contains("cut short"))
    for place in stride(from: 40, to: whole.count - 1200, by: 997) {
      var bytes = whole
      bytes[place] ^= 0x5A
      // A changed byte is found out, or stands where it says nothing.
      do {
        let estate = try Samples.estate(files: ["a.xlsx": bytes])
        #expect(estate.vms.count <= 9)
      } catch let error as ImportErrors {
        #expect(error.description.contains("a.xlsx"))
      }
    }
  }

  @Test("old workbooks and encrypted ones say what to save")
  func oldWorkbook() throws {
    let complaint = try Self.complaint("a.xls", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])
    #expect(complaint.contains("save it as .xlsx without a password"))
  }

  @Test("a row that is cut short names its line")
  func row() throws {
    let text = try Samples.text("rvtools/csv-4.7/RVTools_tabvInfo.csv")
    let complaint = try Self.complaint(
      "RVTools_tabvInfo.csv", Array(text.utf8.dropLast(400)))
    #expect(complaint.contains("row "))
    #expect(complaint.contains("columns; export the file again"))
  }

  @Test("JSON that is cut short names line and column")
  func json() throws {
    let text = try Samples.text("kubevirt/vmis.json")
    let complaint = try Self.complaint("vmis.json", Array(text.utf8.prefix(9000)))
    #expect(complaint.contains("vmis.json, line "))
  }

  @Test("a wrong quantity names its path")
  func quantity() throws {
    let text = try Samples.text("kubevirt/nodes.json")
      .replacing("\"527983212Ki\"", with: "\"lots\"")
    let complaint = try Self.complaint("nodes.json", Array(text.utf8))
    #expect(complaint.contains("$.items[0].status.capacity.memory: \"lots\" is not a quantity"))
  }

  @Test("XML that is no XML names its line, and statistics the line of a wrong number")
  func libvirt() throws {
    let xml = try Samples.text("libvirt/kvm-a/dumpxml/kelp-api.xml")
    #expect(
      try Self.complaint("k/a.xml", Array(xml.utf8.prefix(500))).contains("line "))
    let stats = try Samples.text("libvirt/kvm-a/domstats.txt")
      .replacing("balloon.current=8388608", with: "balloon.current=many")
    #expect(
      try Self.complaint("k/domstats.txt", Array(stats.utf8))
        .contains("line 5: balloon.current: \"many\" is not a number"))
  }

  @Test("a file of no known kind that was named is refused")
  func unknown() {
    var importer = Importer()
    #expect(throws: ImportErrors.self) {
      try importer.estate(of: [Samples.path("rvtools/NOTES.md")])
    }
  }
}
