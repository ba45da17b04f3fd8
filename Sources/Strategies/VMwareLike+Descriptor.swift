import Quantities
import Seam

extension VMwareLike {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "after published descriptions of vMotion: whole passes until \(usual.switchOver) is left; slows the guest down while pages are sent",
      source: "Nelson et al., USENIX ATC 2005; VMware's papers on vMotion since vSphere 5.0",
      costs: costs,
      parameters: [
        .downtimeLimit(\.switchOver),
        Parameter(
          "slowsDown", \.slowsDown, .flag,
          "Whether a guest that dirties too much is slowed down while pages are sent; vMotion's first generation does not."
        ),
        Parameter(
          "dirtyTarget", \.dirtyTarget, .share,
          "The guest may dirty at most this share of what is sent in the same time."),
        Parameter(
          "leastShare", \.leastShare, .share,
          "The guest is never slowed down below this share of its speed."),
        Parameter(
          "smallResidue", \.smallResidue, .data(),
          "With \"slowsDown\": false, the VM is paused when less than this is left."),
        Parameter(
          "leastProgress", \.leastProgress, .data(),
          "With \"slowsDown\": false, the VM is paused after a pass that reduces what is left by less than this."
        ),
      ],
      rules: [
        Rule("dirtyTarget", "leastShare", restsOn: ["slowsDown"]) { engine, given in
          Complaint(
            unless: engine.slowsDown
              || !given.contains("dirtyTarget") && !given.contains("leastShare"),
            "the guest is not slowed down here", "remove it, or write \"slowsDown\": true")
        },
        Rule("smallResidue", "leastProgress", restsOn: ["slowsDown"]) { engine, given in
          Complaint(
            unless: !engine.slowsDown
              || !given.contains("smallResidue") && !given.contains("leastProgress"),
            "it belongs to the first generation, which does not slow the guest down",
            "add \"slowsDown\": false, or remove it")
        },
      ])
  }

  /// One stream is one core, about 15 Gbit/s (KB 323379); before 7.0 U2 each network adapter has one. The
  /// frame buffer of a vGPU takes 16.5 s at 2 GiB and 61 s at 8 GiB, and the VM stays at the source where
  /// it would stand still for more than 100 s (VMware's papers on vGPU vMotion).
  static let costs = StageCosts(
    deviceRate: Bytes.mebibytes(140) / Seconds(1), switchOverTimeout: Seconds(100),
    perStream: .gigabitsPerSecond(15))

  private var slowsDown: Bool {
    get { stun != nil }
    set { stun = newValue ? stun ?? Stun() : nil }
  }
  private var dirtyTarget: Double {
    get { stun?.target ?? Stun().target }
    set { stun?.target = newValue }
  }
  private var leastShare: Double {
    get { stun?.leastShare ?? Stun().leastShare }
    set { stun?.leastShare = newValue }
  }
}
