import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("What faults cost, and whom else they concern")
struct FaultTests {
  private func live(_ faults: [Fault]) -> FaultyMove {
    FaultyMove(strategy: PreCopy(XenModern(), costs: StageCosts()), faults: faults)
  }

  @Test(
    "a link lost in the middle of stop-and-copy: half of the last bytes are on the wire for nothing"
  )
  func partialBytes() throws {
    let sound = try #require(
      FaultyMove(strategy: StopAndCopy()).run().record(of: 0))
    let broken = try #require(
      FaultyMove(
        strategy: StopAndCopy(),
        faults: [
          FaultyMove.fault(
            .linkDown(FaultyMove.cable, lasting: nil, .closed), .stopAndCopy, .middle)
        ]
      ).run().record(of: 0))
    #expect(broken.outcome == .failed(.linkLost))
    #expect(abs(broken.sent / sound.sent - 0.5) < 1e-9)
    #expect(broken.pagesSent == (broken.sent.value / 4104.015625).rounded(.down))
    #expect(broken.wasted == broken.sent)
    #expect(sound.wasted == .zero)
    #expect(broken.downtime == nil, "it never ran at the destination")
    #expect(broken.paused > .zero, "but it stood still")
  }

  @Test("a migration that peeks and is broken off has sent whole batches and a part of one")
  func partialBatches() throws {
    let record = try #require(
      FaultyMove(
        strategy: PreCopy(XenClassic(), costs: StageCosts()),
        faults: [FaultyMove.fault(.cancelled(FaultyMove.vm), .iterativePreCopy, .middle)]
      ).run().record(of: 0))
    #expect(record.outcome == .failed(.cancelled))
    let round = try #require(record.rounds.first)
    #expect(round.sent == record.sent)
    #expect(round.pages > 1024 && round.pages < 16384)
    #expect(abs(round.sent.value - round.pages * 4104) < 8192)
  }

  @Test("a cold copy that is broken off counts the bytes of the file under way")
  func partialFiles() throws {
    let record = try #require(
      FaultyMove(
        strategy: ColdMigration(),
        faults: [
          Fault(.linkDown(FaultyMove.cable, lasting: nil, .closed), .at(Instant(11.5)))
        ], hasLocalDisks: true
      ).run().record(of: 0))
    #expect(record.outcome == .failed(.linkLost))
    let small = Bytes.kibibytes(8 + 528) + .mebibytes(1)
    #expect(record.sent > small && record.sent < small + .mebibytes(100))
  }

  @Test("a guest that hangs is waited for, and runs on")
  func hangs() throws {
    let run = live([FaultyMove.fault(.guestHangs(FaultyMove.vm), .iterativePreCopy, .start)]).run()
    let record = try #require(run.record(of: 0))
    #expect(record.outcome == .failed(.suspendTimedOut))
    #expect(try #require(record.totalTime) > Seconds(60))
    #expect(record.paused == .zero)
    #expect(run.world.vms[0].isRunning)
  }

  @Test(
    "a VM that was off and boots where its host dies gives back only what it held",
    arguments: Fault.Part.allCases)
  func bootsWhereItsHostDies(part: Fault.Part) {
    let move = FaultyMove(
      strategy: ColdMigration(boots: true),
      faults: [FaultyMove.fault(.hostLost(FaultyMove.b), .activation, part)], isOn: false)
    let world = move.run().world
    #expect(world.hosts.map(\.memoryHeld) == [.zero, .zero])
  }

  @Test("a host that dies takes the VMs on it along, and nothing stays reserved for them")
  func neighbours() {
    var move = live([FaultyMove.fault(.hostLost(FaultyMove.a), .activation, .start)])
    move.neighbours = true
    let world = move.run().world
    #expect(world.vms[0].primary.host == FaultyMove.b && world.vms[0].isRunning)
    #expect(world.vms[1].primary.state == .lost)
    #expect(world.vms[2].primary.state == .running)
    #expect(world.hosts[0].memoryHeld == .zero)
    #expect(!world.hosts[0].isUp)
  }

  @Test("after a failure that can be undone, nothing is held at the destination")
  func released() {
    let run = live([FaultyMove.fault(.hostLost(FaultyMove.b), .stopAndCopy, .middle)]).run()
    #expect(run.world.hosts[1].memoryHeld == .zero)
    #expect(run.world.vms[0].secondary == nil)
    #expect(run.world.vms[0].isRunning)
  }

  @Test("in doubt, both hosts keep a copy that stands still, and the VM cannot be moved")
  func inDoubt() throws {
    let run = live([FaultyMove.fault(.reportLost(FaultyMove.vm), .commitment, .start)]).run()
    #expect(run.record(of: 0)?.outcome == .failedBadly(.reportLost))
    let vm = run.world.vms[0]
    #expect(vm.primary.state == .suspended)
    #expect(vm.secondary?.state == .suspended)
    #expect(run.world.hosts.map(\.memoryHeld) == [.mebibytes(64), .mebibytes(64)])
    #expect(vm.migration != nil)
  }

  @Test("an outcome carries its reason", arguments: Fault.Part.allCases)
  func reasons(part: Fault.Part) {
    let down = Fault.Event.linkDown(FaultyMove.cable, lasting: nil, .closed)
    #expect(
      live([FaultyMove.fault(down, .iterativePreCopy, part)]).run().record(of: 0)?.outcome
        == .failed(.linkLost))
    #expect(
      live([FaultyMove.fault(.destinationRefuses(FaultyMove.vm), .reservation, part)]).run()
        .record(of: 0)?.outcome == .refused(.declined))
  }

  // MARK: Several migrations

  /// Two VMs leave a through one switch: one for b, one for c.
  private func fork(_ fault: Fault, second: Seconds = .zero) -> Fleet {
    var star = SmallWorld.star(
      ["a", "b", "c"], over: "cable", latency: .milliseconds(0.1),
      vms: ["one", "two"].map { .idle($0) })
    star.faults = [fault]
    let strategy = PreCopy(XenModern(), costs: StageCosts())
    let requests = (0..<2).map { index in
      MigrationRequest(
        at: index == 0 ? .start : .start + second, vm: VMID(index),
        destination: HostID(index + 1), strategy: strategy)
    }
    var simulation = Simulation(of: Fleet(world: star.world, requests: requests))
    simulation.runToTheEnd(until: Instant(1000))
    return simulation.model
  }

  @Test("a link that goes down ends every migration over it, and no other")
  func othersOnTheLink() {
    let shared = fork(Fault(.linkDown(LinkID(0), lasting: nil, .closed), .at(Instant(5))))
    #expect(shared.record(of: 0)?.outcome == .failed(.linkLost))
    #expect(shared.record(of: 1)?.outcome == .failed(.linkLost))
    let own = fork(Fault(.linkDown(LinkID(1), lasting: nil, .closed), .at(Instant(5))))
    #expect(own.record(of: 0)?.outcome == .failed(.linkLost))
    #expect(own.record(of: 1)?.outcome == .migrated)
  }

  @Test("a fault in a stage of one migration ends the others that it concerns at the same instant")
  func faultOfAnother() {
    let run = fork(
      Fault(
        .linkDown(LinkID(0), lasting: nil, .closed), .during(VMID(0), .iterativePreCopy, .middle)))
    #expect(run.record(of: 1)?.outcome == .failed(.linkLost))
    #expect(run.record(of: 0)?.ended == run.record(of: 1)?.ended)
  }

  @Test("a migration finds no route while a link is down, and one once it works again")
  func mended() {
    let fault = Fault(.linkDown(LinkID(0), lasting: Seconds(10), .closed), .at(Instant(5)))
    #expect(fork(fault, second: Seconds(14.9)).record(of: 1)?.outcome == .refused(.noRoute))
    #expect(fork(fault, second: Seconds(15.1)).record(of: 1)?.outcome == .migrated)
  }
}
