import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// What few requests say beside which VM moves where and when.
struct RequestDetails: Sendable {
  var evacuate: [Located<String>]
  let maintain: [Located<String>]
  let restart: [Located<String>]
  let foresee: [Located<String>]
  let outages: OutageRequestSpec
  let balance: BalanceSpec
  let maintenance: Maintenance
  let name: Located<String>?
  let after: [Located<String>]
  let delay: Seconds
  let every: Located<Seconds>?
  let deadline: Seconds?
  let windows: [Located<WindowSpec>]
  let priority: Int
  let strategy: Located<String>?
  let storage: Located<String>?

  init(reading o: inout ObjectReader) {
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
    maintenance = Maintenance(reading: &o)
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
  }

  /// What is wished for, wish by wish: one of them has names.
  var wishes: [[Located<String>]] { [evacuate, maintain, restart, foresee, balance.hosts] }

  /// Whether any hosts are emptied, worked on or watched.
  var namesHosts: Bool {
    !(evacuate.isEmpty && maintain.isEmpty && foresee.isEmpty && balance.hosts.isEmpty)
  }

  /// How long each host is worked on, and by what rules.
  var work: RandomQuantity<Seconds> { maintenance.work ?? .constant(.zero) }
  var rules: Maintain.Rules { maintenance.rules }

  /// Whether it lasts as long as the run.
  var lasts: Bool { isAboutOutages || !balance.hosts.isEmpty }
  /// Whether it is about what fails.
  var isAboutOutages: Bool { !restart.isEmpty || !foresee.isEmpty }

  /// Whether only a fleet can do what is said.
  var needFleet: Bool {
    lasts || name != nil || !after.isEmpty || every != nil || deadline != nil || priority > 0
      || !windows.isEmpty
  }
}

extension Shared<RequestDetails> {
  /// Nothing of it.
  static let plain = Shared(
    Shape<RequestDetails>.object("") { RequestDetails(reading: &$0) }.placeholder())
}

/// How the hosts of a request are worked on.
struct Maintenance: Sendable {
  let work: RandomQuantity<Seconds>?
  let rules: Maintain.Rules
  let share: Double?
  /// The keys that are there.
  let given: [String]

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
    ].filter(\.1).map(\.0)
  }
}
