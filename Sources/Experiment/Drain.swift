import Orchestration
import Strategies
public import StrictJSON

/// The question of `apus drain`: how long it takes until some hosts are empty, put to a scenario that
/// may ask something else.
public struct Drain: Sendable, Equatable, Codable {
  /// The hosts: names, patterns or ranges.
  public var hosts: [String]
  /// The manager, instead of the scenario's.
  public var manager: String?
  /// How many migrations leave each host at a time, instead of what the scenario says.
  public var atOnce: Int?
  /// One of the scenario's strategies, or an engine, instead of all strategies.
  public var strategy: String?
  /// Within which time it should be done, such as "10 min".
  public var deadline: String?

  public init(
    _ hosts: [String], manager: String? = nil, atOnce: Int? = nil, strategy: String? = nil,
    deadline: String? = nil
  ) {
    self.hosts = hosts
    self.manager = manager
    self.atOnce = atOnce
    self.strategy = strategy
    self.deadline = deadline
  }

  /// A scenario with this question in the place of its own.
  ///
  /// - Throws: if it has no such strategy, and no engine is called so.
  package func asked(of document: JSONDocument) throws(JSONErrors) -> JSONDocument {
    let root = document.root
    let names = hosts.map { JSONNode(.string($0)) }
    var request: [JSONNode.Member] = [.init("evacuate", JSONNode(.array(names)))]
    if let deadline { request.append(.init("deadline", JSONNode(.string(deadline)))) }
    let whole = hosts.joined(separator: ", ")
    var members: [JSONNode.Member] = [
      .init("question", JSONNode(.string("How long does it take to empty \(whole)?"))),
      .init("requests", JSONNode(.array([JSONNode(.object(request))]))),
    ]
    if let manager { members.append(.init("manager", JSONNode(.string(manager)))) }
    if let atOnce {
      let admission = root["admission"] ?? JSONNode(.object([]))
      let limits = admission["limits"] ?? JSONNode(.object([]))
      let raised = raised(limits, to: atOnce, under: preset(in: root))
      members.append(
        .init("admission", admission.adding([.init("limits", limits.adding(raised))])))
    }
    if let strategy {
      members.append(.init("strategies", try strategies(named: strategy, in: document)))
    }
    // Arms would say otherwise what an option says.
    let isFree = manager == nil && atOnce == nil && strategy == nil
    let kept = (root.members ?? []).filter { isFree || $0.key != "arms" }
    return document.holding(
      JSONNode(.object(kept), at: root.position).adding(members), remarks: Scenario.remarks)
  }

  /// The preset of the manager that watches.
  private func preset(in root: JSONNode) -> Preset {
    let said = root["manager"]
    return Preset.named(manager ?? said?.string ?? said?["preset"]?.string ?? "") ?? .none
  }

  /// The limits that would keep so many migrations from leaving one host at a time, and no others.
  private func raised(
    _ limits: JSONNode, to count: Int, under preset: Preset
  ) -> [JSONNode.Member] {
    let scopes: [Counter.Scope] = [.host, .nic, .cluster]
    let tight = scopes.filter { scope in
      let said = limits[scope.rawValue]?.number?.value
      let usual = preset.admission.counters.first { $0.scope == scope }.map { Double($0.limit) }
      return (said ?? usual ?? .infinity) < Double(count)
    }
    return ([.hostOut] + tight).map {
      JSONNode.Member($0.rawValue, JSONNode(integerLiteral: count))
    }
  }

  private func strategies(
    named name: String, in document: JSONDocument
  ) throws(JSONErrors) -> JSONNode {
    let own = document.root["strategies"]?.members ?? []
    if let known = own.first(where: { $0.key == name }) { return JSONNode(.object([known])) }
    if Engines.preCopy(name) != nil {
      let strategy: JSONNode = ["preCopy": ["engine": JSONNode(.string(name))]]
      return JSONNode(.object([.init(name, strategy)]))
    }
    let names = own.map(\.key) + Engines.preCopy.map(\.name)
    throw JSONErrors([
      JSONIssue(
        file: document.log.file, path: "--strategy",
        problem: "there is no strategy and no engine \"\(name)\"",
        remedy: advice(instead: name, of: names, none: ""))
    ])
  }

  /// What is wrong with the question rather than with the file, told by the options.
  func renamed(_ errors: JSONErrors) -> JSONErrors {
    JSONErrors(
      errors.issues.map { issue in
        guard let path = issue.path, let option = option(at: path) else { return issue }
        return JSONIssue(
          file: issue.file, path: option, problem: issue.problem, remedy: issue.remedy)
      })
  }

  /// The option that a path of the scenario stands for; `nil` where the file itself says it.
  private func option(at path: String) -> String? {
    if path.hasPrefix("$.requests[0].deadline") { return "--deadline" }
    if path.hasPrefix("$.requests") { return "HOST" }
    if path.hasPrefix("$.manager"), manager != nil { return "--manager" }
    if path.hasPrefix("$.admission.limits.hostOut"), atOnce != nil { return "--at-once" }
    return nil
  }
}

extension Scenario {
  /// Reads a file, and asks of its fleet how long it takes until some hosts are empty.
  ///
  /// - Throws: everything that is wrong with the file or the question, at once.
  public init(
    _ source: ScenarioSource, asking drain: Drain, readsOnlyItsFolder: Bool = false,
    allowsFormulas: Bool = false
  ) throws(ScenarioErrors) {
    let document = try source.document(isConfined: readsOnlyItsFolder)
    let asked = try drain.asked(of: document)
    do throws(ScenarioErrors) {
      try self.init(
        asked, file: source.name, asking: drain, allowsFormulas: allowsFormulas)
    } catch {
      throw drain.renamed(error)
    }
  }
}
