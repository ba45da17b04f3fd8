import Datacenter
import Orchestration
import Quantities
import Strategies
import Testing

@Suite("In post-copy, and only there, both hosts together hold the VM")
struct PostCopyFaultTests {
  /// The hot pages come last.
  static let inOrder = PostCopy(service: Service(push: .init(wire: PostCopy.wire)))

  static func run(_ event: Fault.Event, _ part: Fault.Part) -> Operation {
    FaultyMove(
      strategy: inOrder, faults: [FaultyMove.fault(event, .postCopy, part)], neighbours: true
    ).run()
  }

  @Test(
    "a host that is lost takes the VM along, and both hosts' memory is free again",
    arguments: [FaultyMove.a, FaultyMove.b], [Fault.Part.start, .middle])
  func hostLost(host: HostID, part: Fault.Part) {
    let operation = Self.run(.hostLost(host), part)
    let world = operation.world
    #expect(world.vms[0].primary.state == .lost)
    #expect(world.vms[0].secondary == nil)
    let failure: Failure = host == FaultyMove.a ? .sourceLost : .destinationLost
    #expect(operation.record(of: 0)?.outcome == .failed(failure))
    let other = host == FaultyMove.a ? FaultyMove.b : FaultyMove.a
    #expect(world.hosts[other.index].memoryHeld == .mebibytes(64), "only the neighbour's")
  }

  @Test("once the last page has come, the source is not needed")
  func afterwards() {
    let operation = Self.run(.hostLost(FaultyMove.a), .end)
    #expect(operation.record(of: 0)?.outcome == .migrated)
    #expect(operation.world.vms[0].primary.state == .running)
    #expect(operation.world.vms[0].primary.host == FaultyMove.b)
  }

  @Test("a link that is lost stops the push, and once it is back, what is missing is sent")
  func linkLost() throws {
    let whole = FaultyMove(strategy: Self.inOrder, neighbours: true).run().record(of: 0)!
    let operation = Self.run(.linkDown(FaultyMove.cable, lasting: Seconds(10)), .middle)
    let record = operation.record(of: 0)!
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

  @Test("a link that does not come back leaves the migration unfinished and the VM waiting")
  func linkGone() {
    let operation = Self.run(.linkDown(FaultyMove.cable, lasting: nil), .middle)
    #expect(operation.record(of: 0)?.outcome == nil)
    #expect(operation.world.vms[0].primary.state == .split)
  }

  @Test("an operator cannot cancel what has moved")
  func cancelled() {
    let operation = Self.run(.cancelled(FaultyMove.vm), .middle)
    #expect(operation.record(of: 0)?.outcome == .migrated)
  }
}
