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
    "KubeVirt as OpenShift Virtualization sets it up since August 2026: 20 s per GB, one VM per node",
    source: "hyperconverged-cluster-operator 03da3cff, api/v1/hyperconverged_types.go (PR 4426)",
    admission: kubevirtAdmission(outbound: 1), rules: kubevirtRules(perGiB: Seconds(20)),
    notes: kubevirtNotes)

  /// Harvester: KubeVirt, whose upgrade stops what it cannot move.
  public static let harvester = Preset(
    "harvester",
    "Harvester's upgrade: KubeVirt's defaults, and a VM whose migration failed is stopped",
    source: "Harvester 3d63c2af, the setting kubevirt-migration and the upgrade's node script",
    admission: with(kubevirtAdmission(outbound: 2)) { $0.onFailure = .goOn },
    rules: with(kubevirtRules(perGiB: Seconds(150))) { $0.stopsFailed = Seconds(5) },
    notes: [
      "the upgrade's script looks at the VMs every 5 s",
      "the preset is the upgrade; for a node's maintenance mode, which stops waiting after 240 s, write \"giveUpAfter\": \"240 s\"",
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
    "for allowPostCopy write \"timeOutAction\": \"post-copy\", for allowWorkloadDisruption alone \"pause\"; twice the time-out then cancels",
    "any look at which less remains than at the look before counts as progress: only a network that carries nothing ends progress",
    "KubeVirt tries again without end; the preset five times (\"retries\")",
  ]
}
