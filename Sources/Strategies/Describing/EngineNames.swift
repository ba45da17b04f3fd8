/// What users call engines elsewhere.
extension Engines {
  /// Products and programs, in small letters, and the engine that stands for them.
  private static let products = [
    "kvm": "qemu-11", "libvirt": "qemu-11", "qemu-kvm": "qemu-11", "openstack": "qemu-11",
    "nova": "qemu-11", "kubevirt": "qemu-11", "proxmox": "qemu-11", "ovirt": "qemu-11",
    "rhv": "qemu-11", "harvester": "qemu-11",
    "xenserver": "xen-modern", "xcp-ng": "xen-modern", "xapi": "xen-modern",
    "citrix hypervisor": "xen-modern",
    "esxi": "vmware-like", "vsphere": "vmware-like", "vmotion": "vmware-like",
    "hyperv": "hyper-v-like", "hyper-v": "hyper-v-like", "azure stack hci": "hyper-v-like",
  ]

  /// What a name that is no engine's means, as a remedy: the engine of a product, or the release that
  /// stands for a version; `nil` for names without a meaning.
  ///
  /// - Parameter names: those of the engines that there are to choose from.
  public static func remedy(for name: String, among names: [String]) -> String? {
    if let engine = products[name.lowercased()], names.contains(engine) {
      return "write \"\(engine)\", which stands for it"
    }
    return Release(name)?.remedy(among: names)
  }
}

/// A name that ends in a version, such as "qemu-9.0".
private struct Release {
  private let family: String
  private let version: [Int]

  /// A name that ends in numbers with dots between them; `nil` for others.
  init?(_ name: String) {
    let digits = name.reversed().prefix { ("0"..."9").contains($0) || $0 == "." }
    version = String(digits.reversed()).split(separator: ".").compactMap { Int($0) }
    family = name.dropLast(digits.count).lowercased().filter(\.isLetter)
    guard !version.isEmpty, !family.isEmpty else { return nil }
  }

  private func isBefore(_ other: Release) -> Bool {
    version.lexicographicallyPrecedes(other.version)
  }

  /// The newest release of the family that is not newer, else the oldest.
  func remedy(among names: [String]) -> String? {
    let known = names.compactMap { name in
      Release(name).flatMap { $0.family == family ? (name: name, release: $0) : nil }
    }.sorted { $0.release.isBefore($1.release) }
    if let last = known.last(where: { !isBefore($0.release) }) {
      return "write \"\(last.name)\", the newest release modelled up to there"
    }
    return known.first.map { "write \"\($0.name)\", the oldest release modelled" }
  }
}
