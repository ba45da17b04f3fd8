import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// Someone wants something of the VMs or the hosts.
struct RequestSpec: ReadableObject, Sendable {
  static let schemaName = "Request"
  static let schemaText =
    "What is asked for: VMs move (\"migrate\"), or hosts are emptied (\"evacuate\") or worked on (\"maintain\"). Three requests last as long as the run: VMs start again after a crash (\"restart\"), hosts are emptied before they fail (\"foresee\"), or their loads are balanced (\"balance\")."

  let at: Located<Seconds>
  let migrate: [Located<String>]
  let to: [Located<String>]
  private var details: Shared<RequestDetails>

  init(reading o: inout ObjectReader) {
    let atOnce = Located(value: Seconds.zero, position: .start, path: .root, isRead: false)
    at = o.optional(
      "at", .locatedTime, default: atOnce, "The time of the request.")
    migrate = o.optional(
      "migrate", .names, default: [],
      "The VMs to move: a name, an array of names, a pattern such as \"web-*\" or a range such as \"web-{1..4}\"."
    )
    to = o.optional(
      "to", .names, default: [],
      "The host to move to. VMs take the hosts of an array or a pattern one after the other. Without it, \"placement\" decides."
    )
    // Nearly all requests of large scenarios say no more, and then they fit together.
    guard o.hasMore || migrate.isEmpty else {
      details = .plain
      return
    }
    details = Shared(RequestDetails(reading: &o))
    check(&o)
  }

  var evacuate: [Located<String>] {
    get { details.value.evacuate }
    set {
      var changed = details.value
      changed.evacuate = newValue
      details = Shared(changed)
    }
  }

  /// Reports keys that do not go together.
  private func check(_ o: inout ObjectReader) {
    let details = details.value
    let wishes = ([migrate] + details.wishes).count { !$0.isEmpty }
    o.check(
      "migrate", "evacuate", "maintain", "restart", "foresee", "balance", holds: wishes == 1,
      wishes == 0 ? "the request asks for nothing" : "a request asks for one thing",
      wishes == 0
        ? "write \"migrate\" and VMs, or \"evacuate\" or \"maintain\" and hosts"
        : "write a request for each")
    for key in details.maintenance.given {
      o.check(
        key, restsOn: ["maintain"], holds: !details.maintain.isEmpty,
        "only hosts that are maintained have this", "remove it, or write \"maintain\"")
    }
    for (key, wish) in details.outages.given {
      o.check(
        key, restsOn: [wish],
        holds: wish == "restart" ? !details.restart.isEmpty : !details.foresee.isEmpty,
        "only a request that says \"\(wish)\" has this", "remove it, or write \"\(wish)\"")
    }
    o.check(
      "foresee", restsOn: ["lead"], holds: details.foresee.isEmpty || details.outages.lead != nil,
      "it is not said how long before a failure the warning comes",
      "add \"lead\", such as \"10 min\"")
    for (key, isGiven) in [
      ("every", details.every != nil), ("deadline", details.deadline != nil),
      ("windows", !details.windows.isEmpty),
    ] {
      o.check(
        key, restsOn: ["restart", "foresee", "balance"], holds: !isGiven || !details.lasts,
        "this lasts as long as the run", "remove it")
    }
    o.check(
      "to", restsOn: ["migrate"], holds: to.isEmpty || !migrate.isEmpty,
      "where the VMs of a host go is for \"placement\" to decide",
      "remove it, or write \"migrate\" and VMs")
    o.check(
      "storage", restsOn: ["migrate"], holds: details.storage == nil || !migrate.isEmpty,
      "where files go is said for single VMs only", "remove it, or write \"migrate\" and VMs")
    o.check(
      "at", restsOn: ["after"], holds: !at.isRead || details.after.isEmpty,
      "a request is asked for at a time or after others", "remove \"at\" or \"after\"")
    o.check(
      "delay", restsOn: ["after"], holds: details.delay == .zero || !details.after.isEmpty,
      "nothing says after what", "write \"at\", or add \"after\"")
  }

  /// What it is about: the names of VMs or of hosts.
  var objects: [Located<String>] { migrate + details.value.wishes.joined() }

  /// Whether only a fleet can do this: queues, placements and further hosts take part in it.
  var needsFleet: Bool { to.isEmpty || details.value.needFleet }

  /// How many of its hosts are out of use at a time.
  ///
  /// - Parameter hosts: how many it names.
  func atOnce(of hosts: Int) -> Int {
    let maintenance = details.value.maintenance
    guard let share = maintenance.share else { return maintenance.rules.atOnce }
    return max(1, Int((share * Double(hosts)).rounded(.down)))
  }

  /// The verbs of requests that last as long as the run.
  static let lastingKinds: Set<String> = ["balance", "foresee", "restart"]

  /// The verb, as results spell it.
  var kind: String {
    let details = details.value
    // Those that last are in `lastingKinds`.
    if !details.balance.hosts.isEmpty { return "balance" }
    if details.lasts { return details.restart.isEmpty ? "foresee" : "restart" }
    return !migrate.isEmpty ? "migrate" : !details.evacuate.isEmpty ? "evacuate" : "maintain"
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

// MARK: - What few requests say

extension RequestSpec {
  var maintain: [Located<String>] { details.value.maintain }
  var restart: [Located<String>] { details.value.restart }
  var foresee: [Located<String>] { details.value.foresee }
  var outages: OutageRequestSpec { details.value.outages }
  var balance: BalanceSpec { details.value.balance }
  var work: RandomQuantity<Seconds> { details.value.work }
  var rules: Maintain.Rules { details.value.rules }
  var name: Located<String>? { details.value.name }
  var after: [Located<String>] { details.value.after }
  var delay: Seconds { details.value.delay }
  var every: Located<Seconds>? { details.value.every }
  var deadline: Seconds? { details.value.deadline }
  var windows: [Located<WindowSpec>] { details.value.windows }
  var priority: Int { details.value.priority }
  var strategy: Located<String>? { details.value.strategy }
  var storage: Located<String>? { details.value.storage }
  var lasts: Bool { details.value.lasts }
  var isAboutOutages: Bool { details.value.isAboutOutages }
  var namesHosts: Bool { details.value.namesHosts }
}
