import Datacenter
import Quantities
import Randomness
import StrictJSON

/// How a guest writes its memory: parts of it, in the order of their addresses.
struct WritesSpec: ReadableObject, Sendable {
  static let schemaName = "Writes"
  static let schemaText =
    "How the guest writes its memory. The parts follow each other in this order: zero, hot, sweep, zipf, logNormal, classes, the pages of rest, curve or measured, and free. zero may lie at the end instead."

  let parts: [Part]
  let remainder: Remainder
  let free: Bytes
  let zero: Zero?
  let readsPerWrite: Double
  let activity: ActivitySpec?

  /// Memory that holds only zeroes.
  struct Zero: Sendable {
    let size: Bytes
    let place: Place

    /// Where it lies. A sender that visits memory by address meets what lies at the start at once, and
    /// counts what lies at the end as left to send until it gets there.
    enum Place: String, CaseIterable, Sendable {
      case start, end
    }
  }

  /// A part of the memory that is written by one law.
  struct Part: Sendable {
    let name: String
    let size: RandomQuantity<Bytes>
    let rate: RandomQuantity<PagesPerSecond>
    let reads: RandomQuantity<PagesPerSecond>?
    let pattern: Pattern
    var phase: Double?
  }

  /// How a part's pages are written.
  enum Pattern: Sendable {
    case uniform
    case sequential
    case zipf(exponent: Double)
    case logNormal(variation: Double)
  }

  /// The patterns that a class may name.
  private enum PatternName: String, CaseIterable {
    /// Each write goes to a page chosen at random.
    case uniform
    /// Page after page, around and around.
    case sequential
  }

  /// How the pages are written that no part takes.
  enum Remainder: Sendable {
    case idle
    case rest(
      RandomQuantity<PagesPerSecond>, reads: RandomQuantity<PagesPerSecond>?, isSequential: Bool)
    case curve(Curve)
    case measured(Measured)
  }

  /// D(t) = H(1 - e^(-t/τ)) + r t.
  struct Curve: Sendable {
    let hot: Bytes
    let time: Seconds
    let background: PagesPerSecond
  }

  /// A dirty rate over a window, as hypervisors report it.
  struct Measured: Sendable {
    /// Where it stands, as the memory that it must fit into is read elsewhere.
    let rate: Located<RandomQuantity<PagesPerSecond>>
    let window: Seconds
    let workload: WorkloadFamily
    /// Whether it is the rate of the very migration that is simulated.
    var isCurrent = false
    /// How its writes come, where that is known.
    var bursts: Bursts?

    /// Busy and calm times by turns.
    struct Bursts: Sendable {
      /// From the beginning of a burst to that of the next, on average.
      let every: Seconds
      /// The share of its time in which the guest writes.
      let share: Double
    }

    /// The distinct pages of the window, of a random rate by its mean.
    var distinct: DistinctPages {
      DistinctPages(
        rate: PagesPerSecond(rate.value.distribution.mean), window: window)
    }

    /// What is taken for granted of the guest: its family, less what is known better.
    var parameters: FamilyParameters {
      var parameters = workload.parameters
      if isCurrent {
        parameters.rate = .init(1, 0)
        parameters.otherPhase = 0
      }
      if let bursts {
        parameters.busyShare = .init(bursts.share, 0)
        parameters.period = bursts.every.value
      }
      return parameters
    }
  }

  init(reading o: inout ObjectReader) {
    let hot = o.optional(
      "hot",
      .object("Pages that are written at random.") { o in
        Part(
          name: "hot", size: Self.size(&o), rate: Self.rate(&o), reads: Self.reads(&o),
          pattern: .uniform)
      }, "Pages that are written at random, all alike.")
    let sweep = o.optional(
      "sweep",
      .object("Pages that are written one after the other.") { o in
        Part(
          name: "sweep", size: Self.size(&o), rate: Self.rate(&o), reads: Self.reads(&o),
          pattern: .sequential, phase: Self.phase(&o))
      }, "Pages that are written one after the other, round and round.")
    let zipf = o.optional(
      "zipf",
      .object("Pages whose rates fall with their rank by Zipf's law.") { o in
        Part(
          name: "zipf", size: Self.size(&o), rate: Self.rate(&o), reads: Self.reads(&o),
          pattern: .zipf(
            exponent: o.optional(
              "exponent", .number(.within(0...5)), default: 1,
              "The page of rank i is written at a rate proportional to 1 / i^exponent.")))
      }, "Pages whose rates fall with their rank by Zipf's law.")
    let logNormal = o.optional(
      "logNormal",
      .object("Pages whose write rates are distributed log-normally.") { o in
        Part(
          name: "logNormal", size: Self.size(&o), rate: Self.rate(&o), reads: Self.reads(&o),
          pattern: .logNormal(
            variation: o.required(
              "variation", .number(.above(0, upTo: 100)),
              "The standard deviation of the pages' rates, as a multiple of their mean.")))
      }, "Pages whose write rates are distributed log-normally.")
    let classes: [Part] = o.optional(
      "classes",
      .array(of: .object("A class of pages with one pattern of writes.") { Self.pageClass(&$0) }),
      default: [], "Any number of classes of pages.")
    parts = [hot, sweep, zipf, logNormal].compactMap { $0 } + classes
    remainder = Self.remainder(&o)
    free = o.optional(
      "free", .object("Pages that the guest has freed.") { Self.fixedSize(&$0) },
      default: .zero,
      "Pages that the guest has freed: never written, but with content, and sent like others.")
    zero = o.optional(
      "zero",
      .object("Pages of zeroes.") { o in
        Zero(
          size: Self.fixedSize(&o),
          place: o.optional(
            "at", .word("\"start\" or \"end\""), default: .start,
            "Where the zero pages lie: PCs leave the first MiB to the firmware, and Linux uses the highest memory first."
          ))
      },
      "Pages that hold only zeroes and are never written.")
    readsPerWrite = o.optional(
      "readsPerWrite", .number(.within(0...1e6)), default: 0,
      "Pages of the class that are read for each write, besides \"reads\". Reads do not dirty pages. They matter in post-copy, where a missing page is fetched when it is touched. Without both keys, the guest touches only what it writes."
    )
    activity = o.optional(
      "activity", ActivitySpec.shape,
      "How all rates vary over time; without it, they are constant.")
  }

