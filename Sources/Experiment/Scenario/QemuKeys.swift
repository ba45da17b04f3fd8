import Quantities
import Strategies
import StrictJSON

/// The parameters of QEMU's engines, as keys of a scenario. `downtimeLimit` is another engine's too.
struct QemuKeys {
  /// The keys that the scenario gives.
  let given: [String]
  private let maximumBandwidth: BytesPerSecond?
  private let autoConverge: AutoConvergeKeys?
  private let dirtyLimit: DirtyLimit?
  private let xbzrle: QemuSettings.Delta?
  private let multifd: QemuSettings.Multifd?
  let compression: Compression?
  private let zeroPageTime: Seconds?
  let bitmapTime: Seconds?
  private let firmware: QemuSettings.Firmware?
  private let stall: QemuSettings.Stall?

  static let all = [
    "downtimeLimit", "maximumBandwidth", "autoConverge", "dirtyLimit", "xbzrle", "multifd",
    "compression", "zeroPageTime", "bitmapTimePerGiB", "firmware", "stall",
  ]

  init(reading o: inout ObjectReader) {
    maximumBandwidth = o.optional(
      "maximumBandwidth", .quantity(.bandwidth),
      "The cap of the live part; stop-and-copy is not capped. libvirt sets none: write more than the link has (qemu-2.0, qemu-4.2: 32 MiB/s; later: 128 MiB/s)."
    )
    autoConverge = o.optional(
      "autoConverge", .object,
      "Slow the guest down step by step while it dirties too much (qemu-*: off).")
    dirtyLimit = o.optional(
      "dirtyLimit",
      .object("A quota of dirtied memory for each vCPU, since QEMU 8.1.") { o in
        let defaults = DirtyLimit()
        return DirtyLimit(
          quota: o.optional(
            "quota", .quantity(.bandwidth), default: defaults.quota,
            "What each vCPU may dirty once the guest is limited."),
          tolerance: o.optional(
            "tolerance", .quantity(.within(0...1e15)), default: defaults.tolerance,
            "A rate this near the quota is left alone."),
          vCPUs: o.optional(
            "vCPUs", .count(1...65_536), default: defaults.vCPUs, "vCPUs that write."),
          trigger: o.optional(
            "trigger", .number(.above(0, upTo: 1)), default: defaults.trigger,
            "A period is hot if it dirtied more than this share of what it sent."))
      }, "Limit what each vCPU dirties (qemu-8.2, qemu-11: off).")
    xbzrle = o.optional(
      "xbzrle",
      .object("Sending what has changed in a page since it was last sent.") { o in
        let defaults = QemuSettings.Delta()
        let cache = o.optional(
          "cache", .quantity(.memory), default: defaults.cache,
          "Memory for pages as they were last sent: a power of two of pages.")
        let pages = cache.pages.count
        o.check(
          "cache", holds: pages > 0 && pages & (pages - 1) == 0,
          "the cache is no power of two of pages",
          "write \"\(cache.pages.nearestPowerOfTwo.bytes)\"")
        return QemuSettings.Delta(
          cache: cache,
          encodedPage: o.optional(
            "encodedPage", .quantity(.within(0...4096)), default: defaults.encodedPage,
            "What a page of changes encodes to; 4096 B for pages that change all over."),
          encoding: o.optional(
            "encoding", .quantity(.bandwidth), default: defaults.encoding,
            "How fast pages are encoded."),
          keepsHotPages: o.optional(
            "keepsHotPages", .flag, default: defaults.keepsHotPages,
            "Whether a cached page stays while it is in use (before QEMU 2.1: false)."))
      }, "From the second visit on, a page goes as what has changed in it (qemu-*: off).")
    multifd = o.optional(
      "multifd",
      .object("Several channels, each with a thread.") { o in
        let defaults = QemuSettings.Multifd()
        return QemuSettings.Multifd(
          channels: o.optional(
            "channels", .count(1...255), default: defaults.channels, "How many channels."),
          perChannel: o.optional(
            "perChannel", .quantity(.bandwidth),
            "What one channel moves at most; without it, as much as the link.") ?? .unlimited,
          dispatcher: o.optional(
            "dispatcher", .quantity(.bandwidth),
            "What the thread that fills the packets can hand out; without it, any amount.")
            ?? .unlimited,
          detectsZeroPages: o.optional(
            "detectsZeroPages", .flag, default: defaults.detectsZeroPages,
            "Whether the channels look for zero pages (since QEMU 9.0)."))
      }, "Pages go in packets of 128 over several channels (qemu-*: off).")
    compression = o.optional(
      "compression", Self.compressionShape,
      "Pages are compressed; a page takes the longer of link and threads (qemu-*, hyper-v-like: off)."
    )
    zeroPageTime = o.optional(
      "zeroPageTime", .quantity(.duration),
      "Finding out that a page is all zeroes (qemu-*: 0.2 us).")
    bitmapTime = o.optional(
      "bitmapTimePerGiB", .quantity(.duration),
      "Reading the dirty bitmap, per GiB of memory (qemu-*: about 0.1 ms; cloud-hypervisor: 0.36 ms)."
    )
    firmware = o.optional(
      "firmware",
      .object("Pages that are sent beside the VM's memory, once.") { o in
        let defaults = QemuSettings.Firmware()
        return QemuSettings.Firmware(
          full: Pages(
            o.optional(
              "full", .count(0...1_000_000), default: defaults.full.count, "Pages with content.")),
          zero: Pages(
            o.optional(
              "zero", .count(0...1_000_000), default: defaults.zero.count, "Pages of zeroes.")))
      }, "BIOS, option ROMs and tables (qemu-*: 140 pages, and 80 of zeroes).")
    stall = o.optional(
      "stall",
      .object("When an operator stops the VM of a migration that does not get on.") { o in
        let defaults = QemuSettings.Stall()
        return QemuSettings.Stall(
          periods: o.optional(
            "periods", .count(1...1_000_000), default: defaults.periods,
            "After so many periods of a second or more that stalled."),
          share: o.optional(
            "share", .number(.above(0, upTo: 100)), default: defaults.share,
            "A period stalled if it dirtied more than this share of what it sent."))
      }, "An operator's patience; without it, endless (qemu-*: none).")
    given = zip(
      Self.all.dropFirst(),
      [
        maximumBandwidth != nil, autoConverge != nil, dirtyLimit != nil, xbzrle != nil,
        multifd != nil, compression != nil, zeroPageTime != nil, bitmapTime != nil,
        firmware != nil, stall != nil,
      ]
    ).filter(\.1).map(\.0)
    o.check(
      "dirtyLimit", "autoConverge", holds: dirtyLimit == nil || autoConverge == nil,
      "dirty-limit and auto-converge exclude each other", "remove one of them")
    o.check(
      "multifd", "xbzrle", holds: multifd == nil || xbzrle == nil,
      "multifd cannot send changes", "remove \"multifd\" or \"xbzrle\"")
  }

