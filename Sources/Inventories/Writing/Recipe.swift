internal import Quantities

/// What an import lacks, and the command that would get it.
struct Recipe: Equatable {
  let missing: String
  let command: String

  /// Everything that is missing of an estate, each once.
  static func all(for estate: CompleteEstate) -> [Recipe] {
    var recipes: [Recipe] = []
    let running = estate.vms.filter { $0.vm.power == .on }
    let unmeasured = running.count { $0.writes.basis != .measured }
    if unmeasured > 0 {
      let known = running.count { $0.writes.basis == .activeWrite }
      if estate.platform != .vsphere || unmeasured > known {
        recipes.append(
          Recipe(
            missing:
              "Dirty rates of \(count(unmeasured, "VM")) are not measured. Import what this writes, too:",
            command: dirtyRates(estate.platform)))
      }
    }
    if let recipe = memoryOfVMs(in: estate) { recipes.append(recipe) }
    let speedless = estate.hosts.filter { $0.speed.provenance == .assumed }
    if let speed = speedless.first?.speed.value {
      recipes.append(
        Recipe(
          missing:
            "The migration network of \(count(speedless.count, "host")) is not known; \(speed) is assumed. Look it up and give --bandwidth:",
          command: networkSpeed(estate.platform)))
    }
    let sizeless = estate.hosts.count {
      $0.memory.provenance == .assumed && $0.memory.field.isEmpty
    }
    if sizeless > 0 {
      recipes.append(
        Recipe(
          missing:
            "The memory of \(count(sizeless, "host")) is not known. Import what this writes, too:",
          command: hostMemory(estate.platform)))
    }
    return recipes
  }

  /// How to get the memory of VMs of which no file says it.
  static func memoryOfVMs(in estate: CompleteEstate) -> Recipe? {
    guard !estate.sizeless.isEmpty else { return nil }
    return Recipe(
      missing:
        "The memory of \(count(estate.sizeless.count, "VM")) is not known. Import what this writes, too:",
      command: guestMemory(estate.platform))
  }

  private static func dirtyRates(_ platform: Estate.Platform) -> String {
    switch platform {
    case .vsphere:
      "Get-Stat -Entity (Get-VM) -Stat mem.activewrite.average -Start (Get-Date).AddDays(-7) | Select Entity,Timestamp,MetricId,Value,Unit | Export-Csv -NoTypeInformation activewrite.csv"
    case .kubevirt:
      "curl -G PROMETHEUS/api/v1/query --data-urlencode 'query=max_over_time(kubevirt_vmi_dirty_rate_bytes_per_second[7d])' > dirty-rates.json"
    case .proxmox:
      "for id in $(qm list | awk '$3 == \"running\" { print $1 }'); do printf 'calc_dirty_rate 1\\n' | qm monitor $id; sleep 2; printf 'info dirty_rate\\n' | qm monitor $id; done   # on each node; write the rates into a CSV file: vm,dirty_rate_mib_per_s"
    case .openstack:
      "(echo vm,dirty_rate_mib_per_s; for id in $(virsh list --uuid); do virsh domdirtyrate-calc $id --seconds 1 > /dev/null; sleep 3; echo $id,$(virsh domstats --dirtyrate $id | sed -n 's/.*dirtyrate.megabytes_per_second=//p'); done) > $(hostname).rates.csv   # on each host"
    case .libvirt:
      "for vm in $(virsh list --name); do virsh domdirtyrate-calc $vm --seconds 1; done; sleep 3; virsh domstats --dirtyrate --balloon > $(hostname).domstats.txt   # on each host"
    case .hyperv, .xen, .unknown:
      "a CSV file with the columns vm,dirty_rate_pages_per_s"
    }
  }

  private static func networkSpeed(_ platform: Estate.Platform) -> String {
    switch platform {
    case .vsphere: "export the tabs vNIC and vSC+VMK of RVTools"
    case .hyperv: "Get-NetAdapter | Select Name,LinkSpeed"
    default: "cat /sys/class/net/INTERFACE/speed   # Mbit/s, on a host"
    }
  }

  private static func guestMemory(_ platform: Estate.Platform) -> String {
    switch platform {
    case .vsphere:
      "export the tabs vInfo and vMemory of RVTools, or Get-VM | Export-Csv -NoTypeInformation vms.csv"
    case .libvirt: "virsh domstats --dirtyrate > $(hostname).domstats.txt   # on each host"
    case .kubevirt: "kubectl get vmi -A -o json > vmis.json"
    case .proxmox: "pvesh get /cluster/resources --output-format json > resources.json"
    case .openstack: "openstack flavor list --all --long -f json > flavors.json"
    case .hyperv: "Get-VM | Export-Csv -NoTypeInformation vms.csv"
    case .xen, .unknown: "a CSV file of the VMs with the columns name,host,memory_gib"
    }
  }

  private static func hostMemory(_ platform: Estate.Platform) -> String {
    switch platform {
    case .vsphere:
      "export the tab vHost of RVTools, or Get-VMHost | Export-Csv -NoTypeInformation hosts.csv"
    case .libvirt: "LC_ALL=C virsh nodeinfo > $(hostname).nodeinfo.txt   # on each host"
    case .kubevirt: "kubectl get nodes -o json > nodes.json"
    case .proxmox: "pvesh get /cluster/resources --output-format json > resources.json"
    case .openstack:
      "openstack --os-compute-api-version 2.87 hypervisor list --long -f json > hypervisors.json"
    case .hyperv: "Get-VMHost | Export-Csv -NoTypeInformation hosts.csv"
    case .xen, .unknown: "a CSV file of the hosts with the columns name,memory_gib,cpu_model"
    }
  }
}
