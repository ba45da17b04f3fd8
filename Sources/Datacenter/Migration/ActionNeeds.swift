import Seam

/// What must be seen to before an action begins, or instead of it.
///
/// It is asked for once an action: each look at an action's kind copies it with its payload.
struct ActionNeeds: OptionSet {
  let rawValue: UInt8

  fileprivate static let channel = ActionNeeds(rawValue: 1)
  fileprivate static let cores = ActionNeeds(rawValue: 2)
  fileprivate static let space = ActionNeeds(rawValue: 4)
  fileprivate static let end = ActionNeeds(rawValue: 8)

  /// It goes on with the transfer of the action before.
  var keepsChannel: Bool { contains(.channel) }
  /// It gives both hosts work to do, until the migration is over.
  var takesCores: Bool { contains(.cores) }
  /// It asks for room for disks, so that what is free must be known.
  var asksForSpace: Bool { contains(.space) }
  /// It ends the migration.
  var endsMigration: Bool { contains(.end) }
}

extension Action {
  var needs: ActionNeeds {
    switch self {
    case .send, .copyFiles: [.channel, .cores]
    case .readBitmap: .channel
    case .copyDisks, .serve: .cores
    case .reserve(let reservation): reservation.disks ? .space : []
    case .finish: .end
    case .check, .startLogging, .throttle, .suspend, .stun, .consolidate, .handOver, .resume: []
    }
  }
}
