import Datacenter
import FleetSupport
import Kernel
import Quantities
import Testing

@testable import Orchestration

@Suite("Whatever is asked of a fleet, and whatever breaks, its laws hold")
struct RandomFleetTests {
  /// Replay one with `SmallFleet(drawnFrom:)`.
  @Test("in ten thousand random fleets", arguments: Array(stride(from: 0, to: 10_000, by: 1250)))
  func randomFleets(from first: UInt64) {
    for seed in first..<first + 1250 {
      // `run` stops where a law is broken.
      let fleet = SmallFleet(drawnFrom: seed).run(until: 400_000, name: "seed \(seed): ")
      let isDone = fleet.isDone
      #expect(isDone, "seed \(seed): a request waits for ever")
      for request in fleet.requests.indices {
        for (index, run) in fleet.runs(of: request).enumerated() {
          #expect(run.ended != nil, "seed \(seed), request \(request)")
          // A VM that one run moves twice has one fate.
          let asked = fleet.moveRecords.filter { $0.request == request && $0.run == index + 1 }
          let unknown = Set(asked.map(\.vm)).subtracting(run.fates.map(\.vm))
          #expect(unknown.isEmpty, "seed \(seed), request \(request): a VM's fate is unknown")
        }
      }
    }
  }
}
