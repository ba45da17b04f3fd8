import Datacenter
import Quantities
import StrictJSON

/// A VM, or a group of like VMs.
struct VMSpec: ReadableObject, Sendable {
  static let schemaName = "VM"
  static let schemaText = "A virtual machine."

  var name: Located<String>
  let count: Int?
  /// The member's number in its group, from 1.
  var number = 1
  var host: [Located<String>]
  /// The place of the host on which a member starts, once that is known.
  var start: Int?
  private let kind: Shared<VMKind>

  init(reading o: inout ObjectReader) {
    (name, count) = Group.read(&o, "The VM's name; requests refer to it.")
    host = o.required(
      "host", .names,
      "The host at the start. \"{}\" stands for a group member's number. VMs take the hosts of an array, of a pattern such as \"esx-*\" or of a range such as \"esx-{1..4}\" one after the other."
    )
    kind = Shared(VMKind(reading: &o))
  }
}

/// What the members of a group of VMs have in common.
struct VMKind: Sendable {
  let memory: Located<Bytes>
  let power: VMSpec.Power
  let vcpus: Int
  let demand: CPUDemand?
  let firstWriteCost: Seconds
  let devices: Devices
  let cpuFeatures: [String]?
  let isEmulated: Bool
  /// Why it cannot leave its host; `nil` if it can.
  let pinned: String?
  /// The hosts on which it may run; none for all.
  let runsOn: [Located<String>]
  let storage: Located<String>?
  let disks: [DiskSpec]
  let writes: WritesSpec
  let objectives: ObjectivesSpec?
  let boot: RandomQuantity<Seconds>

  /// A VM has a page of memory at least: less would be rounded up to one, which nobody means.
  private static func complaint(about memory: Bytes) -> (problem: String, remedy: String)? {
    memory < Pages.size
      ? ("\"\(memory)\" is less than one page of memory", "write an amount of 4 KiB or more") : nil
  }

  init(reading o: inout ObjectReader) {
    memory = o.required(
      "memory", .located(.quantity(.memory).checked(Self.complaint(about:))),
      "The VM's memory, rounded up to pages of 4 KiB.")
    power = o.optional(
      "power", .word("\"on\", \"off\" or \"suspended\""), default: .on,
      "Whether the VM is on. The memory of a suspended VM is a file, which cold migration moves too."
    )
    vcpus = o.optional(
      "vcpus", .count(1...4096), default: 1,
      "The number of vCPUs. All are busy unless \"demand\" says otherwise.")
    demand = o.optional(
      "demand", DemandSpec.shape,
      "The share of the vCPUs that is busy over time; without it, all are always busy.")
    firstWriteCost = o.optional(
      "firstWriteCost", .quantity(.within(0...1)), default: .zero,
      "The time that a vCPU loses by the first write to a page after each look at the dirty bitmap, while writes are logged. 0.7 to 1.9 us were measured with KVM. Not counted unless it is given."
    )
    devices = o.optional(
      "devices", Devices.shape, default: DevicesKind.usual.devices,
      "The devices that are switched over with the VM: \"virtio\", \"sr-iov\", \"vgpu\", \"vhost-user\", or \"bare\" as in closed formulas; or an object that changes one of these kinds."
    )
    cpuFeatures = o.optional(
      "cpuFeatures", .array(of: .name),
      "The CPU features that the guest sees. A host that it moves to live must have them. Without it, all features of its first host."
    )
    isEmulated = o.optional(
      "emulated", .flag, default: false,
      "Whether QEMU emulates the guest's processor in software (TCG), as a host without KVM does. Until QEMU 9.0, such a guest writes some 512 pages after each look at the dirty bitmap without their being marked."
    )
    pinned = o.optional(
      "pinned", .name,
      "Why the VM cannot leave its host when hosts are emptied, such as \"passed-through device\".")
    runsOn = o.optional(
      "runsOn", .names, default: [],
      "The hosts on which the VM may be placed: names or patterns; without it, all.")
    storage = o.optional(
      "storage", .locatedName,
      "The datastore of the VM's configuration, NVRAM and logs; without it, the first that its host reaches."
    )
    disks = o.optional("disks", .array(of: .object), default: [], "The VM's disks.")
    writes = o.optional(
      "writes", .object, default: WritesSpec(),
      "How the guest writes its memory; without it, the guest does not write.")
    objectives = o.optional(
      "objectives", .object, "Limits that each of its migrations should keep.")
    boot = o.optional(
      "boot", .random(.duration), default: .constant(Seconds(60)),
      "How long the VM takes to start again after a crash, until it serves. It is sampled for each start."
    )
    o.note()
  }
}

extension VMSpec {
  /// Whether the VM is on when the run begins.
  enum Power: String, CaseIterable, Sendable {
    case on, off
    /// Its memory lies in a file beside its configuration.
    case suspended
  }
}

// MARK: - What a group has in common

extension VMSpec {
  var memory: Located<Bytes> { kind.value.memory }
  var power: VMSpec.Power { kind.value.power }
  var vcpus: Int { kind.value.vcpus }
  var demand: CPUDemand? { kind.value.demand }
  var firstWriteCost: Seconds { kind.value.firstWriteCost }
  var devices: Devices { kind.value.devices }
  var cpuFeatures: [String]? { kind.value.cpuFeatures }
  var isEmulated: Bool { kind.value.isEmulated }
  var pinned: String? { kind.value.pinned }
  var runsOn: [Located<String>] { kind.value.runsOn }
  var storage: Located<String>? { kind.value.storage }
  var disks: [DiskSpec] { kind.value.disks }
  var writes: WritesSpec { kind.value.writes }
  var objectives: ObjectivesSpec? { kind.value.objectives }
  var boot: RandomQuantity<Seconds> { kind.value.boot }
}
