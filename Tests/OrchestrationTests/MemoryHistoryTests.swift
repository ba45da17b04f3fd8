import Datacenter
import Quantities
import Testing

@testable import Orchestration

@Suite("The memory of hosts over time")
struct MemoryHistoryTests {
  private static let gibibyte = Bytes(0x1p30)

  /// A host that holds 4 GiB at first, and then what is said from some instants on.
  private func history(_ changes: [(at: Double, held: Double)]) -> MemoryHistory {
    func host(_ held: Double) -> HostFacts {
      var host = HostFacts(
        name: "a", memory: Bytes(64 * 0x1p30), cores: nil, cpu: CPU(), pool: 0)
      host.used = Bytes(held * 0x1p30)
      return host
    }
    var history = MemoryHistory([host(4)])
    for change in changes {
      history.touch(0)
      history.note([host(change.held)], at: Instant(change.at))
    }
    return history
  }

  private func spans(_ history: MemoryHistory, every step: Double, until end: Double) -> [[Double]]
  {
    history.spans(of: 0, every: Seconds(step), until: Instant(end)).map {
      [($0.started - .start).value, $0.duration.value, $0.held.value / 0x1p30]
    }
  }

  @Test("a host of which nothing changes has one span, as long as the run")
  func quiet() {
    #expect(spans(history([]), every: 10, until: 95) == [[0, 95, 4]])
  }

  @Test("a step within which it changes has the mean, and the steps around it what was held")
  func mean() {
    #expect(
      spans(history([(35, 8)]), every: 10, until: 60) == [[0, 30, 4], [30, 10, 6], [40, 20, 8]])
  }

  @Test("a change at the border of two steps belongs to the second")
  func border() {
    #expect(spans(history([(20, 0)]), every: 10, until: 40) == [[0, 20, 4], [20, 20, 0]])
  }

  @Test("the last step ends where the run does")
  func end() {
    #expect(spans(history([(42, 8)]), every: 10, until: 44) == [[0, 40, 4], [40, 4, 6]])
  }

  @Test("what is held on average is what is held, whatever the step")
  func conserved() {
    let history = history([(3, 1), (7.5, 9), (7.75, 2), (31, 5), (31, 6), (58, 4)])
    let whole = spans(history, every: 1000, until: 77)
    for step in [0.5, 1, 7, 30] {
      let parts = spans(history, every: step, until: 77)
      let sum = parts.reduce(0) { $0 + $1[1] * $1[2] }
      #expect(abs(sum - whole[0][1] * whole[0][2]) < 1e-9 * sum)
      #expect(abs(parts.reduce(0) { $0 + $1[1] } - 77) < 1e-9)
    }
  }
}
