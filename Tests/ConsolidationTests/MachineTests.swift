import Foundation
import Quantities
import Testing

@testable import Consolidation

@Suite("Power, and what VMs ask for")
struct MachineTests {
  @Test(
    "a table is itself at its points and linear between them",
    arguments: PowerModel.tables.map(\.name))
  func table(name: String) throws {
    let model = try #require(PowerModel.named(name))
    let watts = (0...10).map { model.watts(at: Double($0) / 10) }
    #expect(zip(watts, watts.dropFirst()).allSatisfy { $0 < $1 })
    #expect(abs(model.watts(at: 0.55) - (watts[5] + watts[6]) / 2) < 1e-9)
    #expect(model.wattsAtFullLoad == watts[10])
  }

  @Test("formulas begin idle, end full, and bend as their exponent says")
  func formula() {
    let linear = PowerModel(idle: 100, full: 200)
    #expect(
      linear.watts(at: 0) == 100 && linear.watts(at: 1) == 200 && linear.watts(at: 0.5) == 150)
    #expect(PowerModel(idle: 100, full: 200, exponent: 3).watts(at: 0.5) == 112.5)
    #expect(PowerModel(idle: 100, full: 200, exponent: 0).watts(at: 0.5) == 200)
  }

  @Test("demand is linear between samples, and ends as it was last")
  func demand() {
    let trace = DemandTrace([[0.1, 0.3, 0.2]])
    #expect(trace.share(of: 0, at: Seconds(0)) == 0.1)
    #expect(abs(trace.share(of: 0, at: Seconds(150)) - 0.2) < 1e-12)
    #expect(trace.share(of: 0, at: Seconds(700)) == 0.2)
    #expect(trace.share(of: 0, at: Seconds(1e6)) == 0.2)
    #expect(trace.duration == Seconds(900))
  }

  @Test("a day has 1,052 rows of 288 percentages")
  func day() {
    #expect(PlanetLab.trace.count == 1052 && PlanetLab.trace.samples == 288)
    #expect(Array(PlanetLab.trace.row(of: 0).prefix(3)) == [0.24, 0.34, 0.29])
    let types = Dictionary(grouping: PlanetLab.estate.vms, by: \.speed).mapValues(\.count)
    #expect(types == [2500: 263, 2000: 263, 1000: 263, 500: 263])
  }

  @Test(
    "a bad trace is refused with its line",
    arguments: [
      ("1,2,3\n1,2\n", 2, "2 samples instead of 3"), ("1,,3\n", 1, "gap at sample 2"),
      ("1,2\n3,101\n", 2, "no percentage as sample 2"), ("1,2\n3,-1\n", 2, "no percentage"),
      ("1,x\n", 1, "no percentage"), ("", nil, "no two samples"), ("5\n", nil, "no two samples"),
    ] as [(String, Int?, String)])
  func bad(text: String, line: Int?, problem: String) {
    let error = #expect(throws: DemandTraceError.self) {
      try DemandTrace(reading: Array(text.utf8))
    }
    #expect(error?.line == line)
    #expect(error?.problem.contains(problem) == true)
  }

  @Test("nothing of a file that is no trace is quoted")
  func secrets() {
    let error = #expect(throws: DemandTraceError.self) {
      try DemandTrace(reading: Array("root:$6$secret:19000\n".utf8))
    }
    #expect(error.map { "\($0)".contains("secret") } == false)
  }

  @Test("a damaged gzip file is refused, and Windows' line ends are not")
  func files() throws {
    #expect(throws: DemandTraceError.self) {
      try DemandTrace(reading: [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3])
    }
    #expect(try DemandTrace(reading: Array("1,2\r\n3,4\r\n".utf8)).count == 2)
  }
}
