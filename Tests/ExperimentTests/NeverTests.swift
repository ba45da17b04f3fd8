import Foundation
import Randomness
import Testing

@testable import Experiment

/// What does not end is not left out: it counts as *never*, above every number.
@Suite("Never is a value")
struct NeverTests {
  private static func observations(_ values: [Double]...) -> Observations {
    Observations(metric: "total_time", unit: "s", observed: values.map { ArraySlice($0) })
  }

  @Test("a quantile is empty as soon as more than the rest of the observations never came")
  func quantiles() {
    let calm = Array(repeating: 1.0, count: 99)
    let observed = Self.observations(calm + [.infinity])
    #expect(observed.quantile(0.5) == 1)
    #expect(observed.quantile(0.98) == 1)
    // 99 of 100 came: the one that did not is the one that may be above.
    #expect(observed.quantile(0.99) == 1)
    #expect(observed.quantile(0.991) == nil)
    #expect(observed.neverShare == 0.01)
    #expect(observed.means?.mean == 1)
  }

  @Test(
    "a quantile is a number as long as its share of the observations came",
    arguments: [(0.95, 20, 1), (0.95, 100, 5), (0.5, 10, 5), (0.99, 300, 3), (0.9, 30, 3)])
  func bound(probability: Double, count: Int, never: Int) {
    let came = (1...(count - never)).map(Double.init)
    let summary = Summary(came)
    #expect(summary?.quantile(probability, never: never) == came.last)
    #expect(Summary(came.dropLast())?.quantile(probability, never: never + 1) == nil)
    let groups = came + Array(repeating: .infinity, count: never)
    #expect(QuantileEstimate(groups.map { [$0] }, probability)?.value == came.last)
  }

  @Test("without a never, quantiles are those of GSL to the bit", arguments: [0.1, 0.5, 0.9, 0.99])
  func equalsGSL(probability: Double) throws {
    let values = (1...17).map { (Double($0) * 0.37).squareRoot() }
    let summary = try #require(Summary(values))
    #expect(summary.quantile(probability, never: 0) == summary.quantile(probability))
  }

  @Test(
    "with a never, quantiles below it are those of the sorted sample", arguments: [0.1, 0.5, 0.6])
  func censored(probability: Double) throws {
    let values = (1...17).map { (Double($0) * 0.37).squareRoot() }
    let all = try #require(Summary(values + [1e3, 1e3, 1e3]))
    let censored = try #require(Summary(values))
    #expect(
      abs(try #require(censored.quantile(probability, never: 3)) - all.quantile(probability))
        < 1e-12)
  }

  @Test("a difference is over the VMs that finished in both, with the others counted beside it")
  func pairs() throws {
    // The quick strategy moves only the first VM; by itself it looks 25 s quicker than it is.
    let quick = Self.observations([3, .infinity], [4, .infinity])
    let thorough = Self.observations([5, 50], [5, 51])
    let pairs = Pairs(quick, minus: thorough)
    #expect(pairs.count == 2)
    #expect(pairs.onlyFirst == 0)
    #expect(pairs.onlySecond == 2)
    #expect(try #require(pairs.difference).mean == -1.5)
  }

  @Test("in fleets a pair is of one VM, whatever order and however many attempts arms have")
  func ofOneVM() {
    func observed(_ values: [Double]) -> Observations {
      Observations(metric: "total_time", unit: "s", observed: [values[...]])
    }
    // VM 1 fails at first in one arm, and VM 3 in the other; VM 4 moves in one only.
    let pairs = Pairs(
      observed([.infinity, 20, 30, 10, .infinity]), minus: observed([15, .infinity, 5, 9, 40]),
      of: ([[1, 2, 3, 1, 4]], [[2, 3, 1, 3, 4]]))
    #expect(pairs.count == 3)
    #expect(pairs.onlyFirst == 0 && pairs.onlySecond == 1)
    #expect(abs(pairs.difference!.mean - ((20.0 - 15) + (30 - 9) + (10 - 5)) / 3) < 1e-12)
  }

  private func run(_ name: String) throws -> ExperimentRun {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Field/\(name)")
    return ExperimentRun(try Scenario(contentsOf: file.path))
  }

  /// A calm and a wild VM: QEMU ends only the calm one.
  @Test("two strategies are compared without bias where one of them moves only the calm VM")
  func survivorBias() throws {
    let run = try run("survivor-bias.json")
    let lines = run.files.first { $0.name == "comparison.csv" }!.text.split(separator: "\n")
    let row = try #require(lines.first { $0.contains(",total_time,") })
      .split(separator: ",", omittingEmptySubsequences: false)
    // One pair in each of five replications; the other VM moved only with Xen.
    #expect(row.suffix(3) == ["5", "5", "0"])
    // The calm VM of 1 GiB fills the link alike in both.
    #expect(abs(try #require(Double(row[7]))) < 0.1)
    #expect(run.screen.contains("never"))
  }

  @Test(
    "every VM on a host that dies is lost, whether a request named it or not",
    arguments: [
      ("host-dies-before-requests.json", 15), ("host-dies-after-arrival.json", 1),
      ("vm-left-on-dead-host.json", 16),
    ])
  func lost(file: String, count: Int) throws {
    let run = try run(file)
    let observed = try #require(run.observed[0].first { $0.metric == "vms-lost" })
    #expect(observed.values.allSatisfy { $0 == Double(count) }, "\(observed.values)")
  }

  @Test("a VM that was lost before it was to move has a downtime that never ends")
  func lostBefore() throws {
    let run = try run("host-dies-before-requests.json")
    for metric in ["total_time", "downtime", "unreachable", "lost_work"] {
      #expect(run.observed[0][metric]?.neverShare == 1, "\(metric)")
    }
    #expect(run.screen.contains("refused: host-down; the VM was lost before"))
  }

  @Test(
    "quantiles are chosen by their probabilities",
    arguments: ["0.5,0.95,0.999", "0.5", "1", "", "0.5,0.5"])
  func chosen(text: String) {
    let quantiles = Quantiles(text)
    switch text {
    case "0.5,0.95,0.999": #expect(quantiles?.names == ["p50", "p95", "p99.9"])
    case "0.5": #expect(quantiles?.names == ["p50"])
    default: #expect(quantiles == nil)
    }
  }
}
