import Consolidation
import Quantities
import StrictJSON

/// A day of consolidation: hosts and VMs, what the VMs ask for, and who moves them.
struct ConsolidationSpec: ReadableObject, Sendable {
  static let schemaName = "Consolidation"
  static let schemaText =
    "A day on which VMs are packed onto as few hosts as possible, and the other hosts are switched off. Each policy runs in each world."

  let estate: Estate
  let interval: Seconds
  let policies: [Named<ConsolidationPolicySpec>]
  let worlds: [Named<ConsolidationWorldSpec>]

  /// The arms of the experiment: every policy in the first world, then in the next.
  var arms: [Plan.Arm] {
    worlds.flatMap { world in
      policies.map { policy in
        let arm = ConsolidationArm(policy: policy, world: world)
        return Plan.Arm(name: arm.name, strategy: nil, consolidation: arm)
      }
    }
  }

  init(reading o: inout ObjectReader) {
    let trace = o.required(
      "trace", DemandTrace.shape,
      "A CSV file, plain or gzipped, of the CPU that VMs ask for. Each VM has a row, with the busy share of its CPU in per cent every 300 s. The path is relative to the scenario's folder."
    )
    let hosts = o.optional("hosts", .count(1...100_000), default: 800, "The number of hosts.")
    let hostKinds: [HostKindSpec] = o.optional(
      "hostKinds", .array(of: .object, atLeast: 1), default: [],
      "The kinds of hosts, which hosts take by turns. Without it, those of Beloglazov and Buyya: HP ProLiant ML110 G4 and G5 with 4 GiB."
    )
    let vmKinds: [VMKindSpec] = o.optional(
      "vmKinds", .array(of: .object, atLeast: 1), default: [],
      "The kinds of VMs, in equal parts: the first part of the VMs is of the first kind, and so on. Without it, the four kinds of Beloglazov and Buyya."
    )
    estate = Estate(
      hosts: hosts, of: hostKinds.isEmpty ? Estate.planetLabHosts : hostKinds.map(\.capacity),
      vmKinds: vmKinds.isEmpty ? Estate.planetLabVMs : vmKinds.map(\.capacity), trace: trace)
    interval = o.optional(
      "every", .quantity(.step), default: Seconds(300), "The time from one round to the next.")
    policies = o.required(
      "policies", .dictionary("a policy", of: .object, atLeast: 1),
      "The policies that move VMs, each under a name of your choice.")
    worlds = o.required(
      "worlds", .dictionary("a world", of: ConsolidationWorldSpec.shape, atLeast: 1),
      "The worlds in which the policies run, each under a name of your choice.")
    let places = FirstPlacement.powerAware.place(estate).left.count
    o.check(
      "hosts", restsOn: ["trace", "hostKinds", "vmKinds"], holds: places == 0,
      "\(places) of \(estate.vms.count) VMs find no host at the start",
      "write more hosts, or larger ones")
  }
}

/// A kind of host.
struct HostKindSpec: ReadableObject, Sendable {
  static let schemaName = "ConsolidationHost"
  static let schemaText = "A kind of host."

  let capacity: HostCapacity

  init(reading o: inout ObjectReader) {
    let cores = o.required("cores", .count(1...4096), "The number of cores.")
    let speed = o.required(
      "coreSpeed", .number(.above(0, upTo: 1e9)),
      "The speed of one core, in millions of instructions per second.")
    let memory: Bytes = o.required("memory", .quantity(.memory), "Memory that VMs may be given.")
    let power: PowerSpec = o.required("power", .object, "The power that the host takes.")
    capacity = HostCapacity(cores: cores, coreSpeed: speed, memory: memory, power: power.model)
  }
}

/// A kind of VM.
struct VMKindSpec: ReadableObject, Sendable {
  static let schemaName = "ConsolidationVM"
  static let schemaText = "A kind of VM, with one core."

  let capacity: VMCapacity

  init(reading o: inout ObjectReader) {
    let speed = o.required(
      "speed", .number(.above(0, upTo: 1e9)),
      "The speed of the VM's core at full use, in millions of instructions per second.")
    let memory: Bytes = o.required("memory", .quantity(.memory), "The VM's memory.")
    capacity = VMCapacity(speed: speed, memory: memory)
  }
}
