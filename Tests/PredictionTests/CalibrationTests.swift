import Experiment
import Foundation
import Quantities
import Testing

@testable import Prediction

@Suite("Families are calibrated with measured migrations")
struct CalibrationTests {
  /// An inventory of migrations that were not measured but drawn: of guests of a family, each the median
  /// of its replications.
  static func drawn(_ parameters: FamilyParameters, count: Int, workload: String = "oltp") -> String
  {
    var text =
      "technique,workload,dirty_rate_pages_per_s,memory_used_mib,total_time_ms,downtime_ms\n"
    for number in 0..<count {
      var guest = Guest(memory: .init(524_288), zero: .init(300_000 - 2000 * (number % 7)))
      let rate = Double(200 + 450 * number)
      guest.writes = .measured(rate: .init(rate), window: .init(1))
      let used = Double((guest.memory - guest.zero).count) / 256
      let one = CasePrediction(
        MigrationCase(guest: guest, family: parameters, stopsWhenStalled: true), replications: 1,
        seed: UInt64(1000 + number))
      guard let total = one.totalTimes.first, let dark = one.downtimes.first else { continue }
      text += "pre-copy,\(workload),\(rate),\(used),\(total),\(dark)\n"
    }
    return text
  }

  static func effort(_ evaluations: Int = 25) -> Calibration.Effort {
    var effort = Calibration.Effort()
    effort.replications = 8
    effort.rows = 40
    effort.evaluations = evaluations
    effort.jobs = 2
    return effort
  }

  @Test("a calibrated family predicts its own kind better than the unknown one does")
  func improves() throws {
    var hot = WorkloadFamily.unknown.parameters
    hot.coldShare = .init(0.1, 0.3)
    hot.hotTime = .init(0.5, 0.2)
    hot.rate = .init(1, 0.05)
    hot.otherPhase = 0.001
    let text = Self.drawn(hot, count: 45)
    let calibration = try Calibration(
      Array(text.utf8), file: "data.csv", effort: Self.effort())
    let estimate = try #require(calibration.estimates.first)
    #expect(calibration.estimates.count == 1)
    #expect(estimate.family == .database)
    #expect(estimate.steps[0].after < 0.8 * estimate.steps[0].before)
  }

  @Test("twenty migrations are enough, and the worth of few is found out by leaving each out")
  func worth() throws {
    var steady = WorkloadFamily.unknown.parameters
    steady.coldShare = .init(0.05, 0.1)
    steady.hotTime = .init(0.3, 0.1)
    steady.rate = .init(1, 0.02)
    (steady.busyShare.median, steady.otherPhase) = (0.999_9, 0.001)
    let text = Self.drawn(steady, count: 20)
    let calibration = try Calibration(
      Array(text.utf8), file: "data.csv", effort: Self.effort(60))
    let gain = try #require(calibration.gains.first)
    #expect(gain.before.count == 20 && gain.after.count == 20)
    #expect(gain.verdict == .helps)
    let time = try #require(gain.errors.first)
    #expect(time.after.crps < time.before.crps)
    #expect(calibration.screen.contains("database: these 20 migrations make predictions"))
    #expect(calibration.screen.contains("better"))
  }

  @Test("the worth of many migrations is told only if it is asked for")
  func unasked() throws {
    let text = Self.drawn(WorkloadFamily.unknown.parameters, count: 64)
    let calibration = try Calibration(
      Array(text.utf8), file: "data.csv", effort: Self.effort(2))
    #expect(calibration.gains.isEmpty)
  }

  @Test("rows that say no workload make the family unknown, and those of strange workloads none")
  func nameless() throws {
    let text = Self.drawn(WorkloadFamily.unknown.parameters, count: 35, workload: "")
    let calibration = try Calibration(
      Array(text.utf8), file: "data.csv", effort: Self.effort(3))
    #expect(calibration.estimates.map(\.family) == [.unknown])
    #expect(calibration.json.contains("\"unknown\""))
    let strange = Self.drawn(WorkloadFamily.unknown.parameters, count: 35, workload: "frobnicate")
    #expect(throws: CalibrationError.self) {
      try Calibration(Array(strange.utf8), file: "data.csv", effort: Self.effort(3))
    }
  }

  @Test("the file that is written can be predicted with, and says what was estimated")
  func file() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "families.json").path
    var mine = WorkloadFamily.unknown.parameters
    mine.coldShare.median = 0.25
    try Data(FamiliesFile.text(of: [(.java, mine)]).utf8).write(to: URL(fileURLWithPath: path))
    let read = try FamiliesFile.read(path)
    #expect(read[.java].coldShare.median == 0.25)
    #expect(read[.media] == CalibratedFamilies.standard[.media])
    try Data(#"{ "format": 1, "families": { "jawa": { "coldShare": 2 } } }"#.utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect {
      try FamiliesFile.read(path)
    } throws: {
      "\($0)".contains("java") || "\($0)".contains("2")
    }
  }

  @Test(
    "data that cannot carry a calibration are refused with the reason",
    arguments: [
      ("technique,workload,memory_mib\npre-copy,oltp,512\n", "no workload has 20"),
      (
        "workload,memory_mib,dirty_rate_pages_per_s,total_time_ms\nhadoop,512,10,4700\n",
        "and not \"hadoop\""
      ),
      ("", "is empty"),
    ])
  func refused(text: String, reason: String) {
    #expect {
      try Calibration(Array(text.utf8), file: "data.csv", effort: Self.effort())
    } throws: {
      "\($0)".contains(reason)
    }
  }

  @Test("accuracy is measured in folds, beside simpler models, and holds no row of the data")
  func accuracy() throws {
    let text = Self.drawn(WorkloadFamily.unknown.parameters, count: 48)
    let study = try AccuracyStudy(
      Array(text.utf8), file: "data.csv", folds: 3, replications: 20, effort: Self.effort(6))
    #expect(study.cases(.known).count == study.cases(.unknown).count)
    let score = try #require(AccuracyStudy.score(study.cases(.unknown), .totalTime))
    #expect(score.coverage > 0.6)
    let files = Dictionary(uniqueKeysWithValues: study.files.map { ($0.name, $0.text) })
    #expect(
      files["baselines.csv"]!.contains("known,pre-copy,memory/bandwidth,")
        && files["baselines.csv"]!.contains("known,pre-copy,apus,"))
    let measured = text.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[4] }
    for (name, file) in files {
      #expect(measured.allSatisfy { !file.contains($0) }, "\(name)")
    }
    #expect(study.article.contains("| pre-copy | known |"))
  }

  @Test("the geometric series and memory over bandwidth are what they say")
  func baselines() {
    var guest = Guest(memory: .init(262_144))
    guest.writes = .measured(rate: .init(0), window: .init(1))
    var migration = MigrationCase(guest: guest)
    migration.link = .init(1024 * 1_048_576 / 10)
    let idle = MeasuredMigrations.Row(
      migration: migration, workload: "idle", totalTime: 1, downtime: nil, sent: nil)
    #expect(abs(idle.division - 10_000) < 1e-6)
    // An idle VM is sent once, and nothing after it.
    #expect(abs(idle.series - 10_000) < 1e-6)
    migration.guest.writes = .measured(rate: .init(13_107.2), window: .init(1))
    let half = MeasuredMigrations.Row(
      migration: migration, workload: "idle", totalTime: 1, downtime: nil, sent: nil)
    // Half of the bandwidth: 10 + 5 + ... + 10/2^6 s, whose last round fits into 0.3 s.
    #expect(abs(half.series - 20_000 * (1 - 1 / 128)) < 1)
  }
}
