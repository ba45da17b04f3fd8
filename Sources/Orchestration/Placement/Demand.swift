import Datacenter
import Quantities

/// What a VM asks of every host that could take it, looked up once: a host is then asked with few
/// comparisons, which counts where thousands of VMs ask hundreds of hosts.
struct Demand {
  let vm: VMID
  let kind: MoveClass
  /// Where the VM is; `nil` if it is lost, and could start on any host.
  let home: HostID?
  let memory: Bytes
  let vcpus: Int
  /// Whether it takes memory and cores where it goes.
  let takesMemory: Bool
  /// The CPU that must be there; `nil` where any will do.
  let cpu: CPU?
  /// The hosts that reach each of its datastores, where not every host does.
  let reaches: [Set<HostID>]
  /// The hosts on which it may run; `nil` for all.
  let allowed: Set<HostID>?
  /// Whether a rule about who shares a host names it.
  let hasRules: Bool
  /// Its files, where they move, and what they want of datastores.
  let files: [StoredFile]
  let needs: FileNeeds

  init(_ vm: VMID, _ view: borrowing FleetView, _ kind: MoveClass, _ needs: FileNeeds) {
    let machine = view.vms[vm.index]
    self.vm = vm
    self.kind = kind
    home = machine.condition == .lost ? nil : machine.host
    memory = machine.memory
    vcpus = machine.vcpus
    takesMemory = machine.condition.needsMemory
    cpu = kind == .cold || machine.cpu == CPU() ? nil : machine.cpu
    reaches = kind.bringsFiles ? [] : machine.stores.compactMap { view.hosts(reaching: $0) }
    allowed = machine.allowed
    hasRules = view.hasRules(vm)
    files = kind.bringsFiles ? machine.files : []
    self.needs = needs
  }
}
