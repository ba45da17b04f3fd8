import Kernel
import Quantities

/// What a migration sends over: one transfer at a time, which stands by for a next round at the same
/// instant, and what has crossed it.
struct Channel {
  /// The transfer under way, or standing by.
  private(set) var flow: FlowID?
  /// Time spent behind each capacity of the route (`nil`: behind a cap).
  private var waits: [(capacity: CapacityID?, cap: Cap, time: Seconds)] = []
  /// What all streams of the engine together move at most, with the cores that they are given.
  private(set) var ceiling: BytesPerSecond
  /// How many connections the engine opens on each of its links.
  let connections: Int
  /// The same with all the cores that they want.
  private let fullCeiling: BytesPerSecond
  /// What was asked for last: a cap, and whose it is.
  private var asked = (cap: BytesPerSecond.unlimited, kind: Cap.rate)
  /// What caps its transfers, beside links: the engine's own cap, its streams or the transport's window.
  private var cappedBy = Cap.rate
  /// The windows and turns of an engine that sends in such; they outlast an order.
  var turns: TurnSending?
  /// The order that is sent in batches, of an engine that does so.
  private(set) var batchOrder: Order?
  /// Files still to be copied, the next one last.
  var files: [FileOnItsWay] = []
  /// What the transfers measured last.
  var bandwidth = BytesPerSecond.zero
  /// Bytes of files and disks that have moved.
  var fileBytes = Bytes.zero
  /// Since when it has waited for a silent link.
  var silentSince: Instant?

  /// What may cap a transfer, as results name it.
  enum Cap: String {
    case rate = "rate-cap"
    case device
    case stream, window, loss
  }

  /// - Parameters:
  ///   - ceiling: what all streams together move at most.
  ///   - connections: how many carry pages on each of its links.
  init(ceiling: BytesPerSecond, connections: Int) {
    self.connections = connections
    self.ceiling = ceiling
    fullCeiling = ceiling
  }

  // MARK: The transfer

  /// Bytes begin to move, over the transfer of the round before if that has just ended.
  ///
  /// - Parameter kind: whose cap it is.
  mutating func send(
    _ bytes: Bytes, along path: [CapacityID], cap: BytesPerSecond, by kind: Cap = .rate,
    of plan: Itinerary, on wires: inout Wires, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    asked = (cap, kind)
    let (cap, binding) = bounded(cap, by: kind, of: plan, on: wires)
    note(binding, on: &wires, at: now)
    if let flow {
      wires.reload(flow, bytes, cap: cap, at: now, &calendar)
    } else {
      flow = wires.open(
        bytes, along: path, cap: cap, weight: Double(wires.transport.streams * plan.linksAtOnce),
        for: FlowOwner(migration: plan.id, vm: plan.vm), at: now, &calendar)
    }
  }

  /// A transfer without an end, under a cap: it stays until it is closed.
  mutating func keepOpen(
    cap: BytesPerSecond, of plan: Itinerary, on wires: inout Wires, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow else {
      return send(
        Bytes(.infinity), along: plan.path, cap: cap, of: plan, on: &wires, at: now,
        &calendar)
    }
    asked = (cap, .rate)
    let (cap, binding) = bounded(cap, by: .rate, of: plan, on: wires)
    note(binding, on: &wires, at: now)
    wires.setCap(flow, cap, at: now, &calendar)
  }

  /// The streams are given a share of the cores that they want.
  mutating func setShare(
    _ share: Double, of plan: Itinerary, on wires: inout Wires, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard ceiling != fullCeiling * share, fullCeiling.isFinite else { return }
    ceiling = fullCeiling * share
    guard let flow else { return }
    let (cap, binding) = bounded(asked.cap, by: asked.kind, of: plan, on: wires)
    note(binding, on: &wires, at: now)
    wires.setCap(flow, cap, at: now, &calendar)
  }

