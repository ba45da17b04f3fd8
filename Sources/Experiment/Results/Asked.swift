import Seam
import StrictJSON

/// What a run was asked beside its file, its seed and the number of its replications: without it, the
/// same file gives other results.
struct Asked: Sendable, Equatable, Codable {
  /// The fidelity, where it is not the file's.
  var fidelity: String?
  /// The quantiles, where they are not the usual ones.
  var quantiles: [Double]?
  /// What was varied in place of what the file varies.
  var sweep: SweepRequest?
  /// The question that took the place of the file's own.
  var drain: Drain?

  init(_ scenario: Scenario, _ quantiles: Quantiles) {
    fidelity =
      scenario.fidelity == scenario.whole.parts.fidelity ? nil : scenario.fidelity?.rawValue
    self.quantiles = quantiles.areChosen ? quantiles.probabilities : nil
    (sweep, drain) = (scenario.sweep, scenario.drain)
  }

  /// Reads what a `run.json` says of it.
  init(_ run: JSONNode) {
    fidelity = run["fidelity"]?.string
    quantiles = run["quantiles"]?.elements?.compactMap { $0.number?.value }
    sweep = run["sweep"].map(SweepRequest.init)
    drain = run["drain"].map(Drain.init)
  }

  /// The words of a command that asks the same, beginning with its name; as yet not quoted for a shell.
  func words(file: String) -> [String] {
    var words =
      if let drain {
        ["drain", file] + drain.words
      } else if let sweep {
        ["sweep", file] + sweep.words
      } else {
        ["run", file]
      }
    if let fidelity { words += ["--fidelity", fidelity] }
    if let quantiles {
      words += ["--quantiles", quantiles.map { JSONNode.number($0).text }.joined(separator: ",")]
    }
    return words
  }
}

extension SweepRequest {
  /// As `run.json` has it, with the names of the file's own "sweep".
  var json: JSONNode {
    var members: [JSONNode.Member] = [.init("vary", JSONNode(texts: vary))]
    if !conditions.isEmpty { members.append(.init("where", JSONNode(texts: conditions))) }
    if let design { members.append(.init("design", JSONNode(.string(design)))) }
    if let count { members.append(.init("points", JSONNode(integerLiteral: count))) }
    return JSONNode(.object(members))
  }

  fileprivate init(_ json: JSONNode) {
    self.init(
      vary: json["vary"]?.texts ?? [], conditions: json["where"]?.texts ?? [],
      design: json["design"]?.string, count: json["points"].flatMap { Int($0.text) })
  }

  /// The options of `apus sweep`.
  fileprivate var words: [String] {
    vary.flatMap { ["--vary", $0] } + conditions.flatMap { ["--where", $0] }
      + (design.map { ["--design", $0] } ?? []) + (count.map { ["--points", "\($0)"] } ?? [])
  }
}

extension Drain {
  /// As `run.json` has it.
  var json: JSONNode {
    var members: [JSONNode.Member] = [.init("hosts", JSONNode(texts: hosts))]
    for (key, text) in texts { members.append(.init(key, JSONNode(.string(text)))) }
    if let atOnce { members.append(.init("atOnce", JSONNode(integerLiteral: atOnce))) }
    return JSONNode(.object(members))
  }

  fileprivate init(_ json: JSONNode) {
    self.init(
      json["hosts"]?.texts ?? [], manager: json["manager"]?.string,
      atOnce: json["atOnce"].flatMap { Int($0.text) }, strategy: json["strategy"]?.string,
      deadline: json["deadline"]?.string)
  }

  /// The hosts and the options of `apus drain`.
  fileprivate var words: [String] {
    hosts + texts.flatMap { ["--\($0.key)", $0.text] }
      + (atOnce.map { ["--at-once", "\($0)"] } ?? [])
  }

  /// The options that are texts, by their names.
  private var texts: [(key: String, text: String)] {
    [("manager", manager), ("strategy", strategy), ("deadline", deadline)].compactMap { key, text in
      text.map { (key, $0) }
    }
  }
}

extension JSONNode {
  fileprivate init(texts: [String]) { self.init(.array(texts.map { JSONNode(.string($0)) })) }
  fileprivate var texts: [String] { elements?.compactMap(\.string) ?? [] }
}