  /// A guest that writes nothing.
  init() {
    parts = []
    remainder = .idle
    free = .zero
    zero = nil
    readsPerWrite = 0
    activity = nil
  }

  // MARK: Keys

  private static func pageClass(_ o: inout ObjectReader) -> Part {
    let pattern: PatternName = o.optional(
      "pattern", .word("a pattern"), default: .uniform, "The order of the writes.")
    let part = Part(
      name: o.required("name", .name, "The class's name."), size: size(&o), rate: rate(&o),
      reads: reads(&o), pattern: pattern == .uniform ? .uniform : .sequential, phase: phase(&o))
    o.check(
      "phase", restsOn: ["pattern"], holds: part.phase == nil || pattern == .sequential,
      "only a sequential class has a phase", "remove it, or write \"pattern\": \"sequential\"")
    return part
  }

  private static func remainder(_ o: inout ObjectReader) -> Remainder {
    let rest: Remainder? = o.optional(
      "rest",
      .object("All pages that no other part takes.") { o in
        let rate = rate(&o)
        let pattern: PatternName = o.optional(
          "pattern", .word("a pattern"), default: .uniform, "The order of the writes.")
        return .rest(rate, reads: reads(&o), isSequential: pattern == .sequential)
      }, "How the pages that no other part takes are written; without it, they are not written.")
    let curve: Remainder? = o.optional(
      "curve",
      .object("A curve of distinct pages: hot (1 - e^(-t/time)) + background t.") { o in
        .curve(
          Curve(
            hot: o.required("hot", .quantity(.memory), "The size of the hot set."),
            time: o.required(
              "time", .quantity(.positive), "The mean time between two writes to a hot page."),
            background: o.required(
              "background", .quantity(.writeRate).ofWrites,
              "Pages outside of the hot set that are newly written, per second.")))
      },
      "How many distinct pages the guest writes over time, on the pages that no other part takes.")
    let measured: Remainder? = o.optional(
      "measured",
      .object("A measured dirty rate.") { o in
        .measured(
          Measured(
            rate: o.required(
              "rate", .located(.random(.writeRate).ofWrites),
              "Distinct dirty pages per second. Over the window they are no more than the VM has."),
            window: o.required(
              "window", .quantity(.positive), "The time over which it was measured."),
            workload: o.optional(
              "workload", .word("a workload"), default: .unknown,
              "What runs in the VM. It decides how writes beyond the window are guessed."),
            isCurrent: o.optional(
              "current", .flag, default: false,
              "Whether the rate is that of this migration, as QEMU tells it while it migrates. If false, it is of another time, and the guest may write more or less by now."
            ),
            bursts: o.optional(
              "bursts",
              .object("Writes that come in bursts.") { o in
                Measured.Bursts(
                  every: o.required(
                    "every", .quantity(.positive),
                    "The time from the beginning of a burst to that of the next, on average."),
                  share: o.required(
                    "share", .number(.above(0, upTo: 1)),
                    "The share of its time in which the guest writes; 1 for a guest that never pauses."
                  ))
              },
              "How the writes come in bursts, if that is known; without it, as the workload's family does."
            )))
      },
      "A dirty rate over a window, as calc-dirty-rate or virsh domdirtyrate-calc report it. What the rate leaves open is sampled in each replication."
    )
    o.check(
      "measured", "curve", "rest",
      holds: [rest, curve, measured].count { $0 != nil } <= 1,
      "the pages that no part takes are written by one of rest, curve and measured",
      "keep one of them")
    return rest ?? curve ?? measured ?? .idle
  }

  private static func size(_ o: inout ObjectReader) -> RandomQuantity<Bytes> {
    o.required(
      "size", .random(.memory),
      "The size of the part. A sampled size that is larger than the memory left is cut to that."
    )
  }
  private static func rate(_ o: inout ObjectReader) -> RandomQuantity<PagesPerSecond> {
    o.required(
      "rate", .random(.writeRate).ofWrites,
      "Page writes per second over all pages of the part. Repeated writes to a page count each time."
    )
  }
  private static func reads(_ o: inout ObjectReader) -> RandomQuantity<PagesPerSecond>? {
    o.optional(
      "reads", .random(.writeRate).ofReads,
      "Page reads per second besides the writes, over all pages of the part. Reads are spread over pages as the writes are, but in no order (default: none)."
    )
  }
  private static func phase(_ o: inout ObjectReader) -> Double? {
    o.optional(
      "phase", .number(.within(0...1)),
      "Where the sweep is at the start, as a share of its size; without it, at a random place.")
  }
  private static func fixedSize(_ o: inout ObjectReader) -> Bytes {
    o.required("size", .quantity(.memory), "The size of the freed memory.")
  }
}
