import Datacenter
import Orchestration
import Quantities
import Strategies
import Testing

@Suite("In post-copy, and only there, both hosts together hold the VM")
struct PostCopyFaultTests {
  /// The hot pages come last.
  static let inOrder = PostCopy(service: Service(push: .init(wire: PostCopy.wire)))

  static func run(_ event: Fault.Event, _ part: Fault.Part) -> Fleet {
    FaultyMove(
      strategy: inOrder, faults: [FaultyMove.fault(event, .postCopy, part)], neighbours: true
    ).run()
  }

  @Test(
    "a host that is lost takes the VM along, and both hosts' memory is free again",
    arguments: [FaultyMove.a, FaultyMove.b], [Fault.Part.start, .middle])
  func hostLost(host: HostID, part: Fault.Part) {
    let fleet = Self.run(.hostLost(host), part)
    let world = fleet.world
    #expect(world.vms[0].primary.state == .lost)
    #expect(world.vms[0].secondary == nil)
    let failure: Failure = host == FaultyMove.a ? .sourceLost : .destinationLost
    #expect(fleet.record(of: 0)?.outcome == .failed(failure))
    let other = host == FaultyMove.a ? FaultyMove.b : FaultyMove.a
    #expect(world.hosts[other.index].memoryHeld == .mebibytes(64), "only the neighbour's")
  }

  @Test("once the last page has come, the source is not needed")
  func afterwards() {
    let fleet = Self.run(.hostLost(FaultyMove.a), .end)
    #expect(fleet.record(of: 0)?.outcome == .migrated)
    #expect(fleet.world.vms[0].primary.state == .running)
    #expect(fleet.world.vms[0].primary.host == FaultyMove.b)
  }

  @Test("a link that is lost stops the push, and once it is back, what is missing is sent")
  func linkLost() throws {
    let whole = FaultyMove(strategy: Self.inOrder, neighbours: true).run().record(of: 0)!
    let fleet = Self.run(.linkDown(FaultyMove.cable, lasting: Seconds(10), .closed), .middle)
    let record = fleet.record(of: 0)!
    #expect(record.outcome == .migrated)
    #expect(abs((record.totalTime! - whole.totalTime!).value - 10) < 0.1)
    #expect(abs((record.sent - whole.sent).value) < 1)
    #expect(record.pagesSent == Double(record.memory.count))
    #expect(record.rounds.count == whole.rounds.count + 1, "before the break, and after it")
    // The guest ran until it touched what was missing, and waited for the link.
    #expect(record.longestPageWait > Seconds(9) && record.longestStall < Seconds(10.1))
    let lost = record.blocked + record.downtime!
    #expect(abs((record.lostWork - lost).value) < 1e-9)
  }

  @Test("to go on takes connecting again and a bit for each page, and sends nothing twice")
  func recovery() throws {
    func record(_ recovery: Service.Recovery) -> MigrationRecord {
      var strategy = Self.inOrder.service
      strategy.recovery = recovery
      return FaultyMove(
        strategy: PostCopy(service: strategy),
        faults: [
          FaultyMove.fault(
            .linkDown(FaultyMove.cable, lasting: Seconds(1), .closed), .postCopy, .middle)
        ]
      ).run().record(of: 0)!
    }
    let free = record(.init(roundTrips: 0))
    let slow = record(.init(reconnection: Seconds(3), roundTrips: 5))
    #expect(abs((slow.totalTime! - free.totalTime!).value - 3 - 5 * 0.2e-3) < 1e-9)
    #expect(slow.sent == free.sent)
    #expect(slow.pagesSent == Double(slow.memory.count))
    #expect(slow.longestPageWait > Seconds(3.9), "the guest waits for all of it")
    #expect(abs((slow.guest.work + slow.lostWork - slow.totalTime!).value) < 1e-9)
  }

