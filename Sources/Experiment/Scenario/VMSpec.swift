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
  let memory: Located<Bytes>
  let power: Power
  let vcpus: Int
  let demand: CPUDemand?
  let firstWriteCost: Seconds
  let devices: Devices
  let cpuFeatures: [String]?
  /// Why it cannot leave its host; `nil` if it can.
  let pinned: String?
  /// The hosts on which it may run; none for all.
  let runsOn: [Located<String>]
  let storage: Located<String>?
  let disks: [DiskSpec]
  let writes: WritesSpec
  let objectives: ObjectivesSpec?
  let boot: RandomQuantity<Seconds>

  /// Whether the VM is on when the run begins.
  enum Power: String, CaseIterable, Sendable {
    case on, off
    /// Its memory lies in a file beside its configuration.
    case suspended
  }

  init(reading o: inout ObjectReader) {
    (name, count) = Group.read(&o, "The VM's name; requests refer to it.")
    host = o.required(
      "host", .oneOrMore(.located(.name)),
      "Where it is at the start. \"{}\" stands for a group member's number; an array, a pattern such as \"esx-*\" or a range such as \"esx-{1..4}\" is dealt out in turn."
    )
    memory = o.required(
      "memory", .located(.quantity(.memory)),
      "Its memory; a started page of 4 KiB counts whole.")
    power = o.optional(
      "power", .word("\"on\", \"off\" or \"suspended\""), default: .on,
      "Whether it is on; a suspended VM's memory is a file, which cold migration moves along.")
    vcpus = o.optional(
      "vcpus", .count(1...4096), default: 1,
      "Its vCPUs, all of them busy: what it wants of its host's cores.")
    demand = o.optional(
      "demand", DemandSpec.shape,
      "Which share of its vCPUs is busy as time goes by; without it, all of them always.")
    firstWriteCost = o.optional(
      "firstWriteCost", .quantity(.within(0...1)), default: .zero,
      "While writes are logged, what the first write to a page after each look at the dirty bitmap costs a vCPU; 0.7 to 1.9 us were measured with KVM. Not counted unless it is said."
    )
    devices = o.optional(
      "devices", Devices.shape, default: DevicesKind.usual.devices,
      "What has to be switched over with it: \"virtio\", \"sr-iov\", \"vgpu\", \"vhost-user\" or, as closed forms have it, \"bare\"; or an object that changes one of them."
    )
    cpuFeatures = o.optional(
      "cpuFeatures", .array(of: .name),
      "The CPU features that the guest sees, and so needs wherever it moves live; without it, all of its first host's."
    )
    pinned = o.optional(
      "pinned", .name,
      "Why it cannot leave its host where hosts are emptied, such as \"passed-through device\".")
    runsOn = o.optional(
      "runsOn", .oneOrMore(.located(.name)), default: [],
      "The hosts on which it may be placed: names or patterns; without it, all.")
    storage = o.optional(
      "storage", .located(.name),
      "Where its configuration, NVRAM and logs lie; without it, the first datastore its host reaches."
    )
    disks = o.optional("disks", .array(of: .object), default: [], "Its disks.")
    writes = o.optional(
      "writes", .object, default: WritesSpec(),
      "How the guest writes its memory; without it, not at all.")
    objectives = o.optional(
      "objectives", .object, "Limits that each of its migrations should keep.")
    boot = o.optional(
      "boot", .random(.duration), default: .constant(Seconds(60)),
      "How long it takes to start again after a crash, until it serves; drawn for each start.")
    o.note()
  }
}
