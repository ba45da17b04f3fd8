import Datacenter
import Quantities
import StrictJSON

/// What the screen says below the table, so that nobody takes a cap for the network: what held
/// transfers back, and which links one migration could not use.
extension ExperimentRun {
  /// For each strategy the limits of its own that held migrations back.
  var heldBack: [OwnLimit] {
    plan.arms.indices.flatMap { arm -> [OwnLimit] in
      let counts = digests[arm].reduce(into: [:]) { counts, digest in
        counts.merge(digest.heldBack, uniquingKeysWith: +)
      }
      return OwnLimit.all.compactMap { name, text in
        counts[name].map {
          OwnLimit(
            arm: plan.arms[arm].name,
            text: text(plan.arms[arm].strategy?.strategy.ceiling ?? .unlimited), count: $0,
            total: total(in: arm))
        }
      }
    }
  }

  /// A line for each strategy and limit of its own, and for links side by side.
  var notes: [String] {
    let lines = heldBack.map { $0.sentence() } + notesOfLinks
    return lines.isEmpty ? [] : lines + [""]
  }

  /// Which links one migration could not use, and which none used.
  var notesOfLinks: [String] { parallelLinks + unusedLinks }

  /// Links that are written down and that nothing crossed in any run: what is said of them had no effect.
  private var unusedLinks: [String] {
    // Each digest is unpacked once.
    var found: Set<Int>?
    var haveMoved = false
    for run in digests.joined() {
      found = found?.intersection(run.unusedLinks) ?? Set(run.unusedLinks)
      haveMoved = haveMoved || run.haveWaited
    }
    guard let unused = found, haveMoved else { return [] }
    let names = unused.sorted().map { place in
      let link = scenario.whole.parts.network.links[place]
      return link.name?.value ?? link.between.map(\.value).joined(separator: "-")
    }
    guard !names.isEmpty else { return [] }
    let shown = names.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
    let more = names.count > 4 ? " and \(names.count - 4) more" : ""
    return [
      Visible.text(
        "No migration used the \(names.count == 1 ? "link" : "links") \(shown)\(more).")
    ]
  }

  /// Links that join the same two nodes: each migration takes one of them, unless every engine here uses
  /// all at a time.
  private var parallelLinks: [String] {
    guard
      !scenario.whole.parts.strategies.allSatisfy({ $0.value.strategy.usesLinksTogether })
    else { return [] }
    let links = scenario.whole.links
    // Mostly no two links join the same ends.
    guard Set(links.map(Ends.init)).count < links.count else { return [] }
    var byEnds: [Ends: [String]] = [:]
    var order: [Ends] = []
    for link in links {
      let ends = Ends(link)
      if byEnds[ends] == nil { order.append(ends) }
      byEnds[ends, default: []].append(link.name)
    }
    let groups = order.compactMap { byEnds[$0] }.filter { $0.count > 1 }
    guard let first = groups.first else { return [] }
    let more = groups.count > 1 ? ", and so of \(groups.count - 1) other such groups" : ""
    let names = first.prefix(4).map { "\"\($0)\"" }.joined(separator: ", ")
    return [
      Visible.text(
        "One migration uses one of the links \(names), which join the same two ends\(more).")
    ]
  }
}

/// The two nodes that a link joins, whichever of them was named first.
private struct Ends: Hashable {
  private let low: Int
  private let high: Int

  init(_ link: Link) {
    let (a, b) = (Self.number(link.ends.0), Self.number(link.ends.1))
    (low, high) = (min(a, b), max(a, b))
  }

  private static func number(_ node: NodeID) -> Int {
    switch node {
    case .host(let host): 2 * host.index
    case .switch(let number): 2 * number + 1
    }
  }
}
