public import Consolidation
internal import Datacenter
public import Quantities

/// What a day of consolidation came to in a fleet whose migrations were simulated.
///
/// It is added up afterwards: what VMs ask for does not depend on where they are, and the records say where
/// each was at any time, and when it moved.
public struct ConsolidatedDay: Sendable, Codable {
  /// Energy of hosts and of migrations, in joules.
  public private(set) var joules = 0.0
  /// What migrations took beside, of which host power knows nothing.
  public private(set) var migrationJoules = 0.0
  /// What hosts took on which nothing was left but VMs on their way out.
  public private(set) var heldJoules = 0.0
  /// What hosts took while they started.
  public private(set) var bootJoules = 0.0

  public private(set) var asked = 0
  public private(set) var finished = 0
  /// Refused because memory was short at the destination.
  public private(set) var refusedForMemory = 0
  /// Otherwise not finished by the end, for whatever reason.
  public private(set) var failed = 0
  /// Migrations under way at a round, summed over the rounds, and rounds with any.
  public private(set) var late = 0
  public private(set) var lateRounds = 0

  /// How long each finished migration took, and how long its VM was down.
  public private(set) var times: [Double] = []
  public private(set) var downtimes: [Double] = []
  public private(set) var sent = Bytes.zero
  /// The memory of what was moved, each time that it was.
  public private(set) var moved = Bytes.zero
  /// Seconds of work that guests could not do because they migrated.
  public private(set) var lostWork = Seconds.zero

  /// The share of the time of hosts that were on in which VMs asked for more than there was.
  public private(set) var overload = 0.0
  /// What VMs asked for and no host had, as a share of all that they asked for.
  public private(set) var shortage = 0.0
  public private(set) var shutdowns = 0
  public private(set) var stopped = 0
  /// Hosts that were on, on average over the day.
  public private(set) var hostsOn = 0.0
  /// Most migrations at once in one direction of a NIC.
  public private(set) var mostOnNIC = 0
  /// The share of the time of hosts that were on in which a migration used their NIC, the busier direction.
  public private(set) var nicBusy = 0.0

  /// The energy of a migration: so much per byte sent, and so much for each.
  public struct MigrationEnergy: Hashable, Sendable {
    public var joulesPerByte: Double
    public var joulesEach: Double

    public init(joulesPerByte: Double, joulesEach: Double) {
      self.joulesPerByte = joulesPerByte
      self.joulesEach = joulesEach
    }

    /// 0.512 J per MB of what is sent, and 20.165 J: measured on both hosts together.
    ///
    /// Source: Liu et al., "Performance and energy modeling for live migration of virtual machines", HPDC 2011.
    public static let liu = MigrationEnergy(joulesPerByte: 0.512e-6, joulesEach: 20.165)
  }

  /// Adds up a day that a fleet has lived through.
  ///
  /// - Parameters:
  ///   - residents: the VMs of each host at the start.
  ///   - request: the request that consolidated, as it stood at the end.
  public init(
    of fleet: Fleet, _ estate: Estate, residents: [[Int]], _ request: Consolidate,
    until end: Seconds, energy: MigrationEnergy = .liu
  ) {
    self.init(estate, residents: residents, fleet.world.records, request, until: end, energy)
    asked = fleet.moveRecords.count
    failed = asked - finished - refusedForMemory
  }

  /// A day on which nothing moves.
  ///
  /// - Parameter isAlwaysOn: whether every host takes its full power all day.
  public init(
    unmoved estate: Estate, residents: [[Int]], until end: Seconds, isAlwaysOn: Bool = false
  ) {
    self.init(estate, residents: residents, [], nil, until: end, .liu)
    guard isAlwaysOn else { return }
    joules = estate.hosts.reduce(0) { $0 + $1.power.wattsAtFullLoad } * end.value
    hostsOn = Double(estate.hosts.count)
    shutdowns = 0
  }

  private init(
    _ estate: Estate, residents: [[Int]], _ records: [MigrationRecord], _ request: Consolidate?,
    until end: Seconds, _ energy: MigrationEnergy
  ) {
    var hosts = zip(estate.hosts, residents).map { HostDay($0, residents: $1) }
    var home = estate.vms.map { _ in -1 }
    for (host, vms) in residents.enumerated() { for vm in vms { home[vm] = host } }
    for record in records {
      let (from, to) = (record.source.index, record.destination.index)
      let vm = record.vm.index
      let last = record.ended?.secondsSinceStart ?? end.value
      if last > record.started.secondsSinceStart || record.outcome == .migrated {
        hosts[from].note(.sends(vm), at: record.started.secondsSinceStart)
        hosts[to].note(.receives(vm), at: record.started.secondsSinceStart)
        if record.outcome == .migrated {
          let change = (record.resumedAt ?? record.ended!).secondsSinceStart
          hosts[to].note(.arrives(vm), at: change)
          hosts[from].note(.leaves(vm), at: change)
          home[vm] = to
        }
        hosts[from].note(.sent(vm), at: last)
        hosts[to].note(.received(vm), at: last)
      }
    }
    if let request {
      for boot in request.log.boots {
        hosts[boot.host].note(.boots, at: boot.at.value)
        hosts[boot.host].note(.booted, at: (boot.at + request.schedule.boot).value)
      }
      for (vm, at) in request.log.stopped { hosts[home[vm]].note(.leaves(vm), at: at.value) }
      stopped = request.log.stopped.count
      late = request.log.late
      lateRounds = request.log.lateRounds
    }
    for host in hosts.indices { hosts[host].pass(until: end.value, estate) }
    add(hosts.map(\.sums), estate, until: end)
    add(records, energy)
  }

  private mutating func add(_ hosts: [HostDay.Sums], _ estate: Estate, until end: Seconds) {
    joules = hosts.reduce(0) { $0 + $1.joules }
    heldJoules = hosts.reduce(0) { $0 + $1.held }
    bootJoules = hosts.reduce(0) { $0 + $1.starting }
    shutdowns = hosts.reduce(0) { $0 + $1.shutdowns }
    let on = hosts.reduce(0) { $0 + $1.on }
    hostsOn = on / end.value
    if on > 0 {
      overload = hosts.reduce(0) { $0 + $1.short } / on
      nicBusy = hosts.reduce(0) { $0 + max($1.busyOut, $1.busyIn) } / on
    }
    mostOnNIC = hosts.map(\.mostAtOnce).max() ?? 0
    var asked = 0.0
    let step = estate.trace.step
    for vm in estate.vms.indices {
      let samples = estate.trace.row(of: vm).prefix(Int((end / step).rounded(.up)))
      asked += estate.vms[vm].speed * samples.reduce(0, +) * step.value
    }
    if asked > 0 { shortage = hosts.reduce(0) { $0 + $1.missed } / asked }
  }

  private mutating func add(_ records: [MigrationRecord], _ energy: MigrationEnergy) {
    for record in records {
      sent += record.sent
      lostWork += record.lostWork
      if record.sent > .zero {
        migrationJoules += energy.joulesPerByte * record.sent.value + energy.joulesEach
      }
      switch record.outcome {
      case .migrated:
        finished += 1
        moved += record.memory.bytes
        if let time = record.totalTime { times.append(time.value) }
        if let downtime = record.downtime { downtimes.append(downtime.value) }
      case .refused(.noRoom): refusedForMemory += 1
      case .refused, .failed, .failedBadly, nil: break
      }
    }
    joules += migrationJoules
  }
}
