import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// Who balances the load of which hosts, and by what rules.
struct BalanceSpec: Sendable {
  /// The hosts among which VMs move; none where the request wishes for something else.
  let hosts: [Located<String>]
  private let rules: Rules

  /// By whose rules.
  private enum Rules: Sendable {
    /// Apus's own balancer, which tries what a move costs.
    case tried(Rebalance.Rules)
    /// A manager's.
    case even(Balancer)
  }

  init(reading o: inout ObjectReader) {
    let hosts: [Located<String>] = o.optional(
      "balance", .names, default: [],
      "The hosts whose loads are balanced by moving VMs: a name, an array of names, or a pattern. \"by\" chooses the rules."
    )
    let by: String? = o.optional(
      "by", .name("a balancer", among: Self.names), Self.meaning)
    let interval: Seconds? = o.optional(
      "interval", .quantity(.within(1...86_400)),
      "balance: the time from one check of the loads to the next (default: 5 min, with proxmox 10 s, with watcher 10 min)."
    )
    let horizon: Seconds? = o.optional(
      "horizon", .quantity(.within(1...604_800)),
      "balance by apus: how long the present loads are expected to last, and a moved VM to stay (default: 1 h)."
    )
    let threshold: Double? = o.optional(
      "threshold", .number(.within(0...1)),
      "balance by a manager: it acts above this imbalance, in its own measure (default: with proxmox 0.3, with watcher 0.2, with drs 0.2 over the square root of the number of hosts)."
    )
    let hold: Int? = o.optional(
      "hold", .count(1...1000),
      "balance by a manager: it acts when the imbalance is above the threshold at so many checks in a row (default: 1, with proxmox 3)."
    )
    let margin: Double? = o.optional(
      "margin", .number(.within(0...1)),
      "balance by drs or proxmox: a move must lower the imbalance by at least this share (default: 0, with proxmox 0.1)."
    )
    self.hosts = hosts
    let balancer = by.flatMap { Balancer.named($0) }
    func check(_ key: String, isGiven: Bool, fits: Bool = true, _ whose: String = "") {
      // There are many requests, and hardly any balances.
      guard isGiven else { return }
      o.check(
        key, restsOn: ["balance", "by"], holds: !hosts.isEmpty && fits,
        "only a request to balance\(whose) has this",
        hosts.isEmpty ? "remove it, or write \"balance\" and hosts" : "remove it")
    }
    check("by", isGiven: by != nil)
    check("interval", isGiven: interval != nil)
    check("horizon", isGiven: horizon != nil, fits: balancer == nil, " by apus")
    check("threshold", isGiven: threshold != nil, fits: balancer != nil, " by a manager")
    check("hold", isGiven: hold != nil, fits: balancer != nil, " by a manager")
    check(
      "margin", isGiven: margin != nil, fits: balancer?.search.margin != nil, " by drs or proxmox")
    guard var preset = balancer else {
      let rules = Rebalance.Rules(
        interval: interval ?? Seconds(300), horizon: horizon ?? Seconds(3600))
      o.check(
        "horizon", restsOn: ["interval", "balance", "by"], holds: rules.horizon >= rules.interval,
        "it ends before the next look", "write a longer \"horizon\", or a shorter \"interval\"")
      self.rules = .tried(rules)
      return
    }
    if let interval { preset.interval = interval }
    if let threshold { preset.threshold = .fixed(threshold) }
    if let hold { preset.hold = hold }
    if let margin { preset.search.margin = margin }
    rules = .even(preset)
  }

  private static let names = ["apus"] + Balancer.all.map(\.name)
  private static let meaning =
    "balance: the rules (default: apus). apus: a VM moves only if the core-seconds that are short within \"horizon\" exceed the cost of its migration, which is tried in a copy of the run. "
    + Balancer.all.map { "\($0.name): \($0.summary)" }.joined(separator: ". ") + "."

  /// The request, for hosts that are counted.
  func request(
    _ hosts: [Int], _ how: HowToMove, seed: UInt64, replication: Int
  ) -> any FleetRequest {
    let hosts = hosts.map { HostID($0) }
    switch rules {
    case .tried(let rules): return Rebalance(hosts, rules, how)
    case .even(let balancer):
      return EvenLoads(hosts, balancer, how, seed: seed, replication: UInt64(replication))
    }
  }
}