  /// Reports what the engine's release does not have.
  func check(_ o: inout ObjectReader, for engine: EngineName) {
    o.check(
      "compression", restsOn: ["engine", "multifd"],
      holds: engine != .qemu11 || compression == nil || multifd != nil,
      "QEMU has compressed only in multifd's channels since 9.1", "add \"multifd\": {}")
  }

  private static var compressionShape: Shape<Compression> {
    .object("Compressing pages.") { o in
      let method: Method = o.optional(
        "method", .word("a method"), default: .zstd, "What compresses: its ratio and its speed.")
      let threads = o.optional(
        "threads", .count(1...255),
        "How many threads; in multifd, the channels (zlib: 8; zstd, qatzip: 2).")
      var compression = method.compression
      compression.threads = threads ?? compression.threads
      compression.ratio = o.optional(
        "ratio", .number(.above(0, upTo: 2)), default: compression.ratio,
        "What is left of a page's content.")
      compression.speedPerThread = o.optional(
        "speedPerThread", .quantity(.bandwidth), default: compression.speedPerThread,
        "What one thread takes in.")
      return compression
    }
  }

  private enum Method: String, CaseIterable {
    case zlib, zstd, qatzip

    var compression: Compression {
      switch self {
      case .zlib: .zlib()
      case .zstd: .zstd()
      case .qatzip: .qatzip()
      }
    }
  }

  /// The engine of a release, with what the scenario changes.
  func engine(_ release: QemuRelease, downtimeLimit: Seconds?) -> Qemu {
    var settings = release.settings
    settings.downtimeLimit = downtimeLimit ?? settings.downtimeLimit
    settings.maximumBandwidth = maximumBandwidth ?? settings.maximumBandwidth
    if let autoConverge {
      settings.convergence = .autoConverge(autoConverge.aid(in: release))
    } else if let dirtyLimit {
      settings.convergence = .dirtyLimit(dirtyLimit)
    }
    settings.delta = xbzrle
    settings.multifd = multifd
    settings.compression = compression
    settings.costs.zeroPage = zeroPageTime ?? settings.costs.zeroPage
    if let bitmapTime { settings.costs.bitmapPerPage = bitmapTime / 262_144 }
    settings.firmware = firmware ?? settings.firmware
    settings.stall = stall
    return Qemu(release, settings: settings)
  }
}

/// The parameters of auto-converge.
struct AutoConvergeKeys: ReadableObject {
  static let schemaName = "AutoConverge"
  static let schemaText = "Slowing the guest down step by step while it dirties too much."

  private var aid = AutoConverge()

  init(reading o: inout ObjectReader) {
    aid.trigger = o.optional(
      "trigger", .number(.above(0, upTo: 1)), default: aid.trigger,
      "A period is hot if it dirtied more than this share of what it sent.")
    aid.initial = o.optional(
      "initial", .count(1...99), default: aid.initial, "The first throttle, in per cent.")
    aid.increment = o.optional(
      "increment", .count(1...99), default: aid.increment, "Each further step, in per cent.")
    aid.maximum = o.optional(
      "maximum", .count(1...99), default: aid.maximum, "The highest throttle, in per cent.")
    aid.isTailslow = o.optional(
      "tailslow", .flag, default: aid.isTailslow, "Whether steps are only as large as needed.")
    aid.response = o.optional(
      "response", .number(.within(0...1)), default: aid.response,
      "What share of a throttle the guest's writes feel: 1 where the processor bounds them.")
    o.check(
      "maximum", "initial", holds: aid.maximum >= aid.initial,
      "the highest throttle is below the first", "write at least \(aid.initial)")
  }

  /// As the release has it: forced reads are the release's.
  func aid(in release: QemuRelease) -> AutoConverge {
    var aid = aid
    aid.forcedReads = release.autoConverge.forcedReads
    return aid
  }
}
