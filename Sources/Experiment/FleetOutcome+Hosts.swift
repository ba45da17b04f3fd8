import Datacenter
import Orchestration
import Quantities

/// What a run of a request did with its hosts, and after how long that had come about.
extension FleetOutcome.Run {
  /// Why a host was not emptied, or not worked on.
  enum Neglect: String, Sendable, Codable, CaseIterable {
    case reserve, lost, outOfUse, occupied

    init(_ why: WhySkipped) {
      self =
        switch why {
        case .reserve: .reserve
        case .lost: .lost
        case .outOfUse: .outOfUse
        }
    }
  }

  /// For each host of a run that has ended to which it did not do what was asked: why.
  var neglected: [Neglect] {
    guard record.ended != nil else { return [] }
    return record.skipped.map { Neglect($0.why) } + record.hosts.compactMap(neglect)
  }

  private func neglect(of host: HostRun) -> Neglect? {
    let isDone = host.empty != nil && (!isMaintenance || host.back != nil)
    return isDone ? nil : host.lost == nil ? .occupied : .lost
  }

  /// From its start until the last of its hosts that became empty was, if all did.
  private var emptied: Seconds? {
    let instants = record.hosts.map(\.empty)
    guard record.skipped.isEmpty, !instants.contains(nil) else { return nil }
    return instants.compactMap { $0 }.max().map { $0 - record.started }
  }

  /// From its start until what came of it had: its hosts were empty or in use again, or the last of its
  /// VMs to move had moved. `nil` where it is unfinished, or nothing came of it.
  var effect: Seconds? {
    guard let ended = record.ended else { return nil }
    if isMaintenance {
      let worked = record.hosts.contains { neglect(of: $0) == nil }
      return worked ? ended - record.started : nil
    }
    // Of hosts that all died before they were empty there is nothing to tell.
    let hosts = record.hosts
    guard let lastArrival,
      hosts.isEmpty || hosts.contains(where: { $0.empty != nil || $0.lost == nil })
    else { return nil }
    return emptied ?? (lastArrival - record.started)
  }

  /// Whether nothing had to be done: no VM was there that had to move.
  var isIdle: Bool {
    record.ended != nil && !isMaintenance && lastArrival == nil && isComplete
  }
}
