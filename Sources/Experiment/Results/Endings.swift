import Datacenter
import Quantities

/// What became of the VMs of one replication, and what all attempts at moving them cost, whatever their
/// end.
struct Endings: Sendable, Codable {
  /// VMs that have been moved, and those of them that ran before their memory had come.
  private(set) var moved = 0
  private(set) var postCopied = 0
  /// VMs whose last attempt failed or was refused, and VMs that were under way or waited at the end.
  private(set) var failed = 0
  private(set) var open = 0
  /// Bytes that all attempts put on the network.
  private(set) var sent = 0.0
  /// Seconds of full-speed work that guests could not do in all attempts.
  private(set) var lostWork = 0.0

  /// All VMs that were to be moved.
  var vms: Int { moved + failed + open }

  /// - Parameter asked: the attempts at each VM in their order; the last one says what became of it.
  init(_ asked: [AskedMigration]) {
    var last: [Int: KeptRecord?] = [:]
    for migration in asked {
      last.updateValue(migration.kept, forKey: migration.vm)
      guard let kept = migration.kept else { continue }
      sent += kept.record.sent.value
      lostWork += kept.record.lostWork.value
    }
    for kept in last.values {
      guard let kept else {
        open += 1
        continue
      }
      switch Verdict(outcome: kept.record.outcome) {
      case .finished:
        moved += 1
        if kept.record.wasServed { postCopied += 1 }
      case .refused, .failed, .failedBadly: failed += 1
      case .unfinished: open += 1
      }
    }
  }
}
