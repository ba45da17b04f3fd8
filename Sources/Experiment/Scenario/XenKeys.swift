import Datacenter
import Quantities
import Strategies
import StrictJSON

/// The parameters of Xen's engines, as keys of a scenario; each engine takes its own.
struct XenKeys {
  /// The keys that the scenario gives.
  private(set) var given: [String] = []
  let minimumResidue: Int?
  private let maximumFactor: Int?
  private let peek: Int?
  private let skipsInFirstRound: Bool?
  private let scan: Scan?
  private let dirtyThreshold: Int?
  private let sendsResidueLive: Bool?
  private let minimumRate: BytesPerSecond?
  private let maximumRate: BytesPerSecond?
  private let rateIncrement: BytesPerSecond?
  private let finalRate: BytesPerSecond?
  private let rateRule: Xen2005.Pace.Rule?
  private let growth: Xen2005.Growth?
  private let tokenBurst: Bytes?
  private let bitsPerMegabit: Double?

  /// The order in which a round visits the pages.
  private enum Scan: String, CaseIterable {
    case byAddress = "by-address"
    case bitRotated = "bit-rotated"

    var order: Order.Scan { self == .byAddress ? .fromStart : .bitRotated }
  }

  static let ofXen46 = ["maximumRounds", "dirtyThreshold", "sendsResidueLive"]
  static let ofXenClassic = [
    "maximumRounds", "minimumResidue", "maximumFactor", "peek", "skipsInFirstRound", "scan",
  ]
  static let ofXen2005 = [
    "minimumRate", "maximumRate", "rateIncrement", "rateRule", "finalRate", "growthRule",
    "maximumRounds", "minimumResidue", "maximumFactor", "peek", "scan", "tokenBurst",
    "bitsPerMegabit",
  ]

  init(reading o: inout ObjectReader) {
    minimumResidue = o.optional(
      "minimumResidue", .count(0...1_000_000_000),
      "A round of fewer pages than this is the last live one (xen-classic: 50; xen-2005: 64); hyper-v-like: fewer than this are not sent live any more (64)."
    )
    maximumFactor = o.optional(
      "maximumFactor", .count(1...1_000_000),
      "Sending more than this many times the memory ends the live part (xen-classic, xen-2005: 3).")
    peek = o.optional(
      "peek", .count(0...1_000_000_000),
      "Pages between two looks at the dirty bitmap, to skip what was written again; 0 for none (xen-classic, xen-2005: 1024)."
    )
    skipsInFirstRound = o.optional(
      "skipsInFirstRound", .flag,
      "Whether the first round skips too (xen-classic: true; Xen 4.2 and later with superpages: false)."
    )
    scan = o.optional(
      "scan", .word("a scan"),
      "The order in which pages are visited (xen-classic: by-address; xen-2005: bit-rotated).")
    dirtyThreshold = o.optional(
      "dirtyThreshold", .count(0...1_000_000_000),
      "Up to this many dirty pages are few enough (xen-4.6: 50).")
    sendsResidueLive = o.optional(
      "sendsResidueLive", .flag,
      "Whether a residue within the threshold is still sent while the VM runs (xen-4.6: false).")
    minimumRate = o.optional(
      "minimumRate", .quantity(.bandwidth), "The first and lowest rate (xen-2005: 100 Mbit/s).")
    maximumRate = o.optional(
      "maximumRate", .quantity(.bandwidth),
      "The highest rate of a live round (xen-2005: 500 Mbit/s).")
    rateIncrement = o.optional(
      "rateIncrement", .quantity(.within(0...1e15)),
      "How much faster than the guest dirties memory the next round is sent (xen-2005: 50 Mbit/s).")
    rateRule = o.optional(
      "rateRule", .word("a rate rule"),
      "How the rate follows what was measured: follows (as published) or ratchets, never down (as in the code)."
    )
    finalRate = o.optional(
      "finalRate", .quantity(.bandwidth),
      "The last round's rate on the wire (xen-2005: the maximum rate).")
    growth = o.optional(
      "growthRule", .word("a growth rule"),
      "When a round that sent more than the one before is the last (xen-2005: at-maximum-rate).")
    tokenBurst = o.optional(
      "tokenBurst", .quantity(.size), "What each slot adds to the budget (xen-2005: 100 KiB).")
    bitsPerMegabit = o.optional(
      "bitsPerMegabit", .number(.within(1...10_000_000)),
      "What the engine takes a megabit for when it paces itself (xen-2005: 1048576, so that its rates are 4.86 % above what they say)."
    )
    for (key, rate) in [
      ("minimumRate", minimumRate), ("maximumRate", maximumRate), ("rateIncrement", rateIncrement),
    ] {
      o.check(
        key, holds: rate.map { $0.value == ($0.value / 125_000).rounded() * 125_000 } ?? true,
        "the engine counts whole megabits per second", "write for example \"100 Mbit/s\"")
    }
    o.check(
      "minimumRate", "maximumRate", holds: pace.minimum <= pace.maximum,
      "the lowest rate is above the highest",
      "write a \"minimumRate\" of \(pace.maximum) Mbit/s or less")
    given = note()
  }

