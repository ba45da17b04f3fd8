import Datacenter
import FleetSupport
import Kernel
import Quantities
import Randomness
import Strategies
import Testing

@testable import Orchestration

@Suite("Managers of fleets: what follows from failures, and who goes when")
struct ManagerFleetTests {
  @Test("Harvester switches off what failed 5 s later, and its host is empty")
  func harvester() {
    var rules = Preset.harvester.rules
    rules.timeOut?.limit = .fixed(Seconds(5))
    var example = SmallFleet(hosts: [64, 64], vms: [(0, 8), (0, 0.25)])
    example.manager = ScheduledManager(rules)
    example.rules = Preset.harvester.admission
    example.ask(Maintain([(host: HostID(0), work: Seconds(60))], .init()))
    let fleet = example.run()
    let fates = Dictionary(
      uniqueKeysWithValues: fleet.runs(of: 0)[0].fates.map { ($0.vm.index, $0.fate) })
    #expect(fates == [0: .stopped, 1: .finished])
    #expect(fleet.view[VMID(0)].condition == .off)
    #expect(fleet.world.hosts[0].memoryHeld == .zero)
    let deeds = fleet.moveRecords[0].attempts[0].deeds
    #expect(deeds.map(\.deed.name) == ["set-rate-cap", "cancel", "stop-vm"])
    let times = deeds.map(\.at.secondsSinceStart)
    #expect(abs(times[1] - 5.2) < 0.21 && abs(times[2] - times[1] - 5) < 1e-9)
    // Its work begins then, and takes a minute.
    #expect(fleet.runs(of: 0)[0].hosts[0].empty == Instant(times[2]))
    #expect(fleet.runs(of: 0)[0].hosts[0].back == Instant(times[2] + 60))
  }

  @Test("XO goes host by host in the order given, three VMs out at a time, one back at a time")
  func rollingUpdate() {
    var example = SmallFleet(
      hosts: [16, 16, 16], vms: (0..<8).map { (host: $0 % 2, memory: 1.0) })
    example.rules = Preset.xoRollingUpdate.admission
    let works = [0, 1, 2].map { (host: HostID($0), work: Seconds(30)) }
    example.ask(Maintain(works, .init(wayBack: .before)))
    let fleet = example.run()
    let records = fleet.world.records
    let moves = fleet.moveRecords
    let back = moves.filter(\.isBack).map { records[$0.attempts[0].migration.index] }
      .sorted { $0.started < $1.started }
    #expect(back.count == 8)
    for (one, next) in zip(back, back.dropFirst()) { #expect(one.ended! <= next.started) }
    let out = moves.filter { !$0.isBack }.map { records[$0.attempts[0].migration.index] }
    let most = out.map { a in out.count { $0.started <= a.started && a.started < $0.ended! } }.max()
    #expect(most == 3)
    // The master first, and the next host when the one before is whole again.
    let hosts = fleet.runs(of: 0)[0].hosts
    #expect(hosts.map(\.host) == [HostID(0), HostID(1), HostID(2)])
    for (one, next) in zip(hosts, hosts.dropFirst()) { #expect(one.back! <= next.began) }
  }

  @Test("Hyper-V in a cluster moves one VM of each host at a time, from or to it")
  func hyperVCluster() {
    var example = SmallFleet(
      hosts: [16, 16, 16, 16], vms: (0..<6).map { (host: $0 % 2, memory: 1.0) })
    example.rules = Preset.hyperVCluster.admission
    example.placement = RoundRobin()
    example.ask(Evacuate([HostID(0), HostID(1)]))
    let records = example.run().world.records
    for host in 0..<4 {
      let here = records.filter { $0.source.index == host || $0.destination.index == host }
        .sorted { $0.started < $1.started }
      for (one, next) in zip(here, here.dropFirst()) { #expect(one.ended! <= next.started) }
    }
  }

  @Test("a manager that polls late draws its lateness alike in equal runs, and within its law")
  func lateness() {
    var rules = ManagerRules.cancelling(after: Seconds(4))
    rules.lateness = RandomQuantity(
      try! Distribution(.uniform(low: 0, high: 0.008)))
    func times() -> [Double] {
      var example = SmallFleet(hosts: [64, 64], vms: [(0, 8), (0, 8)])
      example.manager = ScheduledManager(rules)
      example.ask(Evacuate([HostID(0)]))
      return example.run().moveRecords.map { $0.attempts[0].deeds[0].at.secondsSinceStart }
    }
    let first = times()
    #expect(first == times())
    #expect(first.allSatisfy { $0 > 4 && $0 < 4.008 })
    #expect(Set(first).count == 2)
  }

  @Test("a VM that is switched off gives its memory back, and one that moves stays as it is")
  func switchOff() {
    var simulation = Simulation(of: FaultyMove(strategy: StopAndCopy()).fleet)
    simulation.run(until: Instant(1.2))
    var world = simulation.model.world
    let moving = world.switchOff(FaultyMove.vm, at: Instant(1.2), &simulation.calendar)
    #expect(!moving)
    simulation.run(until: Instant(100))
    world = simulation.model.world
    let done = world.switchOff(FaultyMove.vm, at: Instant(100), &simulation.calendar)
    #expect(done && world.vms[0].primary.state == .off && world.violation == nil)
    #expect(world.hosts[1].memoryHeld == .zero)
    let again = world.switchOff(FaultyMove.vm, at: Instant(100), &simulation.calendar)
    #expect(!again)
  }

  @Test("QEMU takes an increment at any time, and auto-converge itself only before the first byte")
  func throttle() {
    func engine(_ convergence: QemuSettings.Convergence) -> Qemu {
      var settings = QemuRelease.qemu8_2.settings
      settings.convergence = convergence
      return Qemu(.qemu8_2, settings: settings)
    }
    var report = Report(.done, memory: Pages(1000))
    report.remaining = Pages(1000)
    let cases: [(QemuSettings.Convergence, CommandAnswer, CommandAnswer)] = [
      (.wait, .heard, .tooLate), (.autoConverge(AutoConverge()), .heard, .heard),
      (.dirtyLimit(DirtyLimit()), .notUnderstood, .notUnderstood),
    ]
    for (convergence, before, during) in cases {
      var early = engine(convergence)
      #expect(early.hear(.throttle(step: 40)) == before)
      if before == .heard {
        guard case .autoConverge(let aid) = early.settings.convergence else {
          Issue.record("it does not throttle")
          continue
        }
        #expect(aid.increment == 40)
      }
      var late = engine(convergence)
      _ = late.begin(report)
      #expect(late.hear(.throttle(step: 40)) == during)
    }
  }
}
