import Quantities
import Seam

/// The groups of parameters that QEMU's engines have.

extension Domain where Value == AutoConverge {
  /// Auto-converge, with what the release has beside its parameters.
  static func autoConverge(asIn release: QemuRelease) -> Domain {
    .group(
      named: "AutoConverge", "Slows the guest down step by step while it dirties too much memory.",
      Form(
        release.autoConverge,
        [
          Parameter(
            "trigger", \.trigger, .share,
            "A period counts as too dirty if the guest dirtied more than this share of what was sent in the period."
          ),
          Parameter("initial", \.initial, .count(1...99), "The first throttle, in per cent."),
          Parameter(
            "increment", \.increment, .count(1...99),
            "How much each further step adds to the throttle, in per cent."),
          Parameter("maximum", \.maximum, .count(1...99), "The highest throttle, in per cent."),
          Parameter(
            "tailslow", \.isTailslow, .flag,
            "Whether a step is smaller than \"increment\" if less is enough, since QEMU 5.1."),
          Parameter(
            "response", \.response, .number(.within(0...1)),
            "The share of a throttle that the guest's writes feel; 1 if the processor limits the writes."
          ),
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
            "quota", \.quota, .rate(),
            "The rate at which each vCPU may dirty memory once the guest is limited."),
          Parameter(
            "tolerance", \.tolerance, .rate(.within(0...1e15)),
            "A rate this near the quota is left alone."),
          Parameter("vCPUs", \.vCPUs, .count(1...65_536), "The number of vCPUs that write."),
          Parameter(
            "trigger", \.trigger, .share,
            "A period counts as too dirty if the guest dirtied more than this share of what was sent in the period."
          ),
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
            "The memory that holds pages as they were last sent. Its number of pages is a power of two."
          ),
          Parameter(
            "encodedPage", \.encodedPage, .data(.within(0...4096)),
            "The size to which a changed page is encoded; 4096 B for pages that change everywhere."),
          Parameter("encoding", \.encoding, .rate(), "The rate at which pages are encoded."),
          Parameter(
            "keepsHotPages", \.keepsHotPages, .flag,
            "Whether a cached page stays while it is in use (before QEMU 2.1: false)."),
        ],
        rules: [
          Rule("cache") { delta, _ in
            let whole = delta.cache.pages.nearestPowerOfTwo.bytes
            return Complaint(
              unless: delta.cache == whole, "the cache is no power of two of pages of 4 KiB",
              "write \"\(whole)\"")
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
          Parameter("channels", \.channels, .count(1...255), "The number of channels."),
          Parameter(
            "perChannel", \.perChannel, .rate(),
            "The highest rate of one channel; without it, the link's rate."),
          Parameter(
            "dispatcher", \.dispatcher, .rate(),
            "The rate at which the thread that fills the packets walks through memory, zero pages included: 0.19 us a page, from idle guests of 16 GiB, 1 TiB and 4 TiB (QEMU commit 1e356fc14b)."
          ),
          Parameter(
            "detectsZeroPages", \.detectsZeroPages, .flag,
            "Whether the channels look for zero pages, or the thread that fills the packets. Without it, as the release does (since 9.0: true)."
          ),
          Parameter(
            "zeroCheck", \.zeroCheck, .time(),
            "The time to look through a page for anything but zeroes. Walk and look took 0.27 to 0.30 us a page in one thread (idle guests of 1 and 4 TiB)."
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
            "The VM is stopped after so many stalled periods of a second or more."),
          Parameter(
            "share", \.share, .number(.above(0, upTo: 100)),
            "A period is stalled if the guest dirtied more than this share of what was sent in the period."
          ),
        ]))
  }
}
