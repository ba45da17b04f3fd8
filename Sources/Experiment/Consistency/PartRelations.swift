/// Relations between the columns of rounds, disks, links and guests.
enum PartRelations {
  /// The mean rate is what was sent, divided by the time.
  static func rate(_ bytes: String) -> Relation<RecordedRow> {
    Relation { row in
      guard let rate = row.number("rate_bytes_per_s") else { return nil }
      let right = row.sum(bytes) / row.sum("duration_s")
      // The bytes are rounded to whole ones, and the time to the nanosecond.
      let slack = 0.5 / row.sum("duration_s") + rate * 1e-9 / row.sum("duration_s") + 2e-3
      return abs(rate - right) <= slack
        ? nil : "rate_bytes_per_s is \(Rounded.text(rate)), not \(Rounded.text(right))"
    }
  }

  static let link = Relation<RecordedRow> { row in
    if row.sum("utilisation") > 1 + 1e-6 { return "utilisation is \(row["utilisation"])" }
    return Rounded.isAtLeast(row.sum("duration_s"), row.sum("busy_s"))
      ? nil : "busy_s (\(row["busy_s"])) is above duration_s (\(row["duration_s"]))"
  }

  /// What became of a guest's time is all of it.
  static let guest = Relation<RecordedRow> { row in
    let causes = row.sum("paused_s", "page_wait_s", "throttled_s", "contended_s", "logging_s")
    if !Rounded.isSame(row.sum("lost_work_s"), causes, times: 6) {
      return "lost_work_s is \(row["lost_work_s"]), and its causes are \(Rounded.text(causes))"
    }
    let time = row.sum("work_s", "lost_work_s")
    if abs(time - row.sum("duration_s")) > 1e-8 * max(1, time) {
      return "work and lost work are \(Rounded.text(time)) s of \(row["duration_s"])"
    }
    let share = row.sum("duration_s") > 0 ? row.sum("work_s") / row.sum("duration_s") : 1
    // Both times are rounded to the nanosecond, and the share to a millionth.
    let slack = 1e-6 + 2e-9 / max(row.sum("duration_s"), 1e-9)
    return abs(share - row.sum("speed")) <= slack
      ? nil : "speed is \(row["speed"]), not \(Rounded.text(share))"
  }

  /// What was copied of a disk was copied by its passes. While both sides are kept in step, a pass may
  /// also write what the guest writes: that is mirrored, and not copied.
  static func disks(_ rows: [RecordedRow]) -> [String] {
    let disks = Dictionary(grouping: rows) { $0.migration + [$0["disk"]] }
    return rows.filter { $0["kind"] == "whole" }.compactMap { whole in
      let passes = disks[whole.migration + [whole["disk"]]]?.filter {
        ["copy", "sync", "drain"].contains($0["kind"])
      }
      let sum = passes?.reduce(0) { $0 + $1.sum("copied_bytes") } ?? 0
      let copied = whole.sum("copied_bytes")
      let count = (passes?.count ?? 0) + 1
      let beside = min(max(sum - copied, 0), whole.sum("mirrored_bytes"))
      return Rounded.areBytes(sum, copied + beside, times: count)
        ? nil
        : "\(whole.name): copied_bytes is \(whole["copied_bytes"]), and its passes copied \(Rounded.text(sum))"
    }
  }

  /// The spans of each host follow each other without a gap, from the start of the run.
  static func follow(_ rows: [RecordedRow]) -> [String] {
    var ends: [[String]: Double] = [:]
    return rows.compactMap { row in
      let key = row.replication + [row["host"]]
      let end = ends[key] ?? 0
      ends[key] = row.sum("started_s", "duration_s")
      return Rounded.isSame(row.sum("started_s"), end, times: 2)
        ? nil : "\(row.name), host \(row["host"]): begins at \(row["started_s"]), not at \(end)"
    }
  }

  /// A row of kind `whole` is the sum of the rows that follow it.
  static func wholes(
    _ rows: [RecordedRow], by keys: [String], adding columns: [String]
  ) -> [String] {
    var parts: [[String]: [RecordedRow]] = [:]
    for row in rows where row["kind"] != "whole" {
      parts[keys.map { row[$0] }, default: []].append(row)
    }
    return rows.filter { $0["kind"] == "whole" }.flatMap { whole -> [String] in
      let own = parts[keys.map { whole[$0] }] ?? []
      return columns.compactMap { column in
        let sum = own.reduce(0) { $0 + $1.sum(column) }
        let isSame =
          column.hasSuffix("_bytes")
          ? Rounded.areBytes(sum, whole.sum(column), times: own.count)
          : Rounded.isSame(sum, whole.sum(column), times: own.count + 1)
        return isSame
          ? nil
          : "\(whole.name): \(column) is \(whole[column]), and its parts add up to \(Rounded.text(sum))"
      }
    }
  }
}
