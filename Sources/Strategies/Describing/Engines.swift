/// Every engine and every kind of strategy that there is. The first of a list is the default.
public enum Engines {
  /// The greatest number of rounds that may be asked for: a series that does not converge would
  /// otherwise fill the memory of the machine that simulates.
  public static let mostRounds = 10_000

  /// The engines that run stage 2 of pre-copy.
  public static let preCopy: [PreCopyDescriptor] = [
    XenModern.descriptor, Xen46.descriptor, XenClassic.descriptor, Xen2005.descriptor,
    QemuRelease.qemu11.descriptor, QemuRelease.qemu8_2.descriptor, QemuRelease.qemu7_2.descriptor,
    QemuRelease.qemu4_2.descriptor, QemuRelease.qemu2_0.descriptor,
    CloudHypervisor.descriptor, VMwareLike.descriptor, HyperVLike.descriptor, Textbook.descriptor,
  ]

  /// Every parameter of theirs, told once: many strategies of a file ask for it.
  public static let preCopyFields = EngineDescriptor.union(of: preCopy)

  /// The engines that copy the disks of a VM that runs.
  public static let disks: [DiskMoverDescriptor] = [
    QemuMirror.descriptor, IOMirroring.descriptor, DirtyBlockTracking.descriptor,
    Snapshots.descriptor,
  ]

  /// Every parameter of theirs.
  public static let diskFields = EngineDescriptor.union(of: disks)

  /// The kinds of strategies.
  public static let strategies: [StrategyDescriptor] = [
    .preCopy, .postCopy, .stopAndCopy, .liveStorage, .sharedNothing, .cold, .warm,
    .localUpgrade,
  ]

  /// The pre-copy engine of a name.
  public static func preCopy(_ name: String) -> PreCopyDescriptor? {
    preCopy.first { $0.name == name }
  }
}
