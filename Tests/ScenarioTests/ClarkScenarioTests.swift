import Experiment
import Foundation
import Testing

@Suite("The scenarios of Clark et al. give what was published")
struct ClarkScenarioTests {
  /// The numbers of one column of a scenario's results.
  private func column(_ column: String, of file: String, _ scenario: String) throws -> [Double] {
    let path = RecordedResultsTests.repository.appending(path: "Scenarios/\(scenario).json").path
    let run = ExperimentRun(try Scenario(contentsOf: path))
    let text = try #require(run.files.first { $0.name == file }).text
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let place = try #require(rows[0].firstIndex { $0 == column })
    return rows.dropFirst().compactMap { Double($0[place]) }
  }

  @Test("SPECweb99: nine rounds, 960 MB, 210 ms")
  func specWeb() throws {
    let sent = try column("sent_bytes", of: "rounds.csv", "nsdi05-specweb99").map { $0 / 1e6 }
    let published = [676.8, 126.7, 39.0, 28.4, 24.2, 16.7, 14.2, 15.3, 18.2]
    #expect(sent.count == published.count)
    for (sent, published) in zip(sent, published) {
      #expect(abs(sent / published - 1) < 0.03, "\(sent), not \(published) MB")
    }
    #expect(abs(sent.reduce(0, +) / 960 - 1) < 0.03)
    let times = try column("duration_s", of: "rounds.csv", "nsdi05-specweb99")
    #expect(abs(times[0] - 54.1) < 0.3)
    let downtime = try column("downtime_s", of: "migrations.csv", "nsdi05-specweb99")
    #expect(abs(downtime[0] - 0.210) < 0.015)
  }

  @Test("the smooth fit goes on to the last round")
  func smoothFit() throws {
    let rounds = try column("rounds", of: "migrations.csv", "nsdi05-smooth-fit")
    #expect(rounds.allSatisfy { $0 >= 26 })
    let rates = try column("rate_bytes_per_s", of: "rounds.csv", "nsdi05-smooth-fit")
    #expect(rates.count { $0 > 62.4e6 } == rounds.count, "only the last rounds go at 500 Mbit/s")
  }

  @Test("MMuncher: by the rate ceiling, within four rounds, down for seconds")
  func diabolical() throws {
    let scenario = "nsdi05-diabolical"
    #expect(try column("rounds", of: "migrations.csv", scenario).allSatisfy { $0 <= 3 })
    #expect(
      try column("sent_bytes", of: "migrations.csv", scenario)
        .allSatisfy { (510e6...700e6).contains($0) })
    #expect(
      try column("downtime_s", of: "migrations.csv", scenario)
        .allSatisfy { (3.2...4.2).contains($0) })
  }

  @Test("the web server: 62 s, then some 10 s, then a downtime of about 165 ms")
  func webServer() throws {
    let times = try column("total_time_s", of: "migrations.csv", "nsdi05-web-server")
    #expect(times.allSatisfy { abs($0 - 72) < 1 })
    let downtime = try column("downtime_s", of: "migrations.csv", "nsdi05-web-server")
    #expect(downtime.allSatisfy { abs($0 - 0.165) < 0.02 })
  }
}
