internal import Quantities

/// Finished and failed migrations as rows of a CSV file. Columns that predictions read have their names
/// and units; those behind them say what predictions have no use for.
struct HistoryTable {
  private let estate: Estate
  private let bandwidth: BytesPerSecond?
  private let vms: [String: Estate.VM]
  private let hosts: [String: Estate.Host]

  /// - Parameter bandwidth: what the migration network carries, where the user says so.
  init(_ estate: Estate, bandwidth: BytesPerSecond?) {
    self.estate = estate
    self.bandwidth = bandwidth
    vms = Dictionary(estate.vms.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    hosts = Dictionary(estate.hosts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The migrations that are written: live ones that are over.
  private var migrations: [Estate.PastMigration] {
    estate.history.filter { $0.isLive && $0.outcome != .running }
  }

  /// How many of them have no dirty rate, by themselves or by their VM.
  var rateless: Int {
    migrations.count { $0.dirtyRate == nil && vms[$0.vm]?.dirtyRate == nil }
  }

  /// How many of them went over a network whose speed is not known, so that the usual one is assumed.
  var speedless: Int {
    migrations.count { $0.bandwidth == nil && bandwidth == nil && speeds(of: $0).isEmpty }
  }

  /// What the migration networks of both ends carry, as far as it is known.
  private func speeds(of past: Estate.PastMigration) -> [BytesPerSecond] {
    [past.source, past.destination].compactMap { name in
      name.flatMap { hosts[$0]?.migration?.speed?.value }
    }
  }

  private static let columns = [
    "id", "technique", "memory_mib", "memory_used_mib", "zero_memory_mib",
    "dirty_rate_pages_per_s", "dirty_rate_window_s", "link_bytes_per_s", "link_mbit_per_s",
    "converged", "total_time_ms", "downtime_ms", "sent_bytes", "status", "queued_s", "preparing_s",
    "whole_s", "source", "destination",
  ]

  var csv: String {
    let rows = migrations.map { row($0, vms[$0.vm]).map(CSVText.cell).joined(separator: ",") }
    return ([Self.columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }

  private func row(_ past: Estate.PastMigration, _ vm: Estate.VM?) -> [String] {
    func mebibytes(_ bytes: Bytes?) -> String {
      bytes.map { CSVText.number($0.value / 0x1p20) } ?? ""
    }
    let memory = past.memory ?? vm?.memory?.value
    let zero = past.zeroPages.map(\.bytes)
    let used = zero == nil ? vm?.use.resident?.value : nil
    let rate = past.dirtyRate ?? vm?.dirtyRate?.rate.value
    let speed = bandwidth ?? speeds(of: past).min() ?? CompleteEstate.usualSpeed
    // nova notes only when a migration was asked for and when it was over.
    let total = past.running ?? past.whole
    return [
      past.vm, past.isPostCopy ? "post-copy" : "pre-copy", mebibytes(memory),
      mebibytes(used.map { min($0, memory ?? $0) }), mebibytes(zero),
      // An empty cell would be an idle guest.
      rate.map { CSVText.number($0.value) } ?? "unknown",
      rate == nil
        ? "" : CSVText.number(past.dirtyRate == nil ? vm?.dirtyRate?.window.value ?? 1 : 1),
      past.bandwidth.map { CSVText.number($0.value) } ?? "",
      past.bandwidth == nil ? CSVText.number(speed.value / 125_000) : "",
      past.outcome == .finished ? "1" : "0",
      Self.milliseconds(total),
      Self.milliseconds(past.downtime),
      past.sent.map { CSVText.number($0.value) } ?? "", past.status,
      past.queued.map { CSVText.number($0.value) } ?? "",
      past.preparing.map { CSVText.number($0.value) } ?? "",
      past.whole.map { CSVText.number($0.value) } ?? "", past.source ?? "", past.destination ?? "",
    ]
  }

  private static func milliseconds(_ time: Seconds?) -> String {
    // 0.141 * 1000 need not be 141.
    time.map { CSVText.number(($0.value * 1e6).rounded() / 1e3) } ?? ""
  }
}
