import Quantities
import Randomness
import StrictJSON

/// What the screen says first about a fleet: a line for each request and arm.
extension ExperimentRun {
  /// One headline for each request and arm; none where the scenario is not about a fleet.
  var headlines: [String] {
    guard scenario.whole.isFleet else { return [] }
    let requests = scenario.whole.parts.requests
    let lines =
      requests.indices.filter { !requests[$0].lasts }.flatMap { request in
        plan.arms.indices.map { headline(request, arm: $0) }
      } + lastingLines
    return (lines + reserves).map(Visible.text) + [""]
  }

  /// Whether N+1 held: a line for all arms if they say the same, else one for each.
  private var reserves: [String] {
    let texts = plan.arms.indices.map { reserve(arm: $0) }
    if texts.count > 1, texts.allSatisfy({ $0 == texts[0] }) { return ["all: \(texts[0])"] }
    return texts.count > 1 ? zip(plan.arms, texts).map { "\($0.name): \($1)" } : texts
  }

  /// What came of what lasts as long as the run, arm by arm.
  var lastingLines: [String] {
    plan.arms.indices.flatMap { outageLines(arm: $0) + loadLines(arm: $0) }
  }

  /// What was short of the hosts' cores, and what a balancer made of it.
  private func loadLines(arm: Int) -> [String] {
    let digests = digests[arm].compactMap(\.loads)
    guard !digests.isEmpty else { return [] }
    let lead = plan.arms.count > 1 ? "\(plan.arms[arm].name): " : ""
    func mean(_ value: (LoadDigest) -> Double) -> String {
      Readable(roughly: digests.reduce(0) { $0 + value($1) } / Double(digests.count), .count).text
    }
    let balances = scenario.whole.parts.requests.contains { !$0.balance.hosts.isEmpty }
    return [
      "\(lead)\(mean(\.shortage)) core-seconds were wanted and not had per run"
        + (balances ? "; \(mean { Double($0.moves) }) moves to balance" : "")
    ]
  }

  /// Whether any host could have died at any time, and the others had room for its VMs.
  private func reserve(arm: Int) -> String {
    let least = digests[arm].compactMap { $0.fleet?.leastReserve }
    let bad = least.count { $0 < 0 }
    guard let worst = least.min(), bad > 0 else {
      let spare = Readable(roughly: least.min() ?? 0, .data).text
      return "N+1 held at all times, with \(spare) to spare"
    }
    let lacking = Readable(roughly: -worst, .data).text
    return
      "N+1 did not hold at times, in \(bad) of \(least.count) runs: up to \(lacking) were lacking"
  }
}
