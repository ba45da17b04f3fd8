import Datacenter
import Kernel
import Quantities
import TestSupport
import Testing

@Suite("Room at the destination is held from stage 1 on")
struct ReservationTests {
  let one = Bytes.gibibytes(1)

  @Test("the memory is held on both hosts while the VM moves, and on the destination afterwards")
  func heldOnBoth() {
    var simulation = Simulation(.small(), [.init(at: 10)])
    simulation.run(until: Instant(5))
    #expect(simulation.model.world.held == [one, .zero, .zero])
    simulation.run(until: Instant(10))
    #expect(simulation.model.world.held == [one, one, .zero], "from stage 1 on")
    simulation.run(until: Instant(18))
    #expect(simulation.model.world.held == [one, one, .zero])
    simulation.run()
    #expect(simulation.model.world.held == [.zero, one, .zero], "the source's memory is free")
    #expect(simulation.model.world.records[0].outcome == .migrated)
    #expect(simulation.model.world.vms[0].isAt(1, .running))
    #expect(simulation.model.world.vms[0].secondary == nil)
  }

  @Test("a failure gives the destination its memory back, and the VM runs on at the source")
  func released() {
    var simulation = Simulation(.small(), [.init(script: .failing(.linkLost))])
    simulation.run(until: Instant(5))
    #expect(simulation.model.world.held == [one, one, .zero])
    simulation.run()
    #expect(simulation.model.world.held == [one, .zero, .zero])
    #expect(simulation.model.world.records[0].outcome == .failed(.linkLost))
    #expect(simulation.model.world.vms[0].isAt(0, .running))
    #expect(simulation.model.world.vms[0].secondary == nil)
  }

  @Test("of two VMs that move to a host with room for one, the second is refused for lack of room")
  func roomForOne() {
    let world = World.small(
      memory: [.gibibytes(64), .gibibytes(1.5), .gibibytes(64)],
      vms: [.idle("web"), .idle("db")])
    let records = records(world, [.init(vm: 0), .init(at: 1, vm: 1)])
    #expect(records.map(\.outcome) == [.migrated, .refused(.noRoom)])
    #expect(records[1].totalTime == .zero)
    #expect(abs(records[0].totalTime!.value - wholeMemory) < 1e-9, "nobody disturbed the first")
  }

  @Test("room that a failed migration has given back is there for the next one")
  func roomAfterFailure() {
    let world = World.small(
      memory: [.gibibytes(64), .gibibytes(1), .gibibytes(64)], vms: [.idle("web"), .idle("db")])
    let records = records(
      world, [.init(vm: 0, script: .failing(.cancelled)), .init(at: 5, vm: 1), .init(at: 9, vm: 1)])
    #expect(records.map(\.outcome) == [.failed(.cancelled), .refused(.noRoom), .migrated])
  }

  @Test("room that a VM has left is there for the next one")
  func roomAfterDeparture() {
    let world = World.small(
      memory: [.gibibytes(1), .gibibytes(64), .gibibytes(64)],
      vms: [.idle("web"), .idle("db", on: 2)])
    let records = records(
      world, [.init(vm: 0, to: 1), .init(at: 5, vm: 1, to: 0), .init(at: 9, vm: 1, to: 0)])
    #expect(records.map(\.outcome) == [.migrated, .refused(.noRoom), .migrated])
  }

  @Test("a VM fits exactly into as much memory as it has")
  func exactFit() {
    let world = World.small(memory: [.gibibytes(1), .gibibytes(1), .zero])
    #expect(records(world, [.init(to: 1)]).map(\.outcome) == [.migrated])
    #expect(records(world, [.init(to: 2)]).map(\.outcome) == [.refused(.noRoom)])
  }

  @Test("the refusal takes the round trip of asking")
  func refusalTakesTime() {
    let links = [
      Link(
        name: "wire", between: .host(HostID(0)), and: .host(HostID(1)),
        bandwidth: BytesPerSecond(125e6), latency: Seconds(3))
    ]
    let world = World.small(memory: [.gibibytes(1), .zero, .zero], links: links)
    let record = records(world, [.init()])[0]
    #expect(record.outcome == .refused(.noRoom))
    #expect(record.totalTime == Seconds(6))
    #expect(record.sent == .zero)
  }

  @Test("a VM that is off occupies no memory, here or there")
  func offHoldsNothing() {
    let world = World.small(vms: [.idle("web", isOn: false)])
    var simulation = Simulation(world, [.init(script: .cold())])
    #expect(simulation.model.world.held == [.zero, .zero, .zero])
    simulation.run()
    #expect(simulation.model.world.records[0].outcome == .migrated)
    #expect(simulation.model.world.held == [.zero, .zero, .zero])
    #expect(simulation.model.world.vms[0].isAt(1, .off))
  }
}
