import Datacenter
import Quantities
import Testing

@testable import Evidence

@Suite("Copies of disks that were measured with QEMU 7.2")
struct StorageTests {
  @Test("there are ten of them")
  func all() { #expect(StorageCase.all.count == 10) }

  @Test(
    "a background mirror is READY within 2.5 % of the measured time",
    arguments: StorageCase.all.filter { $0.isBackground && $0.hasConverged })
  func ready(_ measured: StorageCase) throws {
    let record = measured.predict()
    #expect(record.outcome == .migrated)
    let ready = try #require(record.disks.first?.readyAt).secondsSinceStart
    #expect(abs(ready / measured.time - 1) < 0.025, "\(ready) s instead of \(measured.time) s")
  }

  @Test(
    "what a mirror has moved until then is within 2 % of the job's length, holes included",
    arguments: StorageCase.all.filter { $0.isMirror && $0.hasConverged })
  func moved(_ measured: StorageCase) throws {
    let disk = try #require(measured.predict().disks.first)
    let length = (disk.copied + disk.mirrored + disk.holes).value
    let job = measured.number("job_length_bytes")
    #expect(abs(length / job - 1) < 0.02, "\(length) bytes instead of \(job)")
  }

  @Test("a mirror whose guest dirties more than it copies never gets READY, and is called by that")
  func neverReady() throws {
    let measured = StorageCase.named("M-nbd-512-64-w1500-NC")
    let record = measured.predict()
    #expect(record.outcome == .failed(.notConverging))
    #expect(try #require(record.disks.first).readyAt == nil)
    #expect(record.stoppedAt == nil, "the guest never stood still")
  }

  @Test("a write-blocking mirror is READY earlier than that of an idle disk, and within 2.5 %")
  func writeBlocking() throws {
    let measured = StorageCase.named("M-file-512-125-w400-wb")
    let ready = try #require(measured.predict().disks.first?.readyAt).secondsSinceStart
    let idle = try #require(StorageCase.named("M-nbd-512-125").predict().disks.first?.readyAt)
    #expect(ready < idle.secondsSinceStart)
    #expect(abs(ready / measured.time - 1) < 0.025, "\(ready) s instead of \(measured.time) s")
  }

  @Test(
    "qemu-img convert takes its time within 4 %",
    arguments: StorageCase.all.filter { !$0.isMirror })
  func convert(_ measured: StorageCase) throws {
    let pass = try #require(measured.predict().disks.first?.passes.first)
    #expect(
      abs(pass.duration.value / measured.time - 1) < 0.04,
      "\(pass.duration) instead of \(measured.time) s")
  }
}
