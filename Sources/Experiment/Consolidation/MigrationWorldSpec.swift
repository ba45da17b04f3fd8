import Consolidation
import Datacenter
import Kernel
import Orchestration
import Quantities
import StrictJSON

/// A world in which the migrations of a day of consolidation are simulated.
struct MigrationWorldSpec: ReadableObject, Sendable {
  static let schemaName = "MigrationWorld"
  static let schemaText =
    "A world in which every migration is simulated, on one switch between the hosts. The busier a VM's CPU is, the more it writes its memory."

  let strategy: Located<String>
  let checksMemory: Bool
  let stopsIdle: Bool
  let bandwidth: BytesPerSecond
  let latency: Seconds
  let transport: Transport
  let writes: WritesSpec
  let boot: Seconds
  let energy: ConsolidatedDay.MigrationEnergy

  init(reading o: inout ObjectReader) {
    strategy = o.required(
      "strategy", .located(.name), "The name of the strategy by which VMs are moved.")
    checksMemory = o.optional(
      "checksMemory", .flag, default: true,
      "Whether a host holds at most the memory it has. If not, hosts have as much as all VMs need."
    )
    stopsIdle = o.optional(
      "stopsIdle", .flag, default: false,
      "Whether a VM that asks for no CPU in a round is switched off for good.")
    bandwidth = o.optional(
      "bandwidth", .quantity(.bandwidth), default: .gigabitsPerSecond(1),
      "The data rate of each host's NIC in each direction.")
    latency = o.optional(
      "latency", .quantity(.duration), default: .milliseconds(0.1),
      "The time from a host to the switch, one way.")
    transport =
      o.optional(
        "transport", Shape<TransportSpec>.object, default: TransportSpec(),
        "Protocol overhead, and TCP's limits on transfers."
      ).transport
    writes = o.optional(
      "writes", .object, default: WritesSpec(),
      "How a VM writes its memory while its CPU is fully busy. At other times rates are in proportion to its load. Sizes and rates are sampled for each VM."
    )
    boot = o.optional(
      "boot", .quantity(.duration), default: .zero,
      "How long a host takes to start, at full power. VMs leave for it once it has started.")
    let standard = ConsolidatedDay.MigrationEnergy.liu
    energy = ConsolidatedDay.MigrationEnergy(
      joulesPerByte: o.optional(
        "joulesPerByte", .number(.within(0...1)), default: standard.joulesPerByte,
        "The energy that a migration takes at both hosts together for each byte it sends (Liu et al., HPDC 2011)."
      ),
      joulesEach: o.optional(
        "joulesEach", .number(.within(0...1e9)), default: standard.joulesEach,
        "The energy that a migration takes besides that for its bytes (Liu et al.)."))
  }

  /// A day that was simulated.
  struct Lived {
    let day: ConsolidatedDay
    let eventCount: Int
    let trace: TraceHash
    /// Why it ended before its time, if it did.
    var cutShort: CutShortError?
  }

  /// Lives through a day.
  func day(
    _ plan: Plan, _ spec: ConsolidationSpec, _ policy: ConsolidationPolicy?,
    _ arm: ConsolidationArm, replication: Int
  ) -> Lived {
    let end = min(spec.estate.trace.duration, plan.scenario.until)
    guard var policy else {
      let unmoved = ConsolidatedDay(
        unmoved: spec.estate, residents: FirstPlacement.firstFit.place(spec.estate).residents,
        until: end, isAlwaysOn: arm.policy.value.overload == .alwaysOn)
      return Lived(day: unmoved, eventCount: 0, trace: TraceHash())
    }
    policy.rules.checksMemory = checksMemory
    policy.rules.expectedRate = bandwidth
    var schedule = Consolidate.Schedule()
    schedule.interval = spec.interval
    schedule.end = end
    schedule.boot = boot
    schedule.stopsIdle = stopsIdle
    let residents = FirstPlacement.powerAware.place(spec.estate).residents
    let request = Consolidate(spec.estate, residents: residents, policy, schedule)
    let parts = plan.scenario.whole.parts
    let strategy = parts.strategies.first { $0.name.value == self.strategy.value }!.value
    let fleet = Fleet(
      world: world(plan, spec.estate, residents, arm, replication: replication),
      requests: [ScheduledRequest(request, .at(.start))],
      policy: FleetPolicy(
        mover: Mover(
          strategy.strategy, kind: strategy.moveClass, fidelity: plan.scenario.fidelity),
        rules: parts.admission?.rules(over: AdmissionRules()) ?? .none, seed: plan.scenario.seed,
        replication: UInt64(replication)))
    var simulation = Simulation(of: fleet)
    let (stopped, usedUp) = simulation.runToTheEnd(
      until: Instant(end.value), within: plan.scenario.budget)
    let day = ConsolidatedDay(
      of: simulation.model, spec.estate, residents: residents,
      simulation.model.request(0) as! Consolidate, until: end, energy: energy)
    let events = simulation.eventCount
    let cutShort = CutShortError.Cause(simulation.model, usedUp: usedUp).map { cause in
      CutShortError(
        cause: cause, at: stopped - .start, arm: arm.name, replication: replication,
        ended: day.finished, asked: day.asked, events: events)
    }
    return Lived(
      day: day, eventCount: events, trace: simulation.trace, cutShort: cutShort)
  }

  private func world(
    _ plan: Plan, _ estate: Estate, _ residents: [[Int]], _ arm: ConsolidationArm,
    replication: Int
  ) -> World {
    let all = estate.vms.reduce(Bytes.zero) { $0 + $1.memory.pages.bytes }
    let hosts = estate.hosts.enumerated().map { index, host in
      Host(name: "host-\(index + 1)", memory: checksMemory ? host.memory : all)
    }
    var home = estate.vms.map { _ in 0 }
    for (host, vms) in residents.enumerated() { for vm in vms { home[vm] = host } }
    let vms = estate.vms.enumerated().map { index, size in
      let name = "vm-\(index + 1)"
      var classes = writes.draw(
        for: name, memory: size.memory.pages, seed: plan.scenario.seed,
        replication: UInt64(replication)
      ).classes
      for place in classes.indices { classes[place].activity = 0 }
      let course = estate.trace.row(of: index).map { (length: estate.trace.step, factor: $0) }
      return VirtualMachine(
        name: name, host: HostID(home[index]), pageClasses: classes,
        activities: [.phases(course, then: .hold)], home: DatastoreID(0))
    }
    let network = Topology.singleSwitch(
      hosts: hosts.map(\.name), cable: .init(bandwidth, latency: latency))
    return World(
      hosts: hosts, vms: vms, datastores: [Datastore(name: "shared")], links: network.links,
      switches: network.switches, transport: transport,
      randomness: .init(
        seed: plan.scenario.seed, replication: UInt64(replication), arm: arm.name))
  }
}
