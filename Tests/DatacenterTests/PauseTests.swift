import Datacenter
import Glibc
import Kernel
import Quantities
import TestSupport
import Testing

@Suite("While a VM stands still or is throttled, it writes less and loses work")
struct PauseTests {
  /// Two hosts on one wire.
  static func pair(_ vm: VirtualMachine = .idle("web"), latency: Double = 0) -> World {
    .small(
      vms: [vm],
      links: [
        Link(
          name: "wire", between: .host(HostID(0)), and: .host(HostID(1)),
          bandwidth: BytesPerSecond(125e6), latency: Seconds(latency))
      ])
  }

  /// Pages that uniform writes at 10^5 a second have found out of 1 GiB after a time.
  static func dirty(after time: Double, of clean: Double = 262_144) -> Double {
    clean * (1 - exp(-1e5 * time / 262_144))
  }
  static let busy = VirtualMachine.busy("web", writes: 1e5)

  @Test("paused, down and unreachable are three times, each longer than the one before")
  func threeTimes() throws {
    var script = Script.live
    script.steps[7].action = .handOver(HandOver(duration: .constant(Seconds(4))))
    script.steps[8].action = .resume(
      Resumption(on: .destination, duration: .constant(Seconds(3)), announcement: Seconds(0.25)))
    let record = records(Self.pair(latency: 0.5), [.init(script: script)])[0]
    // One round trip and 4 s of hand-over, 3 s until the guest runs.
    #expect(abs(record.paused.value - (1 + 4 + 3)) < 1e-9)
    #expect(record.downtime == record.paused)
    #expect(abs(try #require(record.unreachable).value - (8 + 0.25 + 0.5)) < 1e-9)
    #expect(record.lostWork == record.paused)
  }

  @Test("a VM that goes on at the source was paused, but never down")
  func backAtTheSource() {
    let script = Script([
      Script.check, Script.reserve, Script.suspend, (.stopAndCopy, .send(Script.all)),
      (.stopAndCopy, .resume(Resumption(on: .source, duration: .constant(Seconds(2))))),
      (.stopAndCopy, .finish(.failed(.linkLost))),
    ])
    var simulation = Simulation(Self.pair(), [.init(script: script)])
    simulation.run(until: Instant(5))
    #expect(simulation.model.world.vms[0].isAt(0, .suspended))
    simulation.run()
    let record = simulation.model.world.records[0]
    #expect(simulation.model.world.vms[0].isAt(0, .running))
    #expect(abs(record.paused.value - (wholeMemory + 2)) < 1e-9)
    #expect(record.downtime == nil)
    #expect(record.unreachable == nil)
    #expect(simulation.model.world.held == [.gibibytes(1), .zero, .zero])
  }

  @Test("until the destination commits, the source owns the VM; from then on the destination does")
  func ownership() {
    var script = Script.live
    script.steps[7].action = .handOver(HandOver(duration: .constant(Seconds(4))))
    script.steps[8].action = .resume(
      Resumption(on: .destination, duration: .constant(Seconds(4))))
    var simulation = Simulation(Self.pair(), [.init(script: script)])
    simulation.run(until: Instant(wholeMemory + 3))
    #expect(simulation.model.world.vms[0].isAt(0, .suspended))
    #expect(simulation.model.world.vms[0].secondary?.state == .suspended, "both are consistent")
    simulation.run(until: Instant(wholeMemory + 7))
    #expect(simulation.model.world.vms[0].isAt(1, .suspended))
    #expect(simulation.model.world.vms[0].secondary?.host == HostID(0))
    simulation.run()
    #expect(simulation.model.world.vms[0].isAt(1, .running))
  }

  @Test("the guest writes on while it is being suspended, and not afterwards")
  func suspendLatency() throws {
    var script = Script.live
    script.steps[4].action = .suspend(
      Suspension(latency: .constant(Seconds(2)), because: .notLive))
    let record = records(Self.pair(Self.busy), [.init(script: script)])[0]
    let expected = Self.dirty(after: wholeMemory + 2)
    #expect(abs(try #require(record.rounds[0].dirtied) - expected) < 1e-6 * expected)
    #expect(abs(record.rounds[1].sent.value - 4096 * expected) < 1e-6 * 4096 * expected)
    #expect(abs(record.paused.value - 4096 * expected / 125e6) < 1e-6)
  }

  @Test("a guest that needs too long to suspend is left running")
  func suspendTimesOut() {
    let script = Script([
      Script.check, Script.reserve,
      (
        .stopAndCopy,
        .suspend(
          Suspension(latency: .constant(Seconds(9)), timeout: Seconds(5), because: .notLive))
      ),
      (.stopAndCopy, .finish(.failed(.suspendTimedOut))),
    ])
    var simulation = Simulation(Self.pair(), [.init(script: script)])
    simulation.run()
    let record = simulation.model.world.records[0]
    #expect(record.totalTime == Seconds(5))
    #expect(record.paused == .zero)
    #expect(record.lostWork == .zero)
    #expect(simulation.model.world.vms[0].isAt(0, .running))
  }

  @Test("a throttled VM dirties as much as a freely running one in its share of the time")
  func throttled() throws {
    for share in [1, 0.5, 0.1, 0] {
      var script = Script.live
      script.steps.insert((.reservation, .throttle(share)), at: 2)
      let record = records(Self.pair(Self.busy), [.init(script: script)])[0]
      let expected = Self.dirty(after: share * wholeMemory)
      #expect(abs(try #require(record.rounds[0].dirtied) - expected) <= 1e-9 * expected)
      let lost = (1 - share) * wholeMemory + record.paused.value
      #expect(abs(record.lostWork.value - lost) < 1e-9)
    }
  }

  @Test("a throttled VM runs freely again when its migration is over, whatever way")
  func throttleEnds() {
    for ending in [Action.finish(.migrated), .finish(.failed(.cancelled))] {
      var script = Script.live
      script.steps.insert((.reservation, .throttle(0.25)), at: 2)
      if case .finish(.failed) = ending { script.steps[5].action = ending }
      var simulation = Simulation(Self.pair(), [.init(script: script)])
      simulation.run(until: Instant(1))
      #expect(simulation.model.world.vms[0].speed == 0.25)
      simulation.run()
      #expect(simulation.model.world.vms[0].speed == 1)
    }
  }

  @Test("a VM that is off loses no work")
  func offLosesNothing() {
    let world = Self.pair(.idle("web", isOn: false))
    let record = records(world, [.init(script: .cold(small: [Bytes(125e6)]))])[0]
    #expect(record.outcome == .migrated)
    #expect(record.lostWork == .zero)
    #expect(record.paused == .zero)
    #expect(record.downtime == nil)
  }
}
