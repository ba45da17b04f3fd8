package import Quantities

/// An inventory of hosts and VMs, whatever system described it.
///
/// Every reader ends here, and everything that is written begins here, so that neither knows the other.
package struct Estate: Equatable, Sendable {
  /// The system that runs the VMs.
  package var platform = Platform.unknown
  /// What was read, in words: `"RVTools 4.7.1.4"`.
  package var sources: [String] = []
  /// The day of the export, as `"2026-09-30"`, where it says one.
  package var exported: String?
  package var hosts: [Host] = []
  package var vms: [VM] = []
  package var datastores: [Datastore] = []
  package var rules: [Rule] = []
  /// Entries that are no VMs to move: templates, containers.
  package var skipped: [Skipped] = []
  /// Migrations that have been.
  package var history: [PastMigration] = []
  /// What a reader of the scenario should know, each a sentence.
  package var remarks: [String] = []

  package init() {}

  /// The systems that are told apart.
  package enum Platform: String, Sendable {
    case vsphere, libvirt, kubevirt, proxmox, openstack, hyperv, xen, unknown
  }

  /// An entry that is left out, and why.
  package struct Skipped: Equatable, Sendable {
    package let name: String
    package let reason: String
  }

  /// A wish about which VMs run together.
  package struct Rule: Equatable, Sendable {
    package let name: String
    package let kind: Kind
    package var vms: [String]

    package enum Kind: String, Sendable { case apart, together, other }
  }

  /// A place for disks.
  package struct Datastore: Equatable, Sendable {
    package let name: String
    package var kind: String?
    package var capacity: Known<Bytes>?
    package var free: Known<Bytes>?
    /// The hosts that reach it; none where that is not known.
    package var hosts: [String] = []
    package var isShared: Known<Bool>?

    package init(_ name: String) { self.name = name }
  }
}

extension Estate {
  /// Takes in what another reader found.
  package mutating func add(_ other: Estate) {
    if platform == .unknown { platform = other.platform }
    sources += other.sources.filter { !sources.contains($0) }
    exported = exported ?? other.exported
    hosts += other.hosts
    vms += other.vms
    datastores += other.datastores
    rules += other.rules
    skipped += other.skipped
    history += other.history
    remarks += other.remarks
  }
}