  /// A cap, or what is less: the streams', the window's or that of lost packets.
  private func bounded(
    _ cap: BytesPerSecond, by kind: Cap, of plan: Itinerary, on wires: borrowing Wires
  ) -> (cap: BytesPerSecond, binding: Cap) {
    var least = (cap: cap, binding: kind)
    if ceiling < least.cap { least = (ceiling, .stream) }
    let links = Double(plan.linksAtOnce)
    let window = wires.transport.windowCap(over: plan.route.roundTrip, by: connections) * links
    if window < least.cap { least = (window, .window) }
    let loss = wires.transport.lossCap(over: plan.route.roundTrip, by: connections) * links
    if loss < least.cap { least = (loss, .loss) }
    return least
  }

  /// Another cap binds from now on: what the one before has held back is remembered.
  private mutating func note(_ binding: Cap, on wires: inout Wires, at now: Instant) {
    guard binding != cappedBy else { return }
    if let flow { noteWaits(behind: flow, on: &wires, at: now) }
    cappedBy = binding
  }

  /// The migration gives its share of the network back.
  mutating func close(
    on wires: inout Wires, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow else { return }
    noteWaits(behind: flow, on: &wires, at: now)
    wires.close(flow, at: now, &calendar)
    self.flow = nil
  }

  /// What the transfer has moved of so many bytes.
  @inline(__always)
  func moved(of bytes: Bytes, on wires: borrowing Wires, at now: Instant) -> Bytes {
    guard let flow else { return .zero }
    return wires.moved(of: bytes, by: flow, at: now)
  }

  /// An order begins that is sent in batches.
  mutating func beginBatches(_ order: Order) { batchOrder = order }

  /// An order begins whose sender is followed page by page.
  mutating func beginTurns(
    _ order: Order, of memory: borrowing Memory, over transport: Transport,
    drawing draws: borrowing RandomSource, at now: Instant
  ) {
    if turns == nil {
      let buffer = transport.buffer
      turns = TurnSending(
        order, startingAt: now, classes: memory.classes,
        into: buffer.burst == 0
          ? buffer : memory.isFluid ? buffer.inTheMean : buffer.ahead(by: draws.portion))
    }
    turns!.begin(order, at: now)
  }

  // MARK: What held it back

  /// Remembers what held a transfer back.
  ///
  /// - Parameter kind: whose cap it had; `nil` for that of the engine's own transfer.
  mutating func noteWaits(
    behind flow: FlowID, cappedBy kind: Cap? = nil, on wires: inout Wires, at now: Instant
  ) {
    let kind = kind ?? cappedBy
    var waits: [(capacity: CapacityID?, cap: Cap, time: Seconds)] = []
    swap(&waits, &self.waits)
    wires.takeWaits(of: flow, at: now) { capacity, time in
      if let known = waits.firstIndex(where: {
        $0.capacity == capacity && (capacity != nil || $0.cap == kind)
      }) {
        waits[known].time += time
      } else {
        waits.append((capacity, kind, time))
      }
    }
    swap(&waits, &self.waits)
  }

  /// What held the transfers back longest; `nil` if nothing did.
  @inline(__always)
  func bottleneck(on wires: borrowing Wires) -> Bottleneck? {
    guard let longest = waits.max(by: { $0.time < $1.time }) else { return nil }
    guard let capacity = longest.capacity else { return .cap(longest.cap) }
    return wires.bottleneck(at: capacity)
  }
}

extension Migration {
  /// The transfer under way, or standing by.
  var flow: FlowID? { channel.flow }
  /// What the transfers measured last.
  var bandwidth: BytesPerSecond {
    get { channel.bandwidth }
    set { channel.bandwidth = newValue }
  }
  /// The order that is sent in batches.
  var batchOrder: Order {
    @inline(__always) get { channel.batchOrder! }
  }
  /// Bytes of files and disks that have moved.
  var fileBytes: Bytes { channel.fileBytes }

  /// So much of a file or a disk has crossed the network.
  mutating func noteFile(_ bytes: Bytes) {
    channel.fileBytes += bytes
    record.sent += bytes
  }

  /// The file under way, or to be opened.
  var nextFile: FileOnItsWay? { channel.files.last }
  mutating func dropFile() { channel.files.removeLast() }
  mutating func queue(_ files: [FileOnItsWay]) { channel.files = files.reversed() }
}
