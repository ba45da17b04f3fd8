import Datacenter
import Quantities
import Testing

@testable import Orchestration

@Suite("Where a VM goes")
struct PlacementTests {
  /// Five hosts and a VM on the first. Free memory 40, 8, 24, 16 GiB and VMs 1, 3, 2, 1 on the others.
  static var view: FleetView {
    let hosts = [64.0, 48, 32, 32, 32].enumerated().map { index, memory in
      HostFacts(name: "host-\(index)", memory: .gibibytes(memory), cores: 16)
    }
    let vms: [(host: Int, memory: Double, vcpus: Int)] = [
      (0, 8, 4), (1, 8, 12), (2, 8, 1), (2, 8, 1), (2, 8, 1), (3, 4, 2), (3, 4, 2), (4, 16, 8),
    ]
    return FleetView(
      hosts: hosts,
      vms: vms.enumerated().map { index, vm in
        VMFacts(
          name: "vm-\(index)", memory: .gibibytes(vm.memory), vcpus: vm.vcpus,
          host: HostID(vm.host))
      })
  }

  static let table: [(name: String, placement: any Placement, hint: PlacementHint, host: Int)] = [
    ("the first that fits", FirstFit(), .init(), 1),
    ("the tightest", BestFit(), .init(), 2),
    ("the roomiest", WorstFit(), .init(), 1),
    ("the roomiest, as XAPI plans", BiggestFitDecreasing(), .init(), 1),
    ("the next in turn", RoundRobin(), .init(last: HostID(2)), 3),
    ("the first after the last", RoundRobin(), .init(last: HostID(4)), 1),
    ("any: the first", RandomFit(), .init(draw: 0), 1),
    ("any: the last", RandomFit(), .init(draw: 0.999), 4),
    ("the least share of memory and cores", LeastLoaded(), .init(), 3),
    ("the largest share of memory and cores", Pack(), .init(), 4),
    ("the fewest VMs, the first of equals", Spread(), .init(), 1),
    // Free memory 1, 0, 0.5, 0.25 and free cores 0, 0.89, 0.78, 0.33 of what the best has.
    ("nova: memory and cores, scaled", NovaWeighers(), .init(), 3),
    ("nova, looking at memory only", NovaWeighers(cores: 0), .init(), 1),
    ("nova, turned round to pack", NovaWeighers(memory: -1, cores: 0), .init(), 2),
    ("the largest dot product", VectorFit(.dotProduct), .init(), 3),
    ("the most alike in shape", VectorFit(.cosine), .init(), 3),
    ("the least left over", VectorFit(.distance), .init(), 4),
    ("the most even loads", Balance(), .init(), 1),
  ]

  @Test("in a small cluster", arguments: table.indices)
  func policies(row: Int) throws {
    let (name, placement, hint, host) = Self.table[row]
    let view = Self.view
    let vm = VMID(0)
    let candidates = try Feasibility().hosts(for: vm, view).get()
    #expect(candidates.map(\.index) == [1, 2, 3, 4])
    #expect(placement.choose(from: candidates, for: vm, view, hint).index == host, "\(name)")
  }

  @Test("every reason against a host")
  func reasons() {
    let avx = CPU(vendor: "Intel", features: ["avx2"])
    func host(_ memory: Double, cpu: CPU = avx, cores: Double = 8) -> HostFacts {
      HostFacts(name: "h", memory: .gibibytes(memory), cores: cores, cpu: cpu)
    }
    let hosts = [
      host(64), host(64, cpu: CPU(vendor: "AMD", features: ["avx2"])),
      host(64, cpu: CPU(vendor: "Intel")), host(64), host(64), host(64), host(8), host(64),
      host(64), host(64, cores: 2), host(64),
    ]
    var vms = [
      VMFacts(
        name: "vm", memory: .gibibytes(16), vcpus: 4, cpu: avx, stores: [DatastoreID(0)],
        limits: PlacementLimits(allowed: Set((0..<11).map { HostID($0) }.filter { $0.index != 4 })),
        host: HostID(0)),
      VMFacts(name: "enemy", memory: .gibibytes(1), cpu: avx, host: HostID(7)),
      VMFacts(name: "fat", memory: .gibibytes(56), cpu: avx, host: HostID(8)),
      VMFacts(name: "busy", memory: .gibibytes(1), vcpus: 6, cpu: avx, host: HostID(10)),
    ]
    var view = FleetView(
      hosts: hosts, vms: vms, reach: [Set((0..<11).map { HostID($0) }.filter { $0.index != 3 })],
      rules: [AffinityRule(.apart, [VMID(0), VMID(1)])])
    view.set(HostID(5), .draining)
    let rules = Feasibility(vcpusPerCore: 1)
    let expected: [Misfit] = [
      .source, .cpu, .cpu, .storage, .rule, .state, .size, .antiAffinity, .memory, .size, .cores,
    ]
    for (index, misfit) in expected.enumerated() {
      #expect(rules.misfit(of: VMID(0), on: HostID(index), view) == misfit, "host \(index)")
      #expect(!rules.fits(VMID(0), on: HostID(index), view, for: .memory) || index == 0)
    }
    guard case .failure(let noHost) = rules.hosts(for: VMID(0), view) else {
      Issue.record("some host takes it")
      return
    }
    #expect(
      noHost.reasons
        == Dictionary(
          uniqueKeysWithValues: expected.enumerated().map {
            (HostID($0), $1)
          }))
    #expect(noHost.mayPass)
    #expect(rules.never(VMID(0), view) == nil)

    vms[0].limits = PlacementLimits(pinnedBy: "passed-through device")
    view = FleetView(hosts: hosts, vms: vms)
    #expect(rules.never(VMID(0), view)?.reason == "passed-through device")
  }

  @Test("what is kept for a move is not given to another")
  func promises() {
    var view = FleetView(
      hosts: [64, 20].map { HostFacts(name: "h", memory: .gibibytes($0)) },
      vms: (0..<2).map { VMFacts(name: "v\($0)", memory: .gibibytes(12), host: HostID(0)) })
    let promise = view.promise(VMID(0), to: HostID(1))
    #expect(Feasibility().misfit(of: VMID(1), on: HostID(1), view) == .memory)
    view.end(promise)
    #expect(Feasibility().misfit(of: VMID(1), on: HostID(1), view) == nil)
    #expect(view.violation == nil)
    #expect(Feasibility(memoryShare: 0.5).misfit(of: VMID(1), on: HostID(1), view) == .size)
  }
}
