import Quantities
import Testing

@testable import Consolidation

@Suite("Who leaves")
struct SelectionTests {
  /// A host with four VMs, which have asked for what `histories` says, the last round last.
  private func view(
    _ histories: [[Double]], memory: [Double] = [4, 2, 2, 3], speed: Double = 1000
  ) -> ConsolidationView {
    let vms = memory.map { VMCapacity(speed: speed, memory: .gibibytes($0)) }
    let host = HostCapacity(
      cores: 4, coreSpeed: 2000, memory: .gibibytes(64), power: PowerModel(idle: 100, full: 200))
    let trace = DemandTrace(vms.map { _ in [0, 0] })
    var view = ConsolidationView(Estate(hosts: [host], vms: vms, trace: trace))
    view.residents = [[0, 1, 2, 3]]
    for (vm, history) in histories.enumerated() {
      for share in history { view.history.note(share, of: vm) }
      view.demand[vm] = (history.last ?? 0) * speed
    }
    return view
  }

  @Test("the smallest leaves soonest, the first of equals")
  func minimumTime() {
    #expect(MinimumMigrationTime().choose(among: [0, 1, 2, 3], view([])) == 1)
    #expect(MinimumMigrationTime().choose(among: [3, 2, 1], view([])) == 2)
  }

  @Test("the least busy leaves")
  func minimumUtilisation() {
    let view = view([[0.5], [0.2], [0.1], [0.1]])
    #expect(MinimumUtilisation().choose(among: [0, 1, 2, 3], view) == 2)
  }

  @Test("the one that goes with the others leaves")
  func correlation() {
    let wave = [0.1, 0.5, 0.3, 0.7, 0.2, 0.6, 0.4, 0.8]
    let noise = [0.3, 0.1, 0.2, 0.1, 0.3, 0.3, 0.1, 0.2]
    let other = [0.5, 0.5, 0.1, 0.2, 0.2, 0.4, 0.4, 0.1]
    let mixed = zip(wave, noise).map { 0.5 * $0 + 0.5 * $1 }
    let own = [0.01, -0.02, 0.015, 0, -0.01, 0.02, -0.005, 0.01]
    let slightly = zip(mixed, own).map { $0 + $1 }
    let view = view([other, wave, noise, slightly])
    let explained = (0..<4).map { place in
      Regression.explained(
        [other, wave, noise, slightly][place],
        by: [other, wave, noise, slightly].enumerated().filter { $0.offset != place }
          .map(\.element))!
    }
    let most = explained.indices.max { explained[$0] < explained[$1] }!
    #expect(MaximumCorrelation().choose(among: [0, 1, 2, 3], view) == most)
    #expect(explained[most] > 0.9)
  }

  @Test("who has seen too little goes by memory")
  func tooFew() {
    let view = view([[0.1, 0.2], [0.2, 0.1], [0.3, 0.1], [0.2, 0.2]])
    #expect(MaximumCorrelation().choose(among: [0, 1, 2, 3], view) == 1)
  }

  @Test("any VM leaves as often as the others, and again the same with the same seed")
  func random() {
    let view = view([])
    var first = RandomChoice(seed: 1, replication: 1)
    var second = RandomChoice(seed: 1, replication: 1)
    var counts = [0, 0, 0, 0]
    for _ in 0..<4000 {
      let choice = first.choose(among: [0, 1, 2, 3], view)
      let again = second.choose(among: [0, 1, 2, 3], view)
      #expect(again == choice)
      counts[choice] += 1
    }
    #expect(counts.allSatisfy { abs($0 - 1000) < 120 })
  }
}
