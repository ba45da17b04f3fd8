import Seam

/// What must be seen to before an action begins, or instead of it.
///
/// It is asked for once an action: each look at an action's kind copies it with its payload.
struct ActionNeeds: OptionSet {
  let rawValue: UInt8

  fileprivate static let channel = ActionNeeds(rawValue: 1)
  fileprivate static let cores = ActionNeeds(rawValue: 2)
  fileprivate static let room = ActionNeeds(rawValue: 4)
  fileprivate static let end = ActionNeeds(rawValue: 8)

  /// It goes on with the transfer of the action before.
  var keepsChannel: Bool { contains(.channel) }
  /// It gives both hosts work to do, until the migration is over.
  var takesCores: Bool { contains(.cores) }
  /// It asks for room, maybe for disks: then what is free must be known.
  var asksForRoom: Bool { contains(.room) }
  /// It ends the migration.
  var endsMigration: Bool { contains(.end) }
}

extension ActionNeeds {
  /// What an action needs. It is called, so that the action is lent and not copied.
  @inline(never)
  static func of(_ action: borrowing Action) -> ActionNeeds {
    switch action {
    case .send, .copyFiles: [.channel, .cores]
    case .readBitmap: .channel
    case .copyDisks, .serve: .cores
    case .reserve: .room
    case .finish: .end
    case .check, .startLogging, .throttle, .suspend, .stun, .consolidate, .handOver, .resume: []
    }
  }
}
