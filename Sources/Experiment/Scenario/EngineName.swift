import Datacenter
import Quantities
package import Strategies

/// The pre-copy engines that a scenario may name, with the parameters that each of them has.
package enum EngineName: String, CaseIterable, Sendable {
  case xenModern = "xen-modern"
  case xen46 = "xen-4.6"
  case xenClassic = "xen-classic"
  case xen2005 = "xen-2005"
  case qemu11 = "qemu-11"
  case qemu8_2 = "qemu-8.2"
  case qemu7_2 = "qemu-7.2"
  case qemu4_2 = "qemu-4.2"
  case qemu2_0 = "qemu-2.0"
  case cloudHypervisor = "cloud-hypervisor"
  case vmwareLike = "vmware-like"
  case hyperVLike = "hyper-v-like"
  case textbook

  /// The release, if it is one of QEMU.
  package var qemu: QemuRelease? { QemuRelease(rawValue: rawValue) }

  /// What the engine is, for `apus list`.
  var summary: String {
    switch self {
    case .xenModern:
      "Xen 4.7 and later: at most 5 live rounds, or fewer than 50 dirty pages; the residue is still sent live"
    case .xen46:
      "Xen 4.6: at most 5 live rounds, or at most 50 dirty pages, which go in the last round"
    case .xenClassic:
      "Xen 2 to 4.5: at most 29 live rounds or 3 times the memory; skips pages written again"
    case .xen2005:
      "Clark et al. 2005: as xen-classic, at a rate that follows the guest's from 100 to 500 Mbit/s"
    case .qemu11:
      "QEMU 11: reads the bitmap when the rest could be sent within 300 ms, and every 5 s of a throttled guest; cap 128 MiB/s"
    case .qemu8_2:
      "as qemu-11, without reads for a throttled guest's sake; what is left must be below the limit, not at it"
    case .qemu7_2: "as qemu-8.2, without dirtyLimit, which came with 8.1"
    case .qemu4_2: "as qemu-7.2, with a cap of 32 MiB/s, as until 5.1"
    case .qemu2_0: "as qemu-4.2, with a downtime limit of 30 ms"
    case .cloudHypervisor:
      "Cloud Hypervisor: whole passes until the rest could be sent within 300 ms; gives up after 3600 s"
    case .vmwareLike:
      "after published descriptions of vMotion: whole passes until 1 s is left; slows the guest down while pages are sent"
    case .hyperVLike:
      "after published descriptions of Hyper-V: at most 10 passes; pages may be compressed"
    case .textbook:
      "the geometric series of textbooks and SimGrid: fluid memory, a plain pipe, a 30 ms downtime limit"
    }
  }

  /// The engine's own parameters, as keys of the scenario.
  package var parameters: [String] {
    switch self {
    case .xenModern: ["maximumRounds", "targetDirty"]
    case .xen46: XenKeys.ofXen46
    case .xenClassic: XenKeys.ofXenClassic
    case .xen2005: XenKeys.ofXen2005
    case .qemu11, .qemu8_2: QemuKeys.all
    case .qemu7_2, .qemu4_2, .qemu2_0: QemuKeys.all.filter { $0 != "dirtyLimit" }
    case .cloudHypervisor: OtherKeys.ofCloudHypervisor
    case .vmwareLike: OtherKeys.ofVMware
    case .hyperVLike: ["maximumRounds", "minimumResidue", "compression"]
    case .textbook: ["downtimeLimit", "maximumRounds"]
    }
  }

  /// What the stages around the copy cost where the scenario does not say.
  package var costs: StageCosts {
    switch self {
    case .xenModern, .xen46, .xenClassic, .xen2005: StageCosts()
    case .qemu11, .qemu8_2, .qemu7_2, .qemu4_2, .qemu2_0: StageCosts()
    case .cloudHypervisor: CloudHypervisor.costs
    case .vmwareLike, .hyperVLike: StageCosts()
    case .textbook: .free
    }
  }
}
