import Quantities

extension BlockMap {
  /// Whether the guest's writes go to both sides after a pass.
  var keepsInStep: Bool { tracking == .writtenThrough || tracking == .mirroredBehindCursor }

  /// What has been written since the bitmap was last read, and will have been after some time more:
  /// the size of a redo log.
  func written(upTo time: Seconds) -> Bytes {
    granularity
      * cells.indices.reduce(0) { sum, index in
        sum + (cells[index].region == nil ? 0 : dirty(index, after: time))
      }
  }
}

extension DiskCopy {
  /// How the order's writes are tracked.
  var tracking: BlockMap.Tracking {
    switch writes {
    case .none, .marked: .clearedOnCopy
    case .writtenThrough: .writtenThrough
    case .mirrored: .mirroredBehindCursor
    case .tracked(let hotLast): .clearedByPass(hotLast: hotLast)
    case .logged: .clearedByPass(hotLast: false)
    }
  }

  /// What a write that goes to both sides takes longer: one after the other, or both at once.
  func latency(
    of source: StorageDevice, and destination: StorageDevice, over roundTrip: Seconds
  ) -> Seconds {
    let there = roundTrip + destination.writeLatency
    switch writes {
    case .writtenThrough: return there
    case .mirrored: return max(.zero, there - source.writeLatency)
    case .none, .marked, .tracked, .logged: return .zero
    }
  }
}
