import Quantities

/// Measured points, read from CSV: the columns' names say what they are.
///
///     interval_s,dirty_pages      distinct pages after an interval
///     window_s,rate_pages_per_s   a dirty rate over a window, as hypervisors report it
///     time_s,dirty_pages          a log of bitmap reads: pages since the line before
///
/// Instead of `dirty_pages` there may be `dirty_bytes`, and `rate_bytes_per_s` for the rate.
public enum DirtyPoints {
  /// Reads points from a file.
  ///
  /// - Throws: what is wrong, with its line.
  public static func read(_ path: String) throws(NumberTableError) -> [DirtyPoint] {
    try points(
      of: NumberTable(
        contentsOf: path,
        known: [
          "dirty_pages", "dirty_bytes", "rate_pages_per_s", "rate_bytes_per_s", "interval_s",
          "window_s", "time_s",
        ], mayBePipe: true))
  }

  static func points(of table: NumberTable) throws(NumberTableError) -> [DirtyPoint] {
    if let (window, _) = table.column("window_s") {
      guard let (rate, name) = table.column("rate_pages_per_s", "rate_bytes_per_s") else {
        throw missing("rate_pages_per_s or rate_bytes_per_s", table)
      }
      return try table.rows.map { row throws(NumberTableError) in
        try check(row, time: window, named: "window_s", in: table)
        try check(row, count: rate, named: name, in: table)
        return DirtyPoint(
          time: row.values[window],
          pages: row.values[rate] * row.values[window] / size(name))
      }
    }
    guard let (count, name) = table.column("dirty_pages", "dirty_bytes") else {
      throw missing("dirty_pages or dirty_bytes", table)
    }
    if let (interval, _) = table.column("interval_s") {
      return try table.rows.map { row throws(NumberTableError) in
        try check(row, time: interval, named: "interval_s", in: table)
        try check(row, count: count, named: name, in: table)
        return DirtyPoint(time: row.values[interval], pages: row.values[count] / size(name))
      }
    }
    guard let (time, _) = table.column("time_s") else {
      throw missing("interval_s, window_s or time_s", table)
    }
    var points: [DirtyPoint] = []
    for (before, row) in zip(table.rows, table.rows.dropFirst()) {
      let interval = row.values[time] - before.values[time]
      guard interval > 0 else {
        throw table.error(
          row.line, "the time does not grow", "order the lines by time, each time once")
      }
      try check(row, count: count, named: name, in: table)
      points.append(DirtyPoint(time: interval, pages: row.values[count] / size(name)))
    }
    return points
  }

  private static func size(_ name: String) -> Double {
    name.contains("bytes") ? Pages.size.value : 1
  }

  private static func missing(_ names: String, _ table: NumberTable) -> NumberTableError {
    table.error(
      1, "there is no column \(names) among \(table.columns.joined(separator: ", "))",
      "name the columns for example interval_s,dirty_pages")
  }

  private static func check(
    _ row: NumberTable.Row, time place: Int, named name: String, in table: NumberTable
  ) throws(NumberTableError) {
    guard row.values[place] > 0 else {
      throw table.error(
        row.line,
        "\(name) is \(row.values[place]), which leaves no time to write in",
        "write a time above 0")
    }
  }

  private static func check(
    _ row: NumberTable.Row, count place: Int, named name: String, in table: NumberTable
  ) throws(NumberTableError) {
    guard row.values[place] > 0 else {
      throw table.error(
        row.line, "\(name) is \(row.values[place]), which is on no curve",
        "write a number above 0, or leave the line out")
    }
  }
}
