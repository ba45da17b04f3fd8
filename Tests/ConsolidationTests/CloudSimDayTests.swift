import Consolidation
import Foundation
import Quantities
import Testing

@Suite("CloudSim's world")
struct CloudSimDayTests {
  /// A row of what CloudSim 3.0.3 prints for the day 20110303.
  struct Row: CustomTestStringConvertible {
    let name: String
    let policy: ConsolidationPolicy
    let energy: String
    let migrations: Int
    let overload: String
    let degradation: String
    let shutdowns: Int
    let on: String
    let migrating: String
    var testDescription: String { name }
  }

  /// How many of some days a build lives through: without optimisation each takes seconds.
  private static func some<Day>(_ days: [Day]) -> [Day] {
    #if DEBUG
      Array(days.prefix(1))
    #else
      days
    #endif
  }

  static let rows = some([
    Row(
      name: "THR-MMT-0.8", policy: ConsolidationPolicy(StaticThreshold(0.8)), energy: "192.62",
      migrations: 26_711, overload: "4.913", degradation: "0.0646", shutdowns: 5885, on: "950",
      migrating: "13.88"),
    Row(
      name: "THR-MU-0.8", policy: ConsolidationPolicy(StaticThreshold(0.8), MinimumUtilisation()),
      energy: "207.79", migrations: 30_653, overload: "7.382", degradation: "0.0670",
      shutdowns: 6523, on: "971", migrating: "19.52"),
    Row(
      name: "IQR-MMT-1.5", policy: ConsolidationPolicy(InterquartileRange(safety: 1.5)),
      energy: "189.98", migrations: 26_282, overload: "4.823", degradation: "0.0624",
      shutdowns: 5868, on: "952", migrating: "13.56"),
    Row(
      name: "MAD-MMT-2.5", policy: ConsolidationPolicy(MedianAbsoluteDeviation(safety: 2.5)),
      energy: "185.79", migrations: 26_556, overload: "5.049", degradation: "0.0662",
      shutdowns: 5828, on: "967", migrating: "13.94"),
    Row(
      name: "LR-MMT-1.2", policy: ConsolidationPolicy(LocalRegression(safety: 1.2)),
      energy: "163.48", migrations: 27_859, overload: "5.858", degradation: "0.0793",
      shutdowns: 5053, on: "1029", migrating: "15.52"),
  ])

  @Test("a day is CloudSim's to every printed digit", arguments: rows)
  func equal(_ row: Row) {
    let day = CloudSimDay.run(PlanetLab.estate, row.policy)
    #expect(printed(day.kilowattHours, 2) == row.energy)
    #expect(day.migrations == row.migrations)
    #expect(printed(day.overload * 100, 3) == row.overload)
    #expect(printed(day.degradation * 100, 4) == row.degradation)
    #expect(day.shutdowns == row.shutdowns)
    #expect(printed(day.timeBeforeShutdown!.value, 0) == row.on)
    #expect(printed(day.migrationTime!.value, 2) == row.migrating)
  }

  @Test("without migrations energy is CloudSim's, at full power and as the load is")
  func still() {
    let full = CloudSimDay.runWithoutMigrations(PlanetLab.estate, paysFullPower: true)
    let scaled = CloudSimDay.runWithoutMigrations(PlanetLab.estate)
    #expect(printed(full.kilowattHours, 2) == "2410.80")
    #expect(printed(scaled.kilowattHours, 2) == "802.75")
    for day in [full, scaled] {
      #expect(day.migrations == 0 && day.overload == 0 && day.degradation == 0)
      #expect(day.shutdowns == 455)
      #expect(printed(day.timeBeforeShutdown!.value, 0) == "2864")
    }
  }

  /// A rule of CloudSim's world that is taken back, and what THR-MMT-0.8 comes to then.
  struct Change: CustomTestStringConvertible {
    let testDescription: String
    let rules: CloudSimRules
    let energy: String
    let migrations: Int

    init(
      _ name: String, _ energy: String, _ migrations: Int, _ change: (inout CloudSimRules) -> Void
    ) {
      var rules = CloudSimRules()
      change(&rules)
      (testDescription, self.rules, self.energy, self.migrations) = (
        name, rules, energy, migrations
      )
    }
  }

  static let changes = some([
    Change("memory is checked", "455.75", 1075) { $0.checksMemory = true },
    Change("idle VMs are kept", "253.80", 41_634) { $0.deletesIdle = false },
    Change("both", "879.90", 563) {
      $0.checksMemory = true
      $0.deletesIdle = false
    },
    Change("no VM is sent twice in a round", "202.90", 25_371) { $0.sendsOnce = true },
  ])

  @Test("each rule can be taken back, as it can in CloudSim", arguments: changes)
  func changed(_ change: Change) {
    let day = CloudSimDay.run(
      PlanetLab.estate, ConsolidationPolicy(StaticThreshold(0.8)), change.rules)
    let digits = change.energy.hasSuffix("0") ? 1 : 2
    #expect(printed(day.kilowattHours, digits) == printed(Double(change.energy)!, digits))
    #expect(day.migrations == change.migrations)
  }

  @Test("most of what is called overload is migrations that are coming in")
  func arrivals() {
    var rules = CloudSimRules()
    rules.countsArrivalsInFull = false
    let day = CloudSimDay.run(PlanetLab.estate, ConsolidationPolicy(StaticThreshold(0.8)), rules)
    #expect(printed(day.overload * 100, 4) == "0.0545")
    #expect(printed(day.kilowattHours, 2) == "192.62")
  }

  private func printed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }
}
