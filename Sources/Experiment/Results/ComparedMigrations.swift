import Datacenter
import Quantities

/// The migration of one VM by two strategies, side by side: what it came to, and each stage.
struct ComparedMigrations {
  private let first: FoundMigration
  private let second: FoundMigration

  init(_ first: FoundMigration, _ second: FoundMigration) {
    (self.first, self.second) = (first, second)
  }

  var text: String {
    let records = [first.asked.record, second.asked.record]
    var rows: [[String]] = [["", first.arm.name, second.arm.name]]
    func add(_ name: String, _ value: (MigrationRecord) -> String?) {
      let cells = records.map { $0.flatMap(value) ?? "-" }
      if cells != ["-", "-"] { rows.append([name] + cells) }
    }
    add("engine") { $0.engine }
    add("outcome", Self.outcome)
    add("total time") { $0.totalTime.map(MigrationStory.time) }
    add("downtime") { $0.downtime.map(MigrationStory.time) }
    add("longest stall") { MigrationStory.time($0.longestStall) }
    add("lost work") { MigrationStory.time($0.lostWork) }
    add("sent") { MigrationStory.data($0.sent) }
    add("sent again") { MigrationStory.data($0.resent) }
    add("rounds") { $0.precopyRounds > 0 ? "\($0.precopyRounds)" : nil }
    add("loop left by") { $0.stopReason?.name }
    add("bottleneck") { $0.bottleneck }
    rows.append(["", "", ""])
    for kind in Stage.Kind.allCases {
      add(kind.rawValue) { record in
        record.stages.first { $0.stage.kind == kind }.map { MigrationStory.time($0.duration) }
      }
    }
    let title = "\(first.vm), \(first.run) and strategy \(second.arm.name)"
    return ([title, ""] + Self.aligned(rows) + reasons).joined(separator: "\n")
  }

  /// Why the live part ended, in words.
  private var reasons: [String] {
    let lines = [first, second].compactMap { found -> String? in
      guard let reason = found.asked.record?.stopReason, reason != .notLive else { return nil }
      return "\(found.arm.name): stage 2 was left because \(reason.meaning)"
    }
    return lines.isEmpty ? [] : [""] + lines
  }

  private static func outcome(_ record: MigrationRecord) -> String {
    switch record.outcome {
    case .migrated: "finished"
    case .refused(let refusal): "refused: \(refusal.rawValue)"
    case .failed(let failure): "failed: \(failure.rawValue)"
    case .failedBadly(let failure): "failed badly: \(failure.rawValue)"
    case nil: "unfinished"
    }
  }

  /// The names to the left, the values to the right of their columns.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = (0..<3).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = zip(row, widths).enumerated().map { place, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return place == 0 ? cell.0 + space : space + cell.0
      }
      return String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
    }
  }
}
