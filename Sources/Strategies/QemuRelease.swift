public import Quantities

/// The releases of QEMU that differ in how they migrate.
public enum QemuRelease: String, Hashable, Sendable, CaseIterable {
  /// A limit of 30 ms and a cap of 32 MiB/s.
  case qemu2_0 = "qemu-2.0"
  /// A limit of 300 ms; still 32 MiB/s.
  case qemu4_2 = "qemu-4.2"
  /// 128 MiB/s.
  case qemu7_2 = "qemu-7.2"
  case qemu8_2 = "qemu-8.2"
  /// Completes at the threshold rather than below it; bitmap reads every 5 s while throttled.
  case qemu11 = "qemu-11"

  /// The release's defaults under libvirt, which lifts the cap.
  public var liftedSettings: QemuSettings {
    var settings = settings
    settings.maximumBandwidth = .unlimited
    return settings
  }

  /// The release's own defaults.
  public var settings: QemuSettings {
    var settings = QemuSettings()
    if self == .qemu2_0 { settings.downtimeLimit = .milliseconds(30) }
    if self == .qemu2_0 || self == .qemu4_2 {
      settings.maximumBandwidth = Bytes.mebibytes(32) / Seconds(1)
    }
    settings.completesAtThreshold = self == .qemu11
    settings.findsZeroesInChannels = self == .qemu11
    return settings
  }

  /// The table of translations of a guest that QEMU emulates, where a look at the dirty bitmap leaves it as it is:
  /// until 9.0. It begins with 256 entries (`CPU_TLB_DYN_DEFAULT_BITS`) and doubles at a flush that finds it
  /// full. The start of the log of writes is one.
  public var translatedPages: Pages { self == .qemu11 ? .zero : Pages(512) }

  /// Auto-converge as this release has it.
  ///
  /// From 1.6 to 2.4 the sixth hot period acted (`dirty_rate_high_cnt++ > 4` in arch_init.c), and there was
  /// one step: from then on, each vCPU slept for 30 ms whenever more than 40 ms had passed, so for 73 % of
  /// its time. Releases from 2.5 raise the throttle step by step; until 4.2 the third hot period acts
  /// (`dirty_rate_high_cnt++ >= 2`).
  public var autoConverge: AutoConverge {
    switch self {
    case .qemu2_0: AutoConverge(hotPeriods: 6, onlyStep: 73)
    case .qemu4_2: AutoConverge(hotPeriods: 3)
    case .qemu7_2, .qemu8_2: AutoConverge()
    case .qemu11: AutoConverge(forcedReads: Seconds(5))
    }
  }
}