  @Test("a link that is lost again while both ends connect is waited for again")
  func lostAgain() throws {
    var service = Self.inOrder.service
    service.recovery.reconnection = Seconds(5)
    let fleet = FaultyMove(
      strategy: PostCopy(service: service),
      faults: [
        Fault(.linkDown(FaultyMove.cable, lasting: Seconds(1), .closed), .at(Instant(1.3))),
        Fault(.linkDown(FaultyMove.cable, lasting: Seconds(2), .closed), .at(Instant(4))),
        Fault(.cancelled(FaultyMove.vm), .at(Instant(8))),
      ]
    ).run()
    let record = fleet.record(of: 0)!
    #expect(record.outcome == .migrated)
    // Down from 1.3 to 2.3 s and from 4 to 6 s, connected at 11 s; it began at 1 s.
    #expect(record.ended! > Instant(11) && record.ended! < Instant(11.6))
    #expect(record.pagesSent == Double(record.memory.count))
  }

  @Test(
    "a source that is lost after the go-ahead takes along what it had not sent",
    arguments: [Stage.Kind.activation], [Fault.Part.start, .middle, .end])
  func sourceLostBefore(stage: Stage.Kind, part: Fault.Part) {
    let fleet = FaultyMove(
      strategy: Self.inOrder,
      faults: [FaultyMove.fault(.hostLost(FaultyMove.a), stage, part)]
    ).run()
    let record = fleet.record(of: 0)!
    #expect(record.outcome == .failed(.sourceLost))
    #expect(record.isVMLost)
    #expect(fleet.world.hosts[1].memoryHeld == .zero)
  }

  @Test("the result says that the VM is lost, and does not where it is not")
  func saidSo() {
    for host in [FaultyMove.a, FaultyMove.b] {
      #expect(Self.run(.hostLost(host), .middle).record(of: 0)!.isVMLost)
    }
    let preCopy = FaultyMove(
      strategy: PreCopy(XenModern(), costs: StageCosts()),
      faults: [FaultyMove.fault(.hostLost(FaultyMove.b), .stopAndCopy, .middle)]
    ).run().record(of: 0)!
    #expect(preCopy.outcome == .failed(.destinationLost))
    #expect(!preCopy.isVMLost)
  }

  @Test("a word from outside moves the VM in the middle of a live pass, if it waits for one")
  func onCommand() throws {
    func record(_ strategy: any Strategy, at instant: Double) -> MigrationRecord {
      FaultyMove(
        strategy: strategy,
        faults: [Fault(.postCopyWanted(FaultyMove.vm), .at(Instant(instant)))],
        writes: PagesPerSecond(200_000)
      ).run().record(of: 0)!
    }
    let told = record(PostCopy(switchOver: .onCommand), at: 2.2)
    let moved = try #require(told.stages.first { $0.stage.kind == .stopAndCopy })
    // The sender takes commands up between turns of 50 ms.
    let wait = (moved.started - Instant(2.2)).value
    #expect(wait >= 0 && wait < 0.051)
    #expect(told.outcome == .migrated)
    let deaf = record(PreCopy(XenModern(), costs: StageCosts()), at: 1.2)
    #expect(deaf.outcome == .migrated)
    #expect(!deaf.wasServed)
  }

  @Test("a link that does not come back leaves the migration unfinished and the VM waiting")
  func linkGone() {
    let fleet = Self.run(.linkDown(FaultyMove.cable, lasting: nil, .closed), .middle)
    #expect(fleet.record(of: 0)?.outcome == nil)
    #expect(fleet.world.vms[0].primary.state == .split)
  }

  @Test("an operator cannot cancel what has moved")
  func cancelled() {
    let fleet = Self.run(.cancelled(FaultyMove.vm), .middle)
    #expect(fleet.record(of: 0)?.outcome == .migrated)
  }

  @Test(
    "what is ignored leaves no trace",
    arguments: [Fault.Event.cancelled(FaultyMove.vm), .postCopyWanted(FaultyMove.vm)],
    [Fault.Part.start, .middle])
  func ignored(event: Fault.Event, part: Fault.Part) throws {
    let without = FaultyMove(strategy: Self.inOrder, neighbours: true).run().record(of: 0)!
    let record = Self.run(event, part).record(of: 0)!
    #expect(record.commands.map(\.answer) == [.tooLate])
    #expect(record.faults == without.faults)
    #expect(record.blocked == without.blocked)
    #expect(record.guest == without.guest)
    #expect(record.totalTime == without.totalTime)
    #expect(record.sent == without.sent)
  }
}
