import Datacenter
import FleetSupport
import Kernel
import Quantities
import Testing

@testable import Orchestration

@Suite("A host is emptied")
struct EvacuateTests {
  static let a = HostID(0)

  /// Host a with v0 of 16 GiB, v1 of 8 GiB, and v2, which has a device of its host; b and c are empty.
  static var example: SmallFleet {
    var fleet = SmallFleet(hosts: [64, 64, 64], vms: [(0, 16), (0, 8), (0, 4)])
    fleet.limits = [VMID(2): PlacementLimits(pinnedBy: "passed-through device")]
    fleet.rules = AdmissionRules(
      counters: [Counter(.hostOut, 1)], order: .memoryDescending,
      onFailure: .retry(after: Seconds(20), factor: 1, most: 1))
    fleet.ask(Evacuate([a]))
    return fleet
  }

  @Test("a conversation: what can leave is moved, what cannot is named, and the end is told")
  func conversation() {
    let view = Self.example.fleet.view
    var request = Evacuate([Self.a])
    let first = request.next(after: .due, view)
    #expect(first.map(\.summary) == ["host 0 draining", "move 0", "move 1", "leave 2"])
    #expect(request.next(after: .ended(VMID(0), .finished), view).isEmpty)
    let last = request.next(after: .ended(VMID(1), .finished), view)
    #expect(last.map(\.summary) == ["done"])
  }

  @Test("the largest first, one at a time; one that fails is tried again after the others")
  func retries() {
    var example = Self.example
    example.manager = Impatient(attempts: 1)
    let fleet = example.run()
    #expect(fleet.starts.map(\.vm) == [0, 1, 0])
    let records = fleet.world.records
    #expect(records.map(\.outcome) == [.failed(.cancelled), .migrated, .migrated])
    // v1 starts when v0 has failed; v0 is queued 20 s after that, and waits until v1 has moved.
    #expect(fleet.starts[1].at == 5)
    #expect(fleet.starts[2].at == records[1].ended!.secondsSinceStart)
    #expect(fleet.moveRecords[0].attempts.map(\.number) == [1, 2])
    #expect(fleet.moveRecords[0].attempts[1].queued == Instant(25))
    let run = fleet.runs(of: 0)[0]
    #expect(run.ended == records[2].ended)
    #expect(run.fates.map(\.vm.index) == [2, 1, 0])
    #expect(run.fates[0].fate == .noHost(NoHost(pinnedBy: "passed-through device")))
    // One VM stays, so the host never is empty.
    #expect(run.hosts == [HostRun(host: Self.a, began: .start)])
    #expect(fleet.view[Self.a].residents == [VMID(2)])
    #expect(fleet.view[Self.a].state == .draining)
  }

  @Test("a VM that is on its way to the host when that is asked leaves again")
  func passingThrough() {
    var example = SmallFleet(hosts: [64, 64, 64], vms: [(1, 8)])
    example.ask(Migrate([Move(VMID(0), to: Self.a)]))
    example.ask(Evacuate([Self.a]), at: 1)
    let fleet = example.run()
    #expect(fleet.view[VMID(0)].host == HostID(1))
    #expect(fleet.view[VMID(0)].moves == 2)
    #expect(fleet.runs(of: 1)[0].fates.map(\.fate) == [.finished])
  }

  @Test("two hosts at once: no VM goes from one to the other")
  func rack() {
    var example = SmallFleet(hosts: [64, 64, 64], vms: [(0, 8), (1, 8), (0, 8)])
    example.ask(Evacuate([HostID(0), HostID(1)]))
    let fleet = example.run()
    #expect(fleet.view.vms.allSatisfy { $0.host == HostID(2) && $0.moves == 1 })
    let run = fleet.runs(of: 0)[0]
    #expect(run.hosts.compactMap(\.empty).max() == run.ended)
  }

  @Test("what finds no room waits for it; where none will come, it stays, and the reason is memory")
  func noRoom() {
    var example = SmallFleet(hosts: [64, 16], vms: [(0, 12), (0, 12), (1, 2)])
    example.ask(Evacuate([Self.a]))
    let fleet = example.run()
    let fates = fleet.runs(of: 0)[0].fates
    #expect(fates.map(\.fate).contains(.finished))
    guard case .noHost(let noHost) = fates.last?.fate else {
      Issue.record("\(fates)")
      return
    }
    #expect(noHost.reason == "memory")
    #expect(fleet.isDone)

    // The same, but the room comes: another request empties the host a little.
    var other = SmallFleet(hosts: [64, 16, 16], vms: [(0, 12), (0, 12), (1, 2), (2, 10)])
    other.ask(Evacuate([Self.a]))
    other.ask(Migrate([Move(VMID(3), to: HostID(1))]), at: 1)
    #expect(other.run().isDone)
  }

