import Glibc

/// How the cost of a fleet grows with its size: reading, running and writing pairs of hosts, and each kind
/// of thing that may go on beside that. An exponent of 1 is a cost per migration that does not grow.
enum GrowthStudy {
  static func run() {
    print(
      """
      growth: pairs of hosts as a scenario: read, run, written and shown. CPU time in ms, and the exponent from
      the first size to the last.
      """)
    let table = TextTable("company of each move", "1000", "10000", "100000", "exponent")
    for company in PairedScenario.Company.allCases {
      let times = sizes.map { count in
        var best = Measurement()
        for _ in 0..<(count < 100_000 ? 3 : 1) {
          best.keepBest(
            Measurement.of {
              PairedScenario(count: count, company: company).run()
              return count
            })
        }
        return best.nanoseconds
      }
      let growth = Double(sizes[sizes.count - 1]) / Double(sizes[0])
      let exponent = log(times[times.count - 1] / times[0]) / log(growth)
      table.printRow(
        [company.rawValue] + times.map { ($0 / 1e6).text() } + [exponent.text(places: 2)])
    }
  }

  private static let sizes = [1_000, 10_000, 100_000]
}
