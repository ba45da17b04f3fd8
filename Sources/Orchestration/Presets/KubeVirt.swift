import Quantities

extension Preset {
  /// KubeVirt.
  public static let kubevirt = Preset(
    "kubevirt",
    "KubeVirt: cancels a migration that takes longer than 150 s per GB, and tries again",
    source: "KubeVirt d923fdb8, virt-config and virt-launcher's live-migration-source.go",
    admission: kubevirtAdmission(outbound: 2), rules: kubevirtRules(perGiB: Seconds(150)),
    notes: kubevirtNotes)

  /// KubeVirt as the HyperConverged operator sets it up.
  public static let openshiftVirtualization = Preset(
    "openshift-virtualization",
    "KubeVirt as OpenShift Virtualization sets it up since August 2026: 20 s per GB, one VM at a time from each node",
    source: "hyperconverged-cluster-operator 03da3cff, api/v1/hyperconverged_types.go (PR 4426)",
    admission: kubevirtAdmission(outbound: 1), rules: kubevirtRules(perGiB: Seconds(20)),
    notes: kubevirtNotes)

  /// Harvester: KubeVirt, whose upgrade stops what it cannot move.
  public static let harvester = Preset(
    "harvester",
    "Harvester's upgrade of its nodes: as KubeVirt, but a VM whose migration failed is switched off",
    source: "Harvester 3d63c2af, the setting kubevirt-migration and the upgrade's node script",
    admission: with(kubevirtAdmission(outbound: 2)) { $0.onFailure = .goOn },
    rules: with(kubevirtRules(perGiB: Seconds(150))) { $0.stopsFailed = Seconds(5) },
    notes: [
      "Harvester's upgrade script checks the VMs of a node every 5 s: hence the 5 s before a VM is switched off",
      "for the maintenance mode of a node, which waits at most 240 s for a VM to leave, write \"giveUpAfter\": \"240 s\"",
    ])

  /// Limits of the cluster and of each source node; what fails backs off 20 s, then twice as long each
  /// time. Refused ones come back after 1 s.
  static func kubevirtAdmission(outbound: Int) -> AdmissionRules {
    with(AdmissionRules()) {
      $0.counters = [Counter(.cluster, 5), Counter(.hostOut, outbound)]
      $0.order = .priority
      $0.onFailure = .retry(after: Seconds(20), factor: 2, most: 5)
    }
  }

  /// The monitor of virt-launcher.
  static func kubevirtRules(perGiB: Seconds) -> ManagerRules {
    with(ManagerRules()) {
      $0.interval = .milliseconds(400)
      $0.counting = .roundedUp
      $0.rateCap = .rate(.unlimited)
      $0.timeOut = TimeOut(.perGiB(perGiB), .cancel, cancelsAt: 2)
      $0.progressTimeOut = Seconds(150)
    }
  }

  private static let kubevirtNotes = [
    "for KubeVirt's allowPostCopy, write \"timeOutAction\": \"post-copy\"; for allowWorkloadDisruption without allowPostCopy, write \"timeOutAction\": \"pause\"",
    "with \"post-copy\" or \"pause\", a migration that has not ended after twice that time is cancelled, unless post-copy has begun",
    "whenever a look finds less data left than the look before, the 2.5 min start again: so the rule acts only if the network carries nothing",
    "KubeVirt tries again without end, this preset five times: to change the number, write \"retries\": {\"most\": 1} in \"manager\"",
  ]
}
