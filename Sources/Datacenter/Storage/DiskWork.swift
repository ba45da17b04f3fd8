import Quantities

/// The disks that a migration copies while its VM lives, or several at a time.
struct DiskWork {
  var order: DiskCopy
  var mirrors: [DiskMirror]
  /// Disks that wait for their turn in an order that takes one after the other.
  var waiting: [Int] = []
  /// What the present order has moved.
  var bytes = Bytes.zero

  /// Whether every disk has done what the order asks for.
  var isDone: Bool { waiting.isEmpty && mirrors.allSatisfy { $0.state != .copying } }
  /// What must still be copied.
  var dirty: Bytes { mirrors.reduce(.zero) { $0 + $1.dirty } }
}

/// One disk on its way.
struct DiskMirror {
  enum State { case idle, copying, inStep }

  /// Source's storage, the network, destination's storage; and without the first, the way of what the
  /// guest itself writes to both sides.
  let path: [CapacityID]
  let writePath: [CapacityID]
  /// What a write that goes to both sides takes longer than one to the source alone.
  let mirrorLatency: Seconds
  /// The most that its copy may move: at its own pace, and in a burst.
  let pace: BytesPerSecond
  let burst: BytesPerSecond
  var map: BlockMap
  var record: DiskRecord
  var state = State.idle

  // MARK: The copy

  /// The transfer of the cell under way.
  var flow: FlowID?
  /// The cells of the present pass, and the place of the one being copied.
  var cells: [Int] = []
  var place = 0
  /// What the transfer under way moves, and the exposure of its cell when it began.
  var cellBytes = Bytes.zero
  var cellExposure = 0.0
  var passBytes = Bytes.zero
  var formerPass = Bytes(.infinity)
  var stalls = 0
  /// Whether little enough is dirty to go in one slice, and when the slice begins.
  var burstAt: Instant?
  var isBursting = false

  // MARK: The guest's writes to the destination

  /// A transfer of their own, and what it would move if nothing held it back.
  var companion: FlowID?
  var companionWants = BytesPerSecond.zero
  var companionMoved = 0.0
  /// In step: what is dirty in the mean because the mirror looks only once a slice, and what came
  /// faster than it could be copied.
  var residue = Bytes.zero
  var backlog = Bytes.zero

  // MARK: Space

  /// What the copy takes at the destination, where nothing was reserved: as much as it has written.
  var copyClaim: SpaceClaim?
  /// Redo logs at the source, and their copies at the destination.
  var logClaim: SpaceClaim?
  var logCopyClaim: SpaceClaim?
  /// Redo logs at the source besides the one that is written.
  var logs = Bytes.zero

  /// What must still be copied.
  var dirty: Bytes {
    guard state == .inStep else { return map.dirtyBytes() }
    return map.tracking == .clearedOnCopy ? residue + backlog : .zero
  }
  var currentCell: Int? { state == .copying && place < cells.count ? cells[place] : nil }
  /// The share of the guest's writes that go to both sides.
  var mirroredShare: Double {
    let all = map.regions.reduce(0.0) { $0 + $1.bandwidth.value }
    return all > 0 ? map.mirroredRate(current: currentCell).value / all : 0
  }
}

/// Space that a copy takes as it goes, in whole bytes.
struct SpaceClaim {
  let store: DatastoreID
  /// The most that it will take.
  let most: Bytes
  var held = Bytes.zero
}
