import Datacenter
import Quantities
import Strategies
import StrictJSON

/// Post-copy, and hybrid migration: post-copy after some live passes.
struct PostCopySpec: ReadableObject, Sendable {
  static let schemaName = "PostCopy"
  static let schemaText =
    "Post-copy: the VM moves first, and its memory follows, pushed and fetched on demand."

  let strategy: PostCopy

  /// What a fault does to the push.
  private enum Prepaging: String, CaseIterable, Sendable {
    case none
    case fromFault = "from-fault"
    case window
    case bubbling
  }

  init(reading o: inout ObjectReader) {
    let passes: Int? = o.optional(
      "passes", .count(0...10_000),
      "Live passes before the VM moves: none (the default) for pure post-copy, one or more for a hybrid."
    )
    let after: Seconds? = o.optional(
      "after", .quantity(.span),
      "Live passes go on for so long before the VM moves, in the middle of one.")
    let onCommand: Bool? = o.optional(
      "onCommand", .flag,
      "Whether live passes go on until \"faults\" say \"start-post-copy\"; the VM moves at once then."
    )
    o.check(
      "after", "onCommand", "passes",
      holds: [passes != nil, after != nil, onCommand == true].count { $0 } <= 1,
      "the VM moves after so many passes, after a time or on command", "keep one of them")
    let liveRateCap: BytesPerSecond? = o.optional(
      "liveRateCap", .quantity(.bandwidth),
      "The limit of the live passes; without it, the network's.")
    let service = Service(
      push: Self.push(&o), demand: Self.demand(&o), recovery: Self.recovery(&o))
    strategy = PostCopy(
      switchOver: onCommand == true
        ? .onCommand
        : after.map { .afterTime($0) } ?? ((passes ?? 0) == 0 ? .atStart : .afterPasses(passes!)),
      liveRateCap: liveRateCap ?? .unlimited,
      service: service, costs: StageCosts(reading: &o, defaults: StageCosts()))
  }

  private static func push(_ o: inout ObjectReader) -> Service.Push {
    let defaults = PostCopy.service.push
    let prepaging: Prepaging = o.optional(
      "prepaging", .word("\"none\", \"from-fault\", \"window\" or \"bubbling\""),
      default: .fromFault,
      "What a fault does to the push: nothing; it goes on behind the page asked for; a window of pages around that one goes first; or bubbles grow around the last faults."
    )
    let window: Bytes? = o.optional(
      "window", .quantity(.memory), "How much goes first, with \"prepaging\": \"window\".")
    o.check(
      "window", restsOn: ["prepaging"], holds: (window != nil) == (prepaging == .window),
      "belongs to \"prepaging\": \"window\", and that to it",
      prepaging == .window ? "write \"window\": \"256 KiB\"" : "remove it")
    let pivots: Int? = o.optional(
      "pivots", .count(1...1000), "How many bubbles grow, with \"prepaging\": \"bubbling\" (7).")
    o.check(
      "pivots", restsOn: ["prepaging"], holds: pivots == nil || prepaging == .bubbling,
      "belongs to \"prepaging\": \"bubbling\"", "remove it")
    let rateCap: BytesPerSecond? = o.optional(
      "rateCap", .quantity(.bandwidth), "The limit of the push; without it, the network's.")
    let rule: Service.Push.Prepaging =
      switch prepaging {
      case .none: .none
      case .fromFault: .fromFault
      case .window: .window((window ?? .kibibytes(256)).pages)
      case .bubbling: .bubbling(pivots: pivots ?? 7)
      }
    return Service.Push(
      order: o.optional(
        "pushOrder", .word("an order"), default: defaults.order,
        "Where the push begins: where the live passes stopped, or at the first page."),
      prepaging: rule,
      rateCap: rateCap ?? .unlimited,
      wire: defaults.wire,
      queue: o.optional(
        "queue", .quantity(.amount), default: defaults.queue,
        "Bytes of the push that are on their way when a request arrives."))
  }

  private static func recovery(_ o: inout ObjectReader) -> Service.Recovery {
    let defaults = Service.Recovery()
    return Service.Recovery(
      reconnection: o.optional(
        "reconnection", .quantity(.duration), default: defaults.reconnection,
        "After a link was lost: from its working again until somebody has both ends connect."),
      roundTrips: o.optional(
        "reconnectionRoundTrips", .number(.within(0...100)), default: defaults.roundTrips,
        "Round trips of the new connection; then the destination sends a bitmap of what it has."))
  }

  private static func demand(_ o: inout ObjectReader) -> Service.Demand {
    let defaults = PostCopy.service.demand
    return Service.Demand(
      channel: o.optional(
        "channel", .word("\"shared\" or \"own\""), default: defaults.channel,
        "Whether fetched pages travel with the push or on a channel of their own."),
      hostPage: o.optional(
        "hostPage", .word("\"4 KiB\", \"2 MiB\" or \"1 GiB\""), default: defaults.hostPage,
        "The pages that back the guest's memory; each is fetched as a whole."),
      trap: o.optional(
        "trap", .quantity(.duration), default: defaults.trap,
        "From the guest's touch of a missing page until the request leaves."),
      perRequest: o.optional(
        "perRequest", .quantity(.duration), default: defaults.perRequest,
        "Handling a request at the source, which pushes nothing meanwhile."),
      place: o.optional(
        "place", .quantity(.duration), default: defaults.place,
        "From the page's last byte until the guest goes on."))
  }
}
