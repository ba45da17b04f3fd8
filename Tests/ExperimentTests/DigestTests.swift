import Foundation
import Testing

@testable import Experiment

@Suite("What is kept of a replication")
struct DigestTests {
  private static func scenario(_ name: String) throws -> Scenario {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try Scenario(contentsOf: folder.appending(path: "Scenarios/\(name).json").path)
  }

  @Test(
    "is the same after it was packed, whatever a scenario is about",
    arguments: [
      "first-migration", "no-room", "drain-a-rack", "restart-or-migrate",
      "predict-failures-or-not", "storage-live-three-generations", "post-copy-or-abort",
      "kubevirt-50gib",
    ])
  func packing(name: String) throws {
    let plan = Units(try Self.scenario(name)).plans[0]
    for arm in plan.arms {
      let digest = ReplicationDigest(
        ReplicationOutcome(plan, arm: arm, replication: 1),
        requests: plan.scenario.whole.parts.requests)
      let packed = PackedDigest(digest)
      let again = packed.bytes.withUnsafeBytes { ReplicationDigest(packed: $0) }
      #expect(PartUnit(0, [], again).line.text == PartUnit(0, [], digest).line.text)
      #expect(PackedDigest(again).bytes.count == packed.bytes.count)
      for (kept, unpacked) in zip(digest.measured, again.measured) {
        #expect(kept.metrics.map(\.numbers.count) == unpacked.metrics.map(\.numbers.count))
      }
    }
  }

  @Test("one metric is read without the rest, also where most lies in a file")
  func columns() throws {
    let plan = Units(try Self.scenario("no-room")).plans[0]
    let digest = ReplicationDigest(
      ReplicationOutcome(plan, arm: plan.arms[0], replication: 1),
      requests: plan.scenario.whole.parts.requests)
    let store = DigestStore()
    let packed = PackedDigest(digest)
    let count = 3 * (1 << 18) / packed.bytes.count
    for _ in 0..<count { store.append(packed) }
    let digests = store.digests
    #expect(digests.count == count)
    let arm = try #require(ObservedArm.arms([digests.part(5..<count)]).first)
    let sent = try #require(arm["sent"])
    let wanted = Array(digest.migrations(of: nil).observations(of: 5))
    #expect(sent.observed.count == count - 5)
    for group in sent.observed { #expect(group.map(\.bitPattern) == wanted.map(\.bitPattern)) }
    #expect(arm["no such metric"] == nil)
    #expect(arm.names.last == "vms-lost")
  }

  @Test("bytes come back as they were added, from memory and from the file")
  func spill() {
    let spill = Spill()
    var all: [UInt8] = []
    for piece in 0..<3000 {
      let bytes = (0..<piece % 700).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ piece) }
      #expect(spill.append(bytes) == all.count)
      all += bytes
    }
    var reader = spill.reader
    for start in stride(from: 0, to: all.count - 5000, by: 4777) {
      let range = start..<start + 5000
      #expect(reader.withBytes(range) { Array($0) } == Array(all[range]))
    }
    let end = all.count - 200_000..<all.count
    #expect(reader.withBytes(end) { Array($0) } == Array(all[end]))
  }
}
