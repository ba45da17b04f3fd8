extension VMwareLike {
  static var descriptor: PreCopyDescriptor {
    let usual = Self()
    return PreCopyDescriptor(
      usual,
      summary:
        "after published descriptions of vMotion: whole passes until \(usual.switchOver) is left; slows the guest down while pages are sent",
      source: "Nelson et al., USENIX ATC 2005; VMware's papers on vMotion since vSphere 5.0",
      parameters: [
        .downtimeLimit(\.switchOver),
        Parameter(
          "slowsDown", \.slowsDown, .flag,
          "Whether a guest that dirties too much is slowed down while pages are sent; vMotion's first generation does not."
        ),
        Parameter(
          "dirtyTarget", \.dirtyTarget, .share,
          "What the guest may dirty, as a share of what is sent meanwhile."),
        Parameter(
          "leastShare", \.leastShare, .share,
          "The guest is never slowed down below this share of its speed."),
        Parameter(
          "smallResidue", \.smallResidue, .data(),
          "With \"slowsDown\": false, less than this is little enough."),
        Parameter(
          "leastProgress", \.leastProgress, .data(),
          "With \"slowsDown\": false, stop after a pass that reduces what is left by less than this."
        ),
      ],
      rules: [
        Rule("dirtyTarget", "leastShare", restsOn: ["slowsDown"]) { engine, given in
          Complaint(
            unless: engine.slowsDown
              || !given.contains("dirtyTarget") && !given.contains("leastShare"),
            "the guest is not slowed down here", "remove it, or \"slowsDown\": false")
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
