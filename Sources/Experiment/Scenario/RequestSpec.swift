import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// Someone wants something of the VMs or the hosts.
struct RequestSpec: ReadableObject, Sendable {
  static let schemaName = "Request"
  static let schemaText =
    "What is asked for: VMs move (\"migrate\"), or hosts are emptied (\"evacuate\") or worked on (\"maintain\"). Three requests last as long as the run: VMs start again after a crash (\"restart\"), hosts are emptied before they fail (\"foresee\"), or their loads are balanced (\"balance\")."

  let name: Located<String>?
  let at: Located<Seconds>
  let after: [Located<String>]
  let delay: Seconds
  let every: Located<Seconds>?
  let deadline: Seconds?
  let windows: [Located<WindowSpec>]
  let migrate: [Located<String>]
  let to: [Located<String>]
  var evacuate: [Located<String>]
  let maintain: [Located<String>]
  let restart: [Located<String>]
  let foresee: [Located<String>]
  let outages: OutageRequestSpec
  let balance: BalanceSpec
  let work: RandomQuantity<Seconds>
  let rules: Maintain.Rules
  let shareAtOnce: Double?
  let priority: Int
  let strategy: Located<String>?
  let storage: Located<String>?

  init(reading o: inout ObjectReader) {
    let atOnce = Located(value: Seconds.zero, position: .start, path: .root, isRead: false)
    at = o.optional(
      "at", .located(.quantity(.duration)), default: atOnce, "The time of the request.")
    migrate = o.optional(
      "migrate", .names, default: [],
      "The VMs to move: a name, an array of names, a pattern such as \"web-*\" or a range such as \"web-{1..4}\"."
    )
    to = o.optional(
      "to", .names, default: [],
      "The host to move to. VMs take the hosts of an array or a pattern one after the other. Without it, \"placement\" decides."
    )
    evacuate = o.optional(
      "evacuate", .names, default: [],
      "The hosts to empty: a name, an array of names, or a pattern. They take no VMs afterwards.")
    maintain = o.optional(
      "maintain", .names, default: [],
      "The hosts to empty, work on and use again: a name, an array of names, or a pattern.")
    restart = o.optional(
      "restart", .names, default: [],
      "The VMs that start again after a crash, wherever there is room, in this order: a name, an array of names, or a pattern. Other VMs start again on their own host when it is back."
    )
    foresee = o.optional(
      "foresee", .names, default: [],
      "The hosts whose failures are foreseen: a name, an array of names, or a pattern. A host is emptied when its warning comes."
    )
    outages = OutageRequestSpec(reading: &o)
    balance = BalanceSpec(reading: &o)
    let maintenance = Maintenance(reading: &o)
    (work, rules) = (maintenance.work ?? .constant(.zero), maintenance.rules)
    shareAtOnce = maintenance.share
    name = o.optional(
      "name", .locatedName,
      "The name of the request in \"after\" and in results; without it, its number.")
    after = o.optional(
      "after", .names, default: [],
      "The names of requests that must have ended before this one begins, instead of \"at\".")
    delay = o.optional(
      "delay", .quantity(.duration), default: .zero,
      "The time from their end until this request begins.")
    every = o.optional(
      "every", .located(.quantity(.span)),
      "The time from one start of the request to the next. If the request takes longer, the next start waits."
    )
    deadline = o.optional(
      "deadline", .quantity(.span), "The time within which the request should be done.")
    windows = o.optional(
      "windows", .array(of: .located(.object), atLeast: 1), default: [],
      "The times of the day at which the request, and the work on each host, may begin. What has begun goes on. The run begins at midnight. Without it, they may begin at any time."
    )
    priority = o.optional(
      "priority", .count(0...1_000_000), default: 0,
      "Requests with a higher number go first, if \"admission\" orders by priority.")
    strategy = o.optional(
      "strategy", .locatedName,
      "One of the scenario's strategies; without it, each strategy gets its own arm of the experiment."
    )
    storage = o.optional(
      "storage", .locatedName,
      "The datastore for copied files; without it, the first that the destination reaches and that has room."
    )
    check(&o, maintenance)
  }

  /// Reports keys that do not go together.
  private func check(_ o: inout ObjectReader, _ maintenance: Maintenance) {
    let wishes = [migrate, evacuate, maintain, restart, foresee, balance.hosts].count {
      !$0.isEmpty
    }
    o.check(
      "migrate", "evacuate", "maintain", "restart", "foresee", "balance", holds: wishes == 1,
      wishes == 0 ? "the request asks for nothing" : "a request asks for one thing",
      wishes == 0
        ? "write \"migrate\" and VMs, or \"evacuate\" or \"maintain\" and hosts"
        : "write a request for each")
    for (key, isGiven) in maintenance.given {
      o.check(
        key, restsOn: ["maintain"], holds: !isGiven || !maintain.isEmpty,
        "only hosts that are maintained have this", "remove it, or write \"maintain\"")
    }
    for (key, wish) in outages.given {
      o.check(
        key, restsOn: [wish], holds: wish == "restart" ? !restart.isEmpty : !foresee.isEmpty,
        "only a request that says \"\(wish)\" has this", "remove it, or write \"\(wish)\"")
    }
    o.check(
      "foresee", restsOn: ["lead"], holds: foresee.isEmpty || outages.lead != nil,
      "it is not said how long before a failure the warning comes",
      "add \"lead\", such as \"10 min\"")
    for (key, isGiven) in [
      ("every", every != nil), ("deadline", deadline != nil), ("windows", !windows.isEmpty),
    ] {
      o.check(
        key, restsOn: ["restart", "foresee", "balance"], holds: !isGiven || !lasts,
        "this lasts as long as the run", "remove it")
    }
    o.check(
      "to", restsOn: ["migrate"], holds: to.isEmpty || !migrate.isEmpty,
      "where the VMs of a host go is for \"placement\" to decide",
      "remove it, or write \"migrate\" and VMs")
    o.check(
      "storage", restsOn: ["migrate"], holds: storage == nil || !migrate.isEmpty,
      "where files go is said for single VMs only", "remove it, or write \"migrate\" and VMs")
    o.check(
      "at", restsOn: ["after"], holds: !at.isRead || after.isEmpty,
      "a request is asked for at a time or after others", "remove \"at\" or \"after\"")
    o.check(
      "delay", restsOn: ["after"], holds: delay == .zero || !after.isEmpty,
      "nothing says after what", "write \"at\", or add \"after\"")
  }

