import Quantities
import StrictJSON

/// A measured course of write rates, from a CSV file.
///
/// Each line holds from its time until the next one's; the last as long as the one before. Where nearly
/// all lines are equally far apart, a longer step is a gap in the measurement and refused; where they
/// are not, the lines are changes.
enum ActivityTrace {
  /// The name of a trace file, read as its phases.
  static var shape: Shape<[ActivitySpec.Phase]> {
    Shape(
      noun: "a file name", example: "\"rates.csv\"", kinds: [.string],
      schema: { _ in ["type": "string", "minLength": 1, "examples": ["rates.csv"]] },
      accept: { place in
        guard let file = NamedFile(place.node.string!, "trace", at: place) else { return nil }
        do throws(NumberTableError) {
          let table = try NumberTable(
            file.bytes, file: file.path, known: ["time_s", "rate_writes_per_s", "share"])
          return try phases(of: table)
        } catch {
          file.report(error.line, error.problem, error.remedy, at: place)
          return nil
        }
      },
      placeholder: { [.init(length: Seconds(1), level: .share(1))] }, write: { _ in nil })
  }

  static func phases(of table: NumberTable) throws(NumberTableError) -> [ActivitySpec.Phase] {
    guard let (time, _) = table.column("time_s"),
      let (level, name) = table.column("rate_writes_per_s", "share")
    else {
      throw table.error(
        1, "has not the columns time_s and rate_writes_per_s or share",
        "name its columns so")
    }
    let times = table.rows.map { $0.values[time] }
    guard table.rows.count > 1 else {
      throw table.error(table.rows[0].line, "is the only line", "write two lines or more")
    }
    guard times[0] == 0 else {
      throw table.error(
        table.rows[0].line, "begins at \(times[0]) s, which leaves a gap", "begin at 0")
    }
    let steps = zip(times, times.dropFirst()).map { $1 - $0 }
    for (step, row) in zip(steps, table.rows.dropFirst()) where step <= 0 {
      throw table.error(
        row.line, "goes back in time, or stands still", "order the lines by time, each time once")
    }
    try checkGaps(steps, table)
    return try zip(table.rows, steps + [steps[steps.count - 1]]).map {
      row, length throws(NumberTableError) in
      let value = row.values[level]
      guard value >= 0, value <= CurveFitError.fastestWrites else {
        throw table.error(
          row.line, value < 0 ? "is negative at \(name)" : "is faster than memory at \(name)",
          "write a rate from 0 to 1e10")
      }
      return .init(
        length: Seconds(length),
        level: name == "share" ? .share(value) : .rate(PagesPerSecond(value)))
    }
  }

  private static func checkGaps(
    _ steps: [Double], _ table: NumberTable
  ) throws(NumberTableError) {
    let usual = steps.sorted()[steps.count / 2]
    let regular = steps.count { abs($0 - usual) < 0.01 * usual }
    guard steps.count >= 5, Double(regular) >= 0.8 * Double(steps.count) else { return }
    for (step, row) in zip(steps, table.rows.dropFirst()) where step > 1.5 * usual {
      throw table.error(
        row.line, "comes \(step) s after the line before, where \(usual) s is usual: a gap",
        "fill it in, or write the changes only")
    }
  }
}
