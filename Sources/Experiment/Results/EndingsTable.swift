import Randomness

/// Who moves VMs and who gives up, and at what cost: what managers are compared by.
extension ExperimentRun {
  /// A line for each arm, where managers decide and do not all move every VM; else none.
  var endings: [String] {
    let isManaged =
      scenario.whole.parts.manager != nil || plan.arms.contains { $0.policy?.manager != nil }
    guard isManaged, plan.arms.count > 1,
      digests.joined().contains(where: { $0.endings.moved < $0.endings.vms })
    else { return [] }
    let heads = [
      "strategy", "moved", "by post-copy", "not moved", "still open", "sent", "lost work",
    ]
    let rows = plan.arms.indices.map { arm -> [Readable] in
      let endings = digests[arm].map(\.endings)
      let vms = endings.reduce(0) { $0 + $1.vms }
      func share(_ part: KeyPath<Endings, Int>) -> Readable {
        Readable(share: endings.reduce(0) { $0 + $1[keyPath: part] }, of: vms)
      }
      func cost(_ part: KeyPath<Endings, Double>, _ scale: Readable.Scale) -> Readable {
        Readable(Summary(endings.map { $0[keyPath: part] }), scale)
      }
      return [
        Readable(shown: plan.arms[arm].name), share(\.moved), share(\.postCopied),
        share(\.failed), share(\.open), cost(\.sent, .data), cost(\.lostWork, .time),
      ]
    }
    return Self.aligned(heads, rows)
      + [
        "Shares of VMs with 95 % intervals; sent and lost work of all attempts, whatever their end.",
        "",
      ]
  }
}

extension Readable {
  /// A share in per cent with its 95 % interval (Wilson, "Probable inference, the law of succession, and
  /// statistical inference", 1927):
  ///
  ///     (p + z^2 / 2n ± z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n)
  init(share count: Int, of all: Int) {
    guard all > 0 else {
      self.init("-")
      return
    }
    let (n, p, z) = (Double(all), Double(count) / Double(all), 1.96)
    let middle = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    let scale = 100 / (1 + z * z / n)
    let low = max(0, (middle - half) * scale).rounded()
    let high = min(100, (middle + half) * scale).rounded()
    self.init("\(Int((p * 100).rounded())) % (\(Int(low))..\(Int(high)))")
  }
}
