import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import Testing

@Suite("A link that is silent for a moment")
struct SilentLinkTests {
  private func record(_ strategy: any Strategy, _ faults: [Fault], disks: Bool = false) throws
    -> MigrationRecord
  {
    try #require(
      FaultyMove(strategy: strategy, faults: faults, hasLocalDisks: disks).run().record(of: 0))
  }

  private func down(_ seconds: Double?, at instant: Double) -> Fault {
    Fault(
      .linkDown(FaultyMove.cable, lasting: seconds.map { Seconds($0) }, .silent),
      .at(Instant(instant)))
  }

  @Test("stop-and-copy stands still for the outage and 0.1 s more, and ends as if nothing had been")
  func stopAndCopy() throws {
    let sound = try record(StopAndCopy(), [])
    let held = try record(StopAndCopy(), [down(3, at: 1.2)])
    #expect(held.outcome == .migrated)
    #expect(held.sent == sound.sent)
    let longer = try #require(held.downtime) - #require(sound.downtime)
    #expect(abs(longer.value - 3.1) < 1e-6)
    #expect(abs(held.waitedForLink.value - 3.1) < 1e-9)
  }

  @Test("files stand still and go on")
  func files() throws {
    let sound = try record(ColdMigration(), [], disks: true)
    let held = try record(ColdMigration(), [down(3, at: 11.5)], disks: true)
    #expect(held.outcome == .migrated)
    #expect(held.sent == sound.sent)
    let longer = try #require(held.totalTime) - #require(sound.totalTime)
    #expect(abs(longer.value - 3.1) < 1e-6)
  }

  @Test("a handshake waits for its messages", arguments: [Stage.Kind.reservation, .commitment])
  func messages(stage: Stage.Kind) throws {
    let strategy = PreCopy(XenModern(), costs: StageCosts())
    let sound = try record(strategy, [])
    let fault = FaultyMove.fault(
      .linkDown(FaultyMove.cable, lasting: Seconds(3), .silent), stage, .middle)
    let held = try record(strategy, [fault])
    #expect(held.outcome == .migrated)
    let longer = try #require(held.totalTime) - #require(sound.totalTime)
    #expect(abs(longer.value - 3.1) < 0.01)
  }

  @Test("TCP gives a link up that never comes back, after 924.6 s; the VM goes on at its source")
  func givenUp() throws {
    let record = try record(StopAndCopy(), [down(nil, at: 1.2)])
    #expect(record.outcome == .failed(.linkLost))
    let stopped = try #require(record.ended).secondsSinceStart
    #expect(abs(stopped - 1.2 - 924.6) < 1)
  }

  @Test("a second outage, before transfers have gone on after the first, is waited out with it")
  func twice() throws {
    let held = try record(StopAndCopy(), [down(1, at: 1.2), down(1, at: 2.25)])
    #expect(held.outcome == .migrated)
    #expect(abs(held.waitedForLink.value - 2.15) < 1e-9)
  }

  @Test("with Linux's defaults TCP waits 924.6 s")
  func backOff() {
    #expect(abs(Retries.linux.givenUpAfter.value - 924.6) < 1e-9)
  }

  @Test("QEMU does not read a cancellation while its last copy is stuck; other engines do")
  func cancellation() throws {
    let silent = Fault(
      .linkDown(FaultyMove.cable, lasting: Seconds(4), .silent),
      .during(FaultyMove.vm, .stopAndCopy, .middle))
    func outcome(_ strategy: any Strategy, _ event: Fault.Event) throws -> Outcome? {
      let quiet = try record(strategy, [silent])
      let stop = try #require(quiet.stoppedAt)
      return try record(strategy, [silent, Fault(event, .at(stop + Seconds(2)))]).outcome
    }
    let qemu = PreCopy(Qemu(), costs: StageCosts())
    #expect(try outcome(qemu, .cancelled(FaultyMove.vm)) == .migrated)
    #expect(try outcome(qemu, .yanked(FaultyMove.vm)) == .failed(.linkLost))
    let xen = PreCopy(XenModern(), costs: StageCosts())
    #expect(try outcome(xen, .cancelled(FaultyMove.vm)) == .failed(.cancelled))
  }
}