  @Test(
    "what finds no host as things stand waits, stays at once, or is switched off, as the rules say",
    arguments: StrandedRule.allCases)
  func stranded(_ rule: StrandedRule) {
    // v0 may go to b alone, and finds no room there until v1 has left it, from 20 s on.
    var example = SmallFleet(hosts: [64, 16, 64], vms: [(0, 12), (1, 12)])
    example.limits = [VMID(0): PlacementLimits(allowed: [HostID(1)])]
    example.rules = AdmissionRules(stranded: rule)
    example.ask(Evacuate([Self.a]))
    example.ask(Migrate([Move(VMID(1), to: HostID(2))]), at: 20)
    let fleet = example.run()
    let run = fleet.runs(of: 0)[0]
    switch rule {
    case .wait:
      #expect(run.fates.map(\.fate) == [.finished])
      #expect(fleet.view[VMID(0)].host == HostID(1))
    case .skip:
      guard case .noHost(let noHost) = run.fates.last?.fate else {
        Issue.record("\(run.fates)")
        return
      }
      #expect(noHost.mayPass)
      #expect(run.ended == .start)
      #expect(fleet.world.vms[0].isRunning)
    case .stop:
      #expect(run.fates.map(\.fate) == [.stopped])
      #expect(run.ended == .start)
      #expect(!fleet.world.vms[0].isRunning)
      #expect(run.hosts.map(\.empty) == [.start])
    }
  }

  @Test("a VM that can never leave is switched off where the rules say so, and its host is empty")
  func switchedOff() {
    var example = Self.example
    example.requests = []
    example.rules.stranded = .stop
    example.ask(Evacuate([Self.a], HowToMove(asksForAll: true)))
    let fleet = example.run()
    let run = fleet.runs(of: 0)[0]
    #expect(run.fates.first { $0.vm == VMID(2) }?.fate == .stopped)
    #expect(run.hosts[0].empty == run.ended)
    #expect(fleet.view[Self.a].residents.isEmpty)
  }

  @Test("VMs that must share a host leave it for one; those that must not never meet")
  func affinity() {
    var example = SmallFleet(hosts: [64, 64, 64], vms: [(0, 4), (0, 4), (0, 4), (0, 4)])
    example.placement = Spread()
    example.affinity = [
      AffinityRule(.together, [VMID(0), VMID(1)]), AffinityRule(.apart, [VMID(2), VMID(3)]),
    ]
    example.ask(Evacuate([Self.a]))
    let view = example.run().view
    #expect(view[VMID(0)].host == view[VMID(1)].host)
    #expect(view[VMID(2)].host != view[VMID(3)].host)
    #expect(view[Self.a].residents.isEmpty)
  }

  @Test("when the host dies on the way, its VMs are lost and the request ends")
  func hostDies() {
    var example = Self.example
    example.faults = [Fault(.hostLost(Self.a), .at(Instant(3)))]
    let fleet = example.run()
    #expect(fleet.isDone)
    #expect(fleet.runs(of: 0)[0].fates.count { $0.fate == .lost } == 2)
    #expect(fleet.view[VMID(2)].condition == .lost)
  }
}

/// A manager that cancels the first attempts at 5 s.
struct Impatient: Manager {
  var attempts: Int

  mutating func begin(_ move: ManagedMove) -> Intervention {
    defer { attempts -= 1 }
    return attempts > 0 && move.vm == VMID(0) ? Intervention(nextLook: Seconds(5)) : .none
  }

  mutating func next(after progress: Progress, heard answers: [CommandAnswer]) -> Intervention {
    Intervention([Deed(.say(.cancel), because: "it takes too long")])
  }
}

extension FleetOrder {
  /// The order in a few words.
  var summary: String {
    switch self {
    case .move(let move):
      "move \(move.vm.index)" + (move.destination.map { " to \($0.index)" } ?? "")
        + (move.isBack ? " back" : "")
    case .host(let host, let state): "host \(host.index) \(state.rawValue)"
    case .skip(let host, let why): "skip \(host.index): \(why)"
    case .leave(let vm, _): "leave \(vm.index)"
    case .switchOff(let vm): "switch off \(vm.index)"
    case .appraise(let move, _): "appraise \(move.vm.index)"
    case .start(let vm, let host): "start \(vm.index)" + (host.map { " on \($0.index)" } ?? "")
    case .wake(let time, let number): "wake \(number) after \(time.value)"
    case .done: "done"
    }
  }
}
