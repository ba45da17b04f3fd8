import Testing

@testable import Evidence

@Suite("Failures end as they do with QEMU")
struct FailureTests {
  @Test("who runs the VM, and how long it was out, row by row", arguments: FailureCase.all)
  func row(_ row: FailureCase) throws {
    let ending = try FailureEnding(of: row)
    #expect(ending.runsOn == row.text("runs_on"))
    func compare(_ found: Double?, _ column: String) throws {
      guard let measured = row.number(column) else { return }
      let found = try #require(found, "\(column) is \(measured) ms")
      #expect(
        abs(found - measured) <= max(100, 0.1 * measured),
        "\(column): \(found) ms, measured \(measured)")
    }
    try compare(ending.outage, "outage_ms")
    if ending.runsOn == "destination" {
      try compare(ending.stall, "guest_stall_dst_ms")
    }
    if row.text("completed") == "1" { try compare(ending.total, "total_ms") }
  }

  @Test("all rows are there") func rows() { #expect(FailureCase.all.count == 36) }
}
