import Quantities
import Seam

/// The groups of parameters that QEMU's engines have.

extension Domain where Value == AutoConverge {
  /// Auto-converge, with what the release has beside its parameters.
  static func autoConverge(asIn release: QemuRelease) -> Domain {
    .group(
      named: "AutoConverge", "Slowing the guest down step by step while it dirties too much.",
      Form(
        release.autoConverge,
        [
          Parameter(
            "trigger", \.trigger, .share,
            "A period is hot if it dirtied more than this share of what it sent."),
          Parameter("initial", \.initial, .count(1...99), "The first throttle, in per cent."),
          Parameter("increment", \.increment, .count(1...99), "Each further step, in per cent."),
          Parameter("maximum", \.maximum, .count(1...99), "The highest throttle, in per cent."),
          Parameter(
            "tailslow", \.isTailslow, .flag, "Whether steps are only as large as needed."),
          Parameter(
            "response", \.response, .number(.within(0...1)),
            "What share of a throttle the guest's writes feel: 1 where the processor bounds them."),
        ],
        rules: [
          Rule("maximum", "initial") { aid, _ in
            Complaint(
              unless: aid.maximum >= aid.initial, "the highest throttle is below the first",
              "write at least \(aid.initial)")
          }
        ]))
  }
}

extension Domain where Value == DirtyLimit {
  static var dirtyLimit: Domain {
    .group(
      "A quota of dirtied memory for each vCPU, since QEMU 8.1.",
      Form(
        DirtyLimit(),
        [
          Parameter(
            "quota", \.quota, .rate(), "What each vCPU may dirty once the guest is limited."),
          Parameter(
            "tolerance", \.tolerance, .rate(.within(0...1e15)),
            "A rate this near the quota is left alone."),
          Parameter("vCPUs", \.vCPUs, .count(1...65_536), "vCPUs that write."),
          Parameter(
            "trigger", \.trigger, .share,
            "A period is hot if it dirtied more than this share of what it sent."),
        ]))
  }
}

extension Domain where Value == QemuSettings.Delta {
  static var xbzrle: Domain {
    .group(
      "Sending what has changed in a page since it was last sent.",
      Form(
        QemuSettings.Delta(),
        [
          Parameter(
            "cache", \.cache, .memory,
            "Memory for pages as they were last sent: a power of two of pages."),
          Parameter(
            "encodedPage", \.encodedPage, .data(.within(0...4096)),
            "What a page of changes encodes to; 4096 B for pages that change all over."),
          Parameter("encoding", \.encoding, .rate(), "How fast pages are encoded."),
          Parameter(
            "keepsHotPages", \.keepsHotPages, .flag,
            "Whether a cached page stays while it is in use (before QEMU 2.1: false)."),
        ],
        rules: [
          Rule("cache") { delta, _ in
            let pages = delta.cache.pages
            return Complaint(
              unless: pages > .zero && pages == pages.nearestPowerOfTwo,
              "the cache is no power of two of pages",
              "write \"\(pages.nearestPowerOfTwo.bytes)\"")
          }
        ]))
  }
}

extension Domain where Value == QemuSettings.Multifd {
  static var multifd: Domain {
    .group(
      "Several channels, each with a thread.",
      Form(
        QemuSettings.Multifd(),
        [
          Parameter("channels", \.channels, .count(1...255), "How many channels."),
          Parameter(
            "perChannel", \.perChannel, .rate(),
            "What one channel moves at most; without it, as much as the link."),
          Parameter(
            "dispatcher", \.dispatcher, .rate(),
            "How much memory the thread that fills the packets walks through, zero pages included: 0.19 us a page, from idle guests of 16 GiB, 1 TiB and 4 TiB (QEMU commit 1e356fc14b)."
          ),
          Parameter(
            "detectsZeroPages", \.detectsZeroPages, .flag,
            "Whether the channels look for zero pages, or the thread that fills them; without it, as the release does (since 9.0: true)."
          ),
          Parameter(
            "zeroCheck", \.zeroCheck, .time(),
            "Looking through a page for anything but zeroes; with the walk, 0.27 to 0.30 us a page in one thread (idle guests of 1 and 4 TiB)."
          ),
        ]))
  }
}

extension Domain where Value == QemuSettings.Firmware {
  static var firmware: Domain {
    .group(
      "Pages that are sent once, in addition to the VM's memory.",
      Form(
        QemuSettings.Firmware(),
        [
          Parameter("full", \.full, .count(0...1_000_000), "Pages with content."),
          Parameter("zero", \.zero, .count(0...1_000_000), "Pages of zeroes."),
        ]))
  }
}

extension Domain where Value == QemuSettings.Stall {
  static var stall: Domain {
    .group(
      "When an operator stops the VM of a migration that stalls.",
      Form(
        QemuSettings.Stall(),
        [
          Parameter(
            "periods", \.periods, .count(1...1_000_000),
            "After so many periods of a second or more that stalled."),
          Parameter(
            "share", \.share, .number(.above(0, upTo: 100)),
            "A period stalled if it dirtied more than this share of what it sent."),
        ]))
  }
}
