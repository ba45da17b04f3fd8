import Quantities

/// The disks that a migration copies while its VM lives, or several at a time. They outlast the orders
/// that copy them.
struct DiskWork {
  private(set) var order: DiskCopy
  private(set) var mirrors: [DiskMirror]
  /// Disks that wait for their turn in an order that takes one after the other.
  private var waiting: [Int] = []
  /// What the present order has moved.
  private(set) var bytes = Bytes.zero

  /// The disks that change place, each with its path.
  init(
    _ order: DiskCopy, of vm: VirtualMachine, to new: [Disk], over route: Route,
    on ground: borrowing Infrastructure, holdsSpace: Bool
  ) {
    self.order = order
    mirrors = []
    for (place, (old, new)) in zip(vm.disks, new).enumerated()
    where old.datastore != new.datastore {
      mirrors.append(
        DiskMirror(
          DiskRecord(disk: place, source: old.datastore, destination: new.datastore), of: old,
          becoming: new, isWritten: vm.isRunning, order, over: route, on: ground,
          holdsSpace: holdsSpace))
    }
  }

  /// Whether every disk has done what the order asks for.
  var isDone: Bool { waiting.isEmpty && mirrors.allSatisfy { $0.state != .copying } }
  /// What must still be copied.
  var dirty: Bytes { mirrors.reduce(.zero) { $0 + $1.dirty } }
  var areInStep: Bool { mirrors.allSatisfy { $0.state == .inStep } }
  func isInStep(_ disk: Int) -> Bool { mirrors[disk].state == .inStep }

  /// How many times files are opened before the first byte moves.
  var openings: Int { mirrors.isEmpty ? 0 : order.isParallel ? 1 : mirrors.count }

  /// A new order begins.
  mutating func begin(_ order: DiskCopy) {
    self.order = order
    bytes = .zero
  }

  mutating func enqueue(_ disk: Int) { waiting.append(disk) }

  /// The next disk, in an order that takes one after the other, if none is under way.
  mutating func takeNext() -> Int? {
    guard !waiting.isEmpty, mirrors.allSatisfy({ $0.state != .copying }) else { return nil }
    return waiting.removeFirst()
  }

  /// The records of the disks, as if their passes ended now.
  func records(closedAt now: Instant) -> [DiskRecord] {
    mirrors.map { mirror in
      var mirror = mirror
      mirror.closePass(at: now, remaining: mirror.dirty)
      return mirror.record
    }
  }

  // MARK: Passes

  mutating func beginPass(over disk: Int, at now: Instant) { mirrors[disk].beginPass(at: now) }

  /// What of the pass's next dirty cell is to be copied; nothing when the pass is over.
  mutating func visitNextCell(of disk: Int) -> Bytes { mirrors[disk].visitNextCell() }

  mutating func cellCopied(of disk: Int, at now: Instant) {
    mirrors[disk].cellCopied(under: order, at: now)
  }

  /// A pass is over.
  ///
  /// - Returns: whether another follows.
  mutating func endPass(over disk: Int, at now: Instant) -> Bool {
    mirrors[disk].endPass(under: order, at: now)
  }

  mutating func beginDrain(of disk: Int, at now: Instant) -> Bytes {
    mirrors[disk].beginDrain(at: now)
  }

  mutating func drained(_ disk: Int) { mirrors[disk].backlog = .zero }

  // MARK: Transfers

  func flow(of disk: Int) -> FlowID? { mirrors[disk].flow }
  func path(of disk: Int) -> [CapacityID] { mirrors[disk].path }
  func cell(of disk: Int) -> Bytes { mirrors[disk].cellBytes }
  func cap(of disk: Int) -> BytesPerSecond {
    mirrors[disk].isBursting ? mirrors[disk].burst : mirrors[disk].pace
  }

  func limit(of disk: Int) -> Channel.Cap { mirrors[disk].limit }

  mutating func move(_ bytes: Bytes, of disk: Int, over flow: FlowID) {
    mirrors[disk].flow = flow
    mirrors[disk].cellBytes = bytes
  }

  mutating func dropFlow(of disk: Int) { mirrors[disk].flow = nil }

  /// The cell under way has been copied, or so much of it.
  mutating func noteCell(of disk: Int, only part: Bytes? = nil) -> Bytes {
    let copied = part ?? mirrors[disk].cellBytes
    mirrors[disk].note(copied)
    add(copied)
    return copied
  }

  /// So much has crossed the network for a disk.
  mutating func add(_ bytes: Bytes) { self.bytes += bytes }

  // MARK: The guest's writes to both sides

  func companion(of disk: Int) -> FlowID? { mirrors[disk].companion }

  /// What of the guest's writes goes to both sides at present; `nil` where none ever does.
  func mirroredRate(of disk: Int) -> BytesPerSecond? {
    mirrors[disk].map.keepsInStep
      ? mirrors[disk].map.mirroredRate(current: mirrors[disk].currentCell) : nil
  }

  /// Nothing is dirty.
  ///
  /// - Returns: what goes to both sides from now on.
  mutating func keepInStep(_ disk: Int, at now: Instant) -> BytesPerSecond {
    mirrors[disk].keepInStep(slice: order.slice, at: now)
  }

  /// - Returns: the path of the guest's writes, and the most that they may take.
  mutating func setCompanion(
    of disk: Int, to rate: BytesPerSecond
  ) -> (path: [CapacityID], cap: BytesPerSecond) {
    mirrors[disk].companionWants = rate
    let mirror = mirrors[disk]
    return mirror.map.keepsInStep
      ? (mirror.writePath, min(rate, mirror.burst)) : (mirror.path, min(rate, mirror.pace))
  }

  mutating func openCompanion(of disk: Int, over flow: FlowID) {
    mirrors[disk].companion = flow
    mirrors[disk].companionMoved = 0
  }

  mutating func dropCompanion(of disk: Int) {
    mirrors[disk].companion = nil
    mirrors[disk].companionWants = .zero
  }

  /// The guest has run on for a time.
  ///
  /// - Returns: what it has written to both sides.
  mutating func settle(
    _ disk: Int, for time: Seconds, speed: Double, companionMoved moved: Double
  ) -> Bytes {
    mirrors[disk].settle(for: time, speed: speed, companionMoved: moved)
  }

  // MARK: Logs

  /// What was copied of a disk's redo logs, and where they lie.
  func logs(of disk: Int) -> (bytes: Bytes, store: DatastoreID) {
    (mirrors[disk].copiedLogs, mirrors[disk].record.destination)
  }

  mutating func beginMerging(_ disk: Int, over flow: FlowID, at now: Instant) {
    mirrors[disk].beginMerging(over: flow, at: now)
  }

  mutating func endMerging(_ disk: Int, at now: Instant) { mirrors[disk].endMerging(at: now) }

  // MARK: Space

  /// Whether anything takes space as it goes.
  var claimsSpace: Bool { mirrors.contains(where: \.claimsSpace) }

  /// What takes space as it goes.
  var claims: [SpaceClaim] { mirrors.flatMap(\.claims) }

  /// Changes the claims of a disk.
  mutating func changeClaims(of disk: Int, _ body: (inout DiskMirror) -> Void) {
    body(&mirrors[disk])
  }
}