  /// Whether only a fleet can do this: queues, placements and further hosts take part in it.
  var needsFleet: Bool {
    lasts || to.isEmpty || name != nil || !after.isEmpty || every != nil || deadline != nil
      || priority > 0
      || !windows.isEmpty
  }

  /// How many of its hosts are out of use at a time.
  ///
  /// - Parameter hosts: how many it names.
  func atOnce(of hosts: Int) -> Int {
    guard let shareAtOnce else { return rules.atOnce }
    return max(1, Int((shareAtOnce * Double(hosts)).rounded(.down)))
  }

  /// Whether it lasts as long as the run.
  var lasts: Bool { isAboutOutages || !balance.hosts.isEmpty }
  /// Whether it is about what fails.
  var isAboutOutages: Bool { !restart.isEmpty || !foresee.isEmpty }

  /// The verbs of requests that last as long as the run.
  static let lastingKinds: Set<String> = ["balance", "foresee", "restart"]

  /// The verb, as results spell it.
  var kind: String {
    // Those that last are in `lastingKinds`.
    if !balance.hosts.isEmpty { return "balance" }
    if lasts { return restart.isEmpty ? "foresee" : "restart" }
    return !migrate.isEmpty ? "migrate" : !evacuate.isEmpty ? "evacuate" : "maintain"
  }
}

/// How the hosts of a request are worked on.
private struct Maintenance {
  let work: RandomQuantity<Seconds>?
  let rules: Maintain.Rules
  let share: Double?
  /// The keys, and whether each is there.
  let given: [(key: String, isGiven: Bool)]

  init(reading o: inout ObjectReader) {
    work = o.optional(
      "work", Shape<RandomQuantity<Seconds>>.random(.duration),
      "How long each host is worked on. A distribution is sampled for each host.")
    let atOnce = o.optional(
      "atOnce", .count(1...Group.most), "How many hosts are out of use at a time (default: 1).")
    share = o.optional(
      "shareAtOnce", .number(.above(0, upTo: 1)),
      "The share of the hosts that are out of use at a time, at least one host, instead of \"atOnce\"."
    )
    o.check(
      "shareAtOnce", restsOn: ["atOnce"], holds: share == nil || atOnce == nil,
      "how many hosts are out of use at a time is said twice",
      "remove \"atOnce\" or \"shareAtOnce\"")
    let order = o.optional(
      "order", Shape<Maintain.Order>.word("an order of hosts"),
      "Which host is next. given: as the request lists them. load: the host with the least memory in use first. size: the host with the least memory first (default: given)."
    )
    let wayBack = o.optional(
      "return", Shape<Maintain.WayBack>.word("what becomes of VMs"),
      "Which VMs a host holds after the work. before: the VMs that left come back. spread: VMs of other hosts move to it, until it is as loaded as the rest. stay: none, and the VMs that left stay on their new hosts (default: stay)."
    )
    let reserve: Bool? = o.optional(
      "keepReserve", .flag,
      "Whether a host is emptied only while the other hosts keep a spare one (N+1): if any of them died, the rest would have room for its VMs. A host is not worked on if this never holds (default: false)."
    )
    rules = .init(
      atOnce: atOnce ?? 1, order: order ?? .given, wayBack: wayBack ?? .stay,
      keepsReserve: reserve ?? false)
    given = [
      ("work", work != nil), ("atOnce", atOnce != nil),
      ("shareAtOnce", share != nil), ("order", order != nil), ("return", wayBack != nil),
      ("keepReserve", reserve != nil),
    ]
  }
}

/// A time of the day in which something may begin.
struct WindowSpec: ReadableObject, Sendable {
  static let schemaName = "Window"
  static let schemaText =
    "A time of the day. A window that closes before it opens goes over midnight."

  let window: DailyWindows.Window

  init(reading o: inout ObjectReader) {
    let day = Limits.within(0...86_400)
    let from: Seconds = o.required(
      "from", .quantity(day), "When the window opens, such as \"22 h\".")
    let to: Seconds = o.required("to", .quantity(day), "When the window closes, such as \"6 h\".")
    o.check(
      "from", "to", holds: from != to, "the window has no length", "write two different times")
    window = .init(from: from, to: to)
  }
}
