import Randomness
import Testing

@testable import Experiment

@Suite("Summaries of an experiment")
struct SummaryTablesTests {
  @Test("the mean is over replications that observed something, quantiles are over migrations")
  func observations() throws {
    let observed = Observations(
      metric: "downtime", unit: "s", observed: [[1, 1, 1], [2, 4], []])
    let means = try #require(observed.means)
    #expect(means.count == 2)
    #expect(means.mean == 2)
    // t(0.975, 1) = 12.7062; the deviation of 1 and 3 is √2, over √2.
    let interval = try #require(means.confidenceInterval())
    #expect(abs(interval.lowerBound - (2 - 12.7062047)) < 1e-6)
    #expect(abs(interval.upperBound - (2 + 12.7062047)) < 1e-6)
    let spread = try #require(observed.spread)
    #expect(spread.quantile(0.5) == 1)
    #expect(abs(spread.quantile(0.9) - 3.2) < 1e-12)
  }

  /// Two idle VMs of 1 GiB leave for a host that has room for one, over 125 MB/s.
  private static let text = """
    {
      "format": 1,
      "hosts": [ { "name": "a" }, { "name": "b", "memory": "1 GiB" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s", "latency": "0 s" } ] },
      "vms": [ { "name": "vm-{}", "count": 2, "host": "a", "memory": "1 GiB", "devices": "bare" } ],
      "requests": [ { "migrate": "vm-*", "to": "b" } ],
      "strategies": { "plain": { "preCopy": { "engine": "textbook" } } },
      "replications": 3
    }
    """

  private func row(_ metric: String) throws -> [String] {
    let run = ExperimentRun(try Scenario(parsing: Self.text, file: "two.json"))
    let lines = run.summary.split(separator: "\n")
    let row = try #require(lines.first { $0.hasPrefix("two,plain,,\(metric),") })
    return row.split(separator: ",", omittingEmptySubsequences: false).dropFirst(4).map(String.init)
  }

  @Test(
    "means are over finished migrations; quantiles count the refused ones as never: half of them are, and the median is not"
  )
  func rows() throws {
    // 2^30 B / 125 MB/s, and it is the same in each replication.
    let time = "8.589934592"
    #expect(try row("total_time") == ["s", "3", time, time, time, time, "", "", "0.5"])
    #expect(try row("finished") == ["migrations", "3", "1", "1", "1", "1", "1", "1", "0"])
    #expect(try row("refused") == ["migrations", "3", "1", "1", "1", "1", "1", "1", "0"])
    #expect(try row("failed") == ["migrations", "3", "0", "0", "0", "0", "0", "0", "0"])
    #expect(try row("makespan") == ["s", "0", "", "", "", "", "", "", "1"])
  }

  @Test("the screen gives each VM its own line where that is asked for")
  func byVM() throws {
    let run = ExperimentRun(try Scenario(parsing: Self.text, file: "two.json"))
    #expect(
      run.screen(byVM: true).hasPrefix(
        """
        strategy  VM    finished  total time  downtime  downtime p99  sent   rounds
        plain     vm-1  3/3       8.59 s      0 s           0 s       1 GiB  0
        plain     vm-2  0/3          -        -         never         -      -

        plain: 3 of 6 refused: no-room

        """), "\(run.screen(byVM: true))")
  }

  @Test("the screen says who did not finish and why, and shows no number where there is none")
  func screen() throws {
    let text = Self.text.replacing(
      "\"memory\": \"1 GiB\" } ],", with: "\"cpu\": { \"vendor\": \"amd\" } } ],",
      maxReplacements: 1
    )
    .replacing(
      "{ \"name\": \"a\" }", with: "{ \"name\": \"a\", \"cpu\": { \"vendor\": \"intel\" } }")
    let run = ExperimentRun(try Scenario(parsing: text, file: "two.json"))
    #expect(
      run.screen.hasPrefix(
        """
        strategy  finished  makespan  total time  downtime  downtime p99  sent  rounds
        plain     0/6       never     -           -         never         -     -

        plain: 6 of 6 refused: cpu-vendor

        """))
  }
}
