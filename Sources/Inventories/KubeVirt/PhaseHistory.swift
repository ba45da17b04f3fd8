internal import Quantities
internal import StrictJSON

/// A finished migration from the moments at which it entered its phases.
enum PhaseHistory {
  /// A `VirtualMachineInstanceMigration`: waiting until Scheduling, making the target ready until
  /// Running, and the migration itself until its last phase.
  static func migration(_ object: JSONCursor) -> Estate.PastMigration? {
    guard let name = object["spec"]?["vmiName"]?.text else { return nil }
    let status = object["status"]
    let phase = status?["phase"]?.text ?? "Pending"
    let outcome: Estate.PastMigration.Outcome =
      switch phase {
      case "Succeeded": .finished
      case "Failed": .failed
      default: .running
      }
    let space = object["metadata"]?["namespace"]?.text
    var past = Estate.PastMigration(
      space.map { "\($0)/\(name)" } ?? name, outcome, status: phase)
    var moments: [String: Double] = [:]
    for entry in status?["phaseTransitionTimestamps"]?.elements ?? [] {
      guard let phase = entry["phase"]?.text,
        let moment = entry["phaseTransitionTimestamp"]?.text.flatMap(CalendarTime.seconds(iso:))
      else { continue }
      moments[phase] = moments[phase] ?? moment
    }
    let begin =
      moments["Pending"]
      ?? object["metadata"]?["creationTimestamp"]?.text.flatMap(CalendarTime.seconds(iso:))
    func span(_ from: Double?, _ to: Double?) -> Seconds? {
      guard let from, let to, to >= from else { return nil }
      return Seconds(to - from)
    }
    past.queued = span(begin, moments["Scheduling"])
    past.preparing = span(moments["Scheduling"], moments["Running"])
    past.running = span(moments["Running"], moments[phase])
    past.whole = span(begin, moments[phase])
    let state = status?["migrationState"]
    past.source = state?["sourceNode"]?.text
    past.destination = state?["targetNode"]?.text
    past.isPostCopy = state?["mode"]?.text == "PostCopy"
    return past
  }
}
