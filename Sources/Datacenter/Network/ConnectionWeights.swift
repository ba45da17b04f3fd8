import Foundation
import Kernel
import Quantities
import Randomness

/// The weights of migrations' connections where these share full queues unevenly.
///
/// A migration's connection keeps its weight while it has nothing to send, and over all transfers of the
/// migration that cross the network. Only those who are not favoured any longer change weight, each once.
struct ConnectionWeights {
  let law: UnevenSharing
  /// Connections of one migration, whose weights are drawn one by one.
  private let streams: Int
  private let randomness: World.RandomnessKey
  /// VM -> its name, and how many connections it has begun. With these the draws are the same in every arm.
  private let names: [String]
  private var begun: [UInt64]
  private var connections: [MigrationID: Connection] = [:]
  private var queues: [CapacityID: Queue] = [:]

  private struct Connection {
    var weight: Double
    let queue: CapacityID
    /// Its transfers under way.
    var flows: [FlowID] = []
  }

  /// Who joined a queue last.
  private struct Queue {
    var joined: Instant
    /// Those who are favoured for it. They may have ended.
    var last: [MigrationID] = []
    /// Whether they began while others filled the queue.
    var isLate = false
    /// Whether they joined others in full flow.
    var joinsFlow = false
    /// What was drawn last, and when.
    var drawn = (weight: 1.0, at: Instant.never)
    /// How many connections fill it.
    var members = 0
  }

  init(
    _ law: UnevenSharing, streams: Int, of names: [String], drawing randomness: World.RandomnessKey
  ) {
    self.law = law
    self.streams = streams
    self.names = names
    self.randomness = randomness
    begun = Array(repeating: 0, count: names.count)
  }

  /// What a migration's connection weighs, if it has one.
  func weight(of migration: MigrationID) -> Double? { connections[migration]?.weight }

  /// A migration's connection begins to send through a queue.
  ///
  /// - Returns: the transfers that weigh less by the advantage from now on, since their connections were
  ///   the last to join until now.
  mutating func join(_ owner: FlowOwner, _ id: CapacityID, at now: Instant) -> [FlowID] {
    let since = queues[id].map { now - $0.joined } ?? Seconds(.infinity)
    var queue = queues.removeValue(forKey: id) ?? Queue(joined: now)
    queue.joined = now
    let isTogether = since < UnevenSharing.together
    let (apart, own) = draw(for: owner.vm)
    if !isTogether {
      queue.isLate = since < UnevenSharing.startUp
      queue.joinsFlow = !queue.isLate && queue.members > 0
    }
    if !isTogether || now - queue.drawn.at >= UnevenSharing.alike { queue.drawn = (apart, now) }
    var weight = queue.drawn.weight * own
    if queue.joinsFlow { weight /= law.headStart }
    var demoted: [FlowID] = []
    switch law.queue {
    case .sendingHost:
      if queue.isLate { weight /= law.advantage }
    case .switchPort:
      weight *= law.advantage
      if !isTogether {
        demoted = demote(queue.last)
        queue.last.removeAll(keepingCapacity: true)
      }
      queue.last.append(owner.migration)
    }
    queue.members += 1
    queues[id] = queue
    connections[owner.migration] = Connection(weight: weight, queue: id)
    return demoted
  }

  /// Connections are not favoured any more.
  private mutating func demote(_ migrations: [MigrationID]) -> [FlowID] {
    migrations.flatMap { migration -> [FlowID] in
      connections[migration]?.weight /= law.advantage
      return connections[migration]?.flows ?? []
    }
  }

  /// The means over the migration's connections of what each draws: for all that begin together with it,
  /// and for itself.
  private mutating func draw(for vm: VMID) -> (apart: Double, own: Double) {
    var stream = RandomStream(
      seed: randomness.seed, name: "share of a queue",
      entity: "\(names[vm.index])/\(begun[vm.index])", replication: randomness.replication)
    begun[vm.index] += 1
    func mean(_ deviation: Double) -> Double {
      guard deviation > 0 else { return 1 }
      var sum = 0.0
      for _ in 0..<streams { sum += exp(stream.normal(mean: 0, deviation: deviation)) }
      return sum / Double(streams)
    }
    return (mean(law.spread), mean(law.spreadTogether))
  }

  /// A transfer of a migration is under way.
  mutating func note(_ flow: FlowID, of migration: MigrationID) {
    connections[migration]?.flows.append(flow)
  }

  /// A transfer of a migration has ended.
  mutating func drop(_ flow: FlowID, of migration: MigrationID) {
    connections[migration]?.flows.removeAll { $0 == flow }
  }

  /// A migration is over, and its connection closed.
  mutating func end(_ migration: MigrationID) {
    guard let connection = connections.removeValue(forKey: migration) else { return }
    queues[connection.queue]?.members -= 1
  }
}

extension Wires {
  /// By how much a transfer weighs more than its streams beside other migrations'.
  mutating func weigh(
    for owner: FlowOwner, along path: [CapacityID], at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Double {
    guard let queue = queue(of: path) else { return 1 }
    if let known = weights!.weight(of: owner.migration) { return known }
    let demoted = weights!.join(owner, queue, at: now)
    if !demoted.isEmpty {
      divideWeights(of: demoted, by: weights!.law.advantage, at: now, &calendar)
    }
    return weights!.weight(of: owner.migration)!
  }

  /// The queue that a transfer fills: at the sending host that of its own link, at switches that of the
  /// link with the least room for one more. `nil` where it crosses no single link.
  private func queue(of path: [CapacityID]) -> CapacityID? {
    let directions = path.lazy.filter { $0.index < 2 * links.count }
    switch weights!.law.queue {
    case .sendingHost: return directions.first
    case .switchPort: return directions.min { roomForOneMore(on: $0) < roomForOneMore(on: $1) }
    }
  }

  /// An even share of a capacity if one more used it.
  private func roomForOneMore(on capacity: CapacityID) -> BytesPerSecond {
    network.capacities[capacity.index].rate / Double(network.paths.users[capacity.index].count + 1)
  }
}
