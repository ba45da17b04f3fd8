import Quantities

/// What was measured of a migration.
struct Outcome: Sendable {
  /// Whether the VM reached its destination; `nil` where nothing was measured.
  let hasConverged: Bool?
  /// Milliseconds.
  let totalTime: Double?
  /// What QEMU reports, and how long the guest really stood still.
  let downtime: Double?
  let outage: Double?
  /// Bytes.
  let sent: Double?
  /// Cells that stand where a measurement should and are none, each with its column and its remedy.
  let problems: [String]

  /// What the measured cells of a row say.
  init(_ row: InventoryRow) {
    var problems: [String] = []
    func number(_ column: OutcomeColumn) -> Double? {
      guard let text = row.outcomes[column] else { return nil }
      guard let number = Double(decimal: text) else {
        problems.append(
          "\(column.rawValue): \"\(text)\" is not a number; write a plain number, such as 5000, or leave it empty where nothing was measured"
        )
        return nil
      }
      guard number >= 0 else {
        problems.append(
          "\(column.rawValue): \(text) is negative; write a number of 0 or more, or leave it empty where nothing was measured"
        )
        return nil
      }
      return number
    }
    func flag(_ column: OutcomeColumn) -> Bool? {
      guard let text = row.outcomes[column] else { return nil }
      if let flag = Flag.value(of: text) { return flag }
      problems.append(
        "\(column.rawValue): \"\(text)\" is neither yes nor no; write 1 or 0, or leave it empty")
      return nil
    }
    totalTime = number(.totalTime)
    downtime = number(.downtime)
    outage = number(.outage)
    let (kibibytes, bytes) = (number(.sentKibibytes), number(.sentBytes))
    sent = bytes ?? kibibytes.map { $0 * 1024 }
    let said = flag(.converged)
    let isMeasured = [totalTime, downtime, outage, sent].contains { $0 != nil }
    hasConverged = said ?? (isMeasured ? totalTime != nil || !row.tellsTotalTime : nil)
    self.problems = problems
  }

  /// Whether nothing but a missing total time says that it did not converge.
  func isBlank(in row: InventoryRow) -> Bool {
    hasConverged == false && row.outcomes[.converged] == nil
  }
}

/// Cells that say yes or no.
enum Flag {
  /// What a cell says; `nil` if it says neither.
  static func value(of text: String) -> Bool? {
    switch text.lowercased() {
    case "0", "false", "no", "off": false
    case "1", "true", "yes", "on": true
    default: nil
    }
  }
}
