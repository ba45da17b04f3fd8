import Design
import Testing

@testable import Experiment

@Suite("The printed table of several points")
struct StudyScreenTests {
  /// The lines of what is printed, each with its cells.
  private func lines(_ text: String, vary: String) throws -> [[String]] {
    let sweep = SweepRequest(vary: [vary], conditions: [], design: nil, count: nil)
    var scenario = try Scenario(parsing: text, file: "s.json", sweep: sweep)
    scenario.replications = 2
    return StudyRun(scenario).screen().split(separator: "\n").map { line in
      line.split(separator: /\s{2,}/).map(String.init)
    }
  }

  /// The heads of the table and its rows.
  private func table(_ lines: [[String]]) throws -> (heads: [String], rows: [[String]]) {
    let start = try #require(lines.firstIndex { $0.first == "point" })
    return (lines[start], lines[(start + 1)...].prefix { Int($0[0]) != nil }.map(\.self))
  }

  @Test("all points stand under the same heads, whichever point needs a column")
  func heads() throws {
    for vary in ["..latency = 0.1, 10 ms", "..latency = 10, 0.1 ms"] {
      let (heads, rows) = try table(try lines(Starter.text, vary: vary))
      #expect(heads.contains("unreachable"))
      #expect(rows.count == 4)
      for row in rows { #expect(row.count == heads.count, "\(row)") }
      // A strategy that copies memory has rounds, and those are a number without a unit.
      #expect(rows.filter { $0[2] == "xen" }.allSatisfy { Double($0.last!) != nil })
    }
  }

  @Test("a point with one migration has room for the time after which those of others are done")
  func makespan() throws {
    let text = """
      {
        "format": 1,
        "hosts": [ { "name": "a" }, { "name": "b" } ],
        "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s", "latency": "0 s" } ] },
        "vms": [ { "name": "vm-{}", "count": 2, "host": "a", "memory": "1 GiB", "devices": "bare" } ],
        "requests": [ { "migrate": "vm-*", "to": "b" } ],
        "strategies": { "plain": { "preCopy": { "engine": "textbook" } } }
      }
      """
    for vary in ["vms[0].count = 1, 2", "vms[0].count = 2, 1"] {
      let all = try lines(text, vary: vary)
      let (heads, rows) = try table(all)
      let place = try #require(heads.firstIndex(of: "makespan"))
      #expect(Set(rows.map { $0[place] }) == ["8.59 s", "17.18 s"], "\(rows)")
      #expect(rows.allSatisfy { $0.count == heads.count })
      #expect(all.joined().contains { $0.contains("Means per VM") })
    }
  }

  @Test("what held transfers back without being a link is told, with the points")
  func notes() throws {
    let all = try lines(Starter.text, vary: "..bandwidth = 1, 10, 25 Gbit/s").joined()
    #expect(
      all.contains {
        $0.hasPrefix(
          "xen, points 2 and 3: 4 of 4 migrations were held back longest by what its streams move at most"
        )
      })
    // At 1 Gbit/s the link decides.
    #expect(!all.contains { $0.contains("all points") })
  }

  @Test("what is so at several points is told once")
  func grouped() throws {
    // No bandwidth makes one processor the other.
    let apart = Starter.text.replacing(
      #""name": "a", "#, with: #""name": "a", "cpu": { "vendor": "intel" }, "#, maxReplacements: 1
    ).replacing(
      #""name": "b", "#, with: #""name": "b", "cpu": { "vendor": "amd" }, "#, maxReplacements: 1)
    let all = try lines(apart, vary: "..bandwidth = 1, 2, 10, 20 Gbit/s").joined()
    #expect(all.contains("all points, xen: 2 of 2 refused: cpu-vendor"), "\(all)")
    let mixed = try lines(apart, vary: "hosts[1].cpu.vendor = amd, amd, amd, intel, amd").joined()
    #expect(mixed.contains("points 1 to 3 and 5, xen: 2 of 2 refused: cpu-vendor"), "\(mixed)")
  }

  @Test(
    "availability is cut, never rounded, and has a digit more than tell it from one",
    arguments: [
      (0.5499, "54.9 %"), (0.899, "89.9 %"), (0.978, "97.8 %"), (0.9996, "99.960 %"),
      (0.99999, "99.9990 %"), (0.9999999, "99.999990 %"), (0.9949999, "99.49 %"), (1, "100 %"),
      (0, "0.0 %"),
    ])
  func availability(share: Double, text: String) {
    #expect(ExperimentRun.percent(share) == text)
  }
}
