import Quantities
import Testing

@testable import Consolidation

@Suite("A round of consolidation")
struct PlanTests {
  private let small = VMCapacity(speed: 1000, memory: .gibibytes(2))
  private let host = HostCapacity(
    cores: 2, coreSpeed: 2000, memory: .gibibytes(8),
    power: PowerModel(table: [100, 150, 175, 190, 200]))

  /// Hosts of one kind, and VMs of one kind that ask for `shares` of their speed.
  private func view(hosts: Int, _ residents: [[Int]], _ shares: [Double]) -> ConsolidationView {
    let estate = Estate(
      hosts: Array(repeating: host, count: hosts), vms: shares.map { _ in small },
      trace: DemandTrace(shares.map { [$0, $0] }))
    var view = ConsolidationView(estate)
    view.residents = residents
    view.demand = shares.map { $0 * small.speed }
    for (host, vms) in residents.enumerated() {
      view.utilisation[host] = min(1, vms.reduce(0) { $0 + view.demand[$1] } / 4000)
    }
    return view
  }

  private func planned(
    _ view: ConsolidationView, _ policy: ConsolidationPolicy
  ) -> [PlannedMove] {
    var policy = policy
    return policy.plan(view)
  }

  @Test("an overloaded host loses VMs until it no longer is, to one that is on rather than off")
  func overloaded() {
    // 3,600 of 4,000 is too much; 2,700 is not.
    let view = view(hosts: 3, [[0, 1, 2, 3], [4], []], [0.9, 0.9, 0.9, 0.9, 0.85])
    var policy = ConsolidationPolicy(StaticThreshold(0.8))
    policy.rules.sendsOnce = true
    #expect(planned(view, policy) == [PlannedMove(vm: 0, destination: 1)])
  }

  @Test("the least loaded host is emptied if all its VMs find a place")
  func underloaded() {
    let view = view(hosts: 3, [[0, 1], [2], []], [0.5, 0.5, 0.3])
    let policy = ConsolidationPolicy(StaticThreshold(0.8))
    #expect(planned(view, policy) == [PlannedMove(vm: 2, destination: 0)])
  }

  @Test("memory that is checked stops a move that CPU would allow")
  func memory() {
    let view = view(hosts: 2, [[0, 1, 2, 3], [4]], [0.1, 0.1, 0.1, 0.1, 0.05])
    var policy = ConsolidationPolicy(StaticThreshold(0.8))
    #expect(planned(view, policy) == [])
    policy.rules.checksMemory = false
    #expect(planned(view, policy) == [PlannedMove(vm: 4, destination: 0)])
  }

  @Test("a VM under way is not planned again, and a host to which one is under way is not emptied")
  func underWay() {
    var view = view(hosts: 3, [[0, 1], [2], []], [0.5, 0.5, 0.3])
    view.isUnderWay[2] = true
    let policy = ConsolidationPolicy(StaticThreshold(0.8))
    #expect(planned(view, policy).allSatisfy { $0.vm != 2 })
    view.isUnderWay[2] = false
    view.isReceiving[1] = true
    #expect(planned(view, policy).allSatisfy { $0.vm != 2 })
  }

  @Test("no VM stands twice in a plan that sends once, and no host is filled beyond its speed")
  func random() {
    var seed: UInt64 = 1
    func next(_ bound: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % bound
    }
    for _ in 0..<200 {
      let shares = (0..<24).map { _ in Double(next(100)) / 100 }
      var residents: [[Int]] = Array(repeating: [], count: 8)
      for vm in shares.indices { residents[next(8)].append(vm) }
      let view = view(hosts: 8, residents, shares)
      var policy = ConsolidationPolicy(StaticThreshold(0.8))
      policy.rules.checksMemory = next(2) == 0
      let plan = planned(view, policy)
      #expect(Set(plan.map(\.vm)).count == plan.count)
      var places = residents
      for move in plan {
        for host in places.indices { places[host].removeAll { $0 == move.vm } }
        places[move.destination].append(move.vm)
      }
      for move in plan {
        let asked = places[move.destination].reduce(0) { $0 + view.demand[$1] }
        #expect(asked <= 0.8 * 4000 + 1e-6)
        if policy.rules.checksMemory { #expect(places[move.destination].count <= 4) }
      }
    }
  }

  @Test("VMs begin where they cost least, and first fit fills hosts in turn")
  func first() {
    let estate = Estate(
      hosts: [host, host], vms: Array(repeating: small, count: 5),
      trace: DemandTrace(Array(repeating: [0, 0], count: 5)))
    #expect(FirstPlacement.firstFit.place(estate).residents == [[0, 1, 2, 3], [4]])
    let crowded = Estate(
      hosts: [host], vms: Array(repeating: small, count: 5),
      trace: DemandTrace(Array(repeating: [0, 0], count: 5)))
    #expect(FirstPlacement.powerAware.place(crowded).left == [4])
  }
}
