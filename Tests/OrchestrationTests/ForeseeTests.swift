import Datacenter
import FleetSupport
import Kernel
import Quantities
import Randomness
import Strategies
import TestSupport
import Testing

@testable import Orchestration

@Suite("Failures that are foreseen")
struct ForeseeTests {
  static let a = HostID(0)

  /// Ten VMs on a host that dies after 1000 s; they leave it one by one over its link.
  static func pipe(lead: Double, recall: Double = 1) -> SmallFleet {
    var fleet = SmallFleet(
      hosts: [64, 64, 64], vms: (0..<10).map { _ in (host: 0, memory: 1.0) })
    fleet.rules = AdmissionRules(counters: [Counter(.hostOut, 1)])
    fleet.faults = [Fault(.hostLost(a), .at(Instant(1000)))]
    fleet.ask(
      Foresee(
        [a], Predictor(lead: .constant(Seconds(lead)), recall: recall), patience: Seconds(5000)))
    return fleet
  }

  static func incidents(_ fleet: Fleet) -> [Foresee.Incident] {
    fleet.requestPlaces.flatMap { (fleet.request($0) as? Foresee)?.incidents ?? [] }
  }

  @Test(
    "a failure with lead L saves exactly the VMs that leave within L",
    arguments: [5, 8.7, 20, 40, 60, 85, 100])
  func closedForm(lead: Double) throws {
    let all = Self.pipe(lead: 900).run(until: 999)
    let each = try #require(all.world.records[0].totalTime).value
    let expected = min(10, Int((lead / each).rounded(.down)))
    let incident = try #require(Self.incidents(Self.pipe(lead: lead).run(until: 2000)).first)
    #expect(incident.kind == .foreseen)
    #expect(incident.vms == 10)
    #expect(incident.moved == expected)
    #expect(incident.caught == 10 - expected)
  }

  @Test("recall 0 is as if nobody foresaw anything")
  func noRecall() {
    let end = Self.pipe(lead: 500, recall: 0).run(until: 2000)
    #expect(end.world.records.isEmpty)
    #expect(Self.incidents(end).map(\.kind) == [.missed])
    #expect(Self.incidents(end).first?.caught == 10)
    #expect(end.vmOutages.count == 10)
  }

  /// Twenty hosts that fail now and then, and two VMs on each.
  ///
  /// - Parameter draw: each number draws other failures.
  static func cluster(
    precision: Double, recall: Double, lead: Double = 600, draw: Int = 0
  ) throws -> SmallFleet {
    let count = 20
    var fleet = SmallFleet(
      hosts: Array(repeating: 16, count: count),
      vms: (0..<2 * count).map { (host: $0 / 2, memory: 1.0) })
    let course = FailureProcess.Course.drawn(
      life: try OutageTests.exponential(100_000), repair: try OutageTests.exponential(3000),
      age: .constant(.zero))
    fleet.failures = (0..<count).map {
      FailureProcess(
        draw == 0 ? "host-\($0)" : "host-\($0) of \(draw)", of: [.host(HostID($0))], course)
    }
    fleet.placement = LeastLoaded()
    fleet.boot = Seconds(60)
    fleet.ask(
      Foresee(
        fleet.hosts.indices.map { HostID($0) },
        Predictor(lead: .constant(Seconds(lead)), precision: precision, recall: recall),
        patience: Seconds(2 * lead)))
    fleet.ask(
      Restart(
        fleet.vms.indices.map { VMID($0) }, detection: .constant(Seconds(30)), retry: Seconds(60)))
    return fleet
  }

  @Test("with recall and precision 1 and enough lead nothing is lost and nothing moves in vain")
  func perfect() throws {
    let end = try Self.cluster(precision: 1, recall: 1).run(until: 400_000)
    let incidents = Self.incidents(end)
    #expect(incidents.count > 40)
    #expect(incidents.allSatisfy { $0.kind == .foreseen || $0.kind == .open })
    #expect(incidents.allSatisfy { $0.caught == 0 })
    #expect(end.vmOutages.isEmpty)
  }

  @Test("a lower precision costs more moves, and warnings are right as often as it says")
  func precision() throws {
    var moves: [Int] = []
    for precision in [1, 0.7, 0.4, 0.2] {
      let end = try Self.cluster(precision: precision, recall: 1).run(until: 400_000)
      let incidents = Self.incidents(end)
      moves.append(incidents.reduce(0) { $0 + ($1.kind == .falseAlarm ? $1.moved : 0) })
      let right = incidents.count { $0.kind == .foreseen }
      let wrong = incidents.count { $0.kind == .falseAlarm }
      #expect(abs(Double(right) / Double(right + wrong) - precision) < 0.12)
    }
    #expect(moves[0] == 0)
    #expect(moves == moves.sorted())
    #expect(moves[3] > 2 * moves[1])
  }

  @Test("in a run that is short beside the time between failures, too, warnings are right as often")
  func precisionOfShortRuns() throws {
    var (right, wrong) = (0.0, 0.0)
    for draw in 1...80 {
      // A tenth of the time between two failures of a host.
      let fleet = try Self.cluster(precision: 0.5, recall: 1, draw: draw)
      let incidents = Self.incidents(fleet.run(until: 10_000))
      right += Double(incidents.count { $0.kind == .foreseen })
      wrong += Double(incidents.count { $0.kind == .falseAlarm })
    }
    // Of as many as failed, so many are right, give or take three standard deviations.
    let warnings = right + wrong
    #expect(warnings > 150)
    #expect(abs(right / warnings - 0.5) < 3 * 0.5 / warnings.squareRoot())
  }

  @Test("a lower recall foresees fewer, and each of them is one that a higher recall foresees")
  func recall() throws {
    let ahead = FailureAhead(
      host: Self.a, since: .start, at: Instant(1e5), isDrawn: true, name: "x")
    func foreseen(_ recall: Double, _ replication: UInt64) -> Instant? {
      Predictor(lead: .constant(Seconds(60)), recall: recall)
        .warning(before: ahead, seed: 1, replication: replication)
    }
    var counts = [0, 0]
    for replication in 0..<2000 as Range<UInt64> {
      let (low, high) = (foreseen(0.3, replication), foreseen(0.8, replication))
      #expect(low == nil || low == high)
      counts[0] += low == nil ? 0 : 1
      counts[1] += high == nil ? 0 : 1
    }
    #expect(abs(Double(counts[0]) / 2000 - 0.3) < 0.04)
    #expect(abs(Double(counts[1]) / 2000 - 0.8) < 0.04)
  }

  @Test("a warning that comes later than the VMs need loses those that are still there")
  func tooLate() throws {
    let end = try Self.cluster(precision: 1, recall: 1, lead: 10).run(until: 400_000)
    let incidents = Self.incidents(end)
    #expect(incidents.contains { $0.caught > 0 })
    // A VM that starts again when its next host dies is caught twice, and off once.
    let caught = incidents.reduce(0) { $0 + $1.caught }
    #expect(caught >= end.vmOutages.count)
    #expect(Double(caught) < 1.05 * Double(end.vmOutages.count))
    // High availability starts each of them again.
    #expect(end.view.vms.allSatisfy { $0.condition == .running })
  }
}