  private func note() -> [String] {
    let keys: [(String, Bool)] = [
      ("minimumResidue", minimumResidue != nil), ("maximumFactor", maximumFactor != nil),
      ("peek", peek != nil), ("skipsInFirstRound", skipsInFirstRound != nil),
      ("scan", scan != nil), ("dirtyThreshold", dirtyThreshold != nil),
      ("sendsResidueLive", sendsResidueLive != nil), ("minimumRate", minimumRate != nil),
      ("maximumRate", maximumRate != nil), ("rateIncrement", rateIncrement != nil),
      ("finalRate", finalRate != nil), ("rateRule", rateRule != nil),
      ("growthRule", growth != nil), ("tokenBurst", tokenBurst != nil),
      ("bitsPerMegabit", bitsPerMegabit != nil),
    ]
    return keys.filter(\.1).map(\.0)
  }

  // MARK: The engines

  func xen46(maximumRounds: Int?) -> Xen46 {
    Xen46(
      maximumRounds: maximumRounds ?? 5, dirtyThreshold: Pages(dirtyThreshold ?? 50),
      sendsResidueLive: sendsResidueLive ?? false)
  }

  func xenClassic(maximumRounds: Int?) -> XenClassic {
    XenClassic(
      limits: limits(maximumRounds, residue: 50), peek: peekDistance,
      skipsInFirstRound: skipsInFirstRound ?? true, scan: scan?.order ?? .fromStart)
  }

  func xen2005(maximumRounds: Int?) -> Xen2005 {
    Xen2005(
      pace: pace, limits: limits(maximumRounds, residue: 64), growth: growth ?? .atMaximumRate,
      peek: peekDistance, scan: scan?.order ?? .bitRotated)
  }

  private func limits(_ maximumRounds: Int?, residue: Int) -> ClassicLimits {
    ClassicLimits(
      maximumRounds: maximumRounds ?? 29, minimumResidue: Pages(minimumResidue ?? residue),
      maximumFactor: maximumFactor ?? 3)
  }

  private var peekDistance: Pages? {
    let pages = peek ?? 1024
    return pages == 0 ? nil : Pages(pages)
  }

  private var pace: Xen2005.Pace {
    func megabits(_ rate: BytesPerSecond?, _ standard: Int) -> Int {
      rate.map { Int(min($0.value / 125_000, 1e9).rounded()) } ?? standard
    }
    return Xen2005.Pace(
      minimum: megabits(minimumRate, 100), maximum: megabits(maximumRate, 500),
      increment: megabits(rateIncrement, 50),
      bucket: TokenBucket(
        burst: tokenBurst ?? .kibibytes(100), bitsPerMegabit: bitsPerMegabit ?? 0x1p20),
      rule: rateRule ?? .follows, final: finalRate)
  }
}
