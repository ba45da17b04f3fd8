import Datacenter
import Quantities

/// How a guest writes its memory: parts of it, in the order of their addresses.
struct WritesSpec: ReadableObject, Sendable {
  static let schemaName = "Writes"
  static let schemaText =
    "How the guest writes its memory. The parts lie one after the other: hot, sweep, classes, the rest, zero."

  let parts: [Part]
  let restRate: RandomQuantity<PagesPerSecond>?
  let zero: Bytes?

  /// What a drawn rate is cut to.
  static let maximumRate = PagesPerSecond(1e12)

  /// A part of the memory that is written alike.
  struct Part: Sendable {
    let name: String
    let size: RandomQuantity<Bytes>
    let rate: RandomQuantity<PagesPerSecond>
    let pattern: Pattern
    let phase: Double?
  }

  /// The order in which a part's pages are written.
  enum Pattern: String, CaseIterable, Sendable {
    /// Each write goes to a page chosen at random.
    case uniform
    /// Page after page, around and around.
    case sequential
  }

  init(reading o: inout ObjectReader) {
    let hot = o.optional(
      "hot",
      .object("Pages that are written at random.") { o in
        Part(
          name: "hot", size: Self.size(&o), rate: Self.rate(&o), pattern: .uniform, phase: nil)
      }, "Pages that are written at random, all alike.")
    let sweep = o.optional(
      "sweep",
      .object("Pages that are written one after the other.") { o in
        Part(
          name: "sweep", size: Self.size(&o), rate: Self.rate(&o), pattern: .sequential,
          phase: Self.phase(&o))
      }, "Pages that are written one after the other, around and around.")
    let classes: [Part] = o.optional(
      "classes",
      .array(
        of: .object("A class of pages that are written alike.") { o in
          let pattern: Pattern = o.optional(
            "pattern", .word("a pattern"), default: .uniform, "The order of the writes.")
          let part = Part(
            name: o.required("name", .name, "The class's name."), size: Self.size(&o),
            rate: Self.rate(&o), pattern: pattern, phase: Self.phase(&o))
          o.check(
            "phase", holds: part.phase == nil || pattern == .sequential,
            "only a sequential class has a phase", "remove it, or write \"pattern\": \"sequential\""
          )
          return part
        }), default: [], "Any number of classes of pages.")
    parts = [hot, sweep].compactMap { $0 } + classes
    restRate = o.optional(
      "rest", .object("All pages that no other part takes.") { o in Self.rate(&o) },
      "How the pages that no other part takes are written; without it, not at all.")
    zero = o.optional(
      "zero",
      .object("Pages of zeroes.") { o in
        o.required("size", .quantity(.memory), "How much of the memory holds only zeroes.")
      }, "Pages that hold only zeroes and are never written.")
  }

  /// A guest that writes nothing.
  init() {
    parts = []
    restRate = nil
    zero = nil
  }

  private static func size(_ o: inout ObjectReader) -> RandomQuantity<Bytes> {
    o.required("size", .random(.memory), "How much memory it takes.")
  }
  private static func rate(_ o: inout ObjectReader) -> RandomQuantity<PagesPerSecond> {
    o.required(
      "rate", .random(.writeRate),
      "Page writes per second over all its pages, repeated writes to a page counted again.")
  }
  private static func phase(_ o: inout ObjectReader) -> Double? {
    o.optional(
      "phase", .number(.within(0...1)),
      "Where the sweep stands at the start, as a share of its size; without it, anywhere.")
  }
}
