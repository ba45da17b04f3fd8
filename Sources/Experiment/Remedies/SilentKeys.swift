public import StrictJSON

/// The keys of a scenario that change nothing: without each of them the first replication ends in the same
/// results, to the byte.
///
/// Every key is asked, whatever it means: it is left out, and the scenario is run again. What cannot be
/// left out is not asked, nor are names and remarks. A key may be silent since it says what holds without
/// it, since nothing in the scenario depends on it (a window that is wider than the link, a link that no
/// migration takes), or since it never came to it (a fault, a limit).
public struct SilentKeys: Sendable {
  /// The keys, as paths: `network.transport.window`, `faults[1]`. Of a part that is silent as a whole,
  /// what is in it is not listed.
  public let paths: [String]

  /// What says nothing about what happens, and a limit that is there to be out of the way.
  private static let remarks: Set = [
    "format", "question", "lesson", "notes", "name", "replications", "seed", "sweep", "tables",
    "until",
  ]

  /// Asks every key of a scenario.
  ///
  /// - Parameter mostEvents: what all runs together may cost; `nil` for whatever they take.
  /// - Returns: `nil` if they cost more than that.
  /// - Throws: what is wrong with the file.
  /// - Complexity: O(keys x a replication)
  public init?(_ source: ScenarioSource, mostEvents: Int? = nil) throws(ScenarioErrors) {
    let (document, file) = (try source.document(isConfined: false), source.name)
    var asked = Question(root: document.root, file: file)
    guard let whole = Outcome(of: document.root, file: file) else {
      // Whatever is wrong with it is told as ever.
      _ = try Scenario(parsing: document.root.text, file: file)
      paths = []
      return
    }
    let count = document.root.places(leavingOut: Self.remarks).count
    if let mostEvents, whole.events * count > mostEvents { return nil }
    asked.ask(document.root, at: [], beside: whole)
    paths = asked.silent
  }

  /// The results of the first replication.
  private struct Outcome {
    let files: [String]
    let events: Int

    /// - Returns: `nil` if that is no scenario.
    init?(of root: JSONNode, file: String) {
      guard var scenario = try? Scenario(parsing: root.text, file: file) else { return nil }
      scenario.replications = 1
      let run = ExperimentRun(scenario)
      files = run.files.filter { $0.name != "run.json" }.map { $0.name + "\n" + $0.text }
      events = run.eventCount
    }
  }

  /// Asks key by key.
  private struct Question {
    let root: JSONNode
    let file: String
    var silent: [String] = []

    mutating func ask(_ node: JSONNode, at steps: [JSONNode.Step], beside whole: Outcome) {
      for (step, child) in node.children(leavingOut: SilentKeys.remarks) {
        let place = steps + [step]
        if let without = Outcome(of: root.without(place[...]), file: file),
          without.files == whole.files
        {
          silent.append(JSONNode.Step.text(of: place))
        } else {
          ask(child, at: place, beside: whole)
        }
      }
    }
  }
}

extension JSONNode {
  /// A step into a document.
  fileprivate enum Step {
    case key(String)
    case index(Int)

    /// "faults[1].at"
    static func text(of steps: [Step]) -> String {
      let path = steps.reduce(JSONPath.root) { path, step in
        switch step {
        case .key(let key): path[key]
        case .index(let index): path[index]
        }
      }
      return String(path.description.dropFirst(2))
    }
  }

  /// What may be left out of an object or an array, but for some keys.
  fileprivate func children(leavingOut keys: Set<String>) -> [(Step, JSONNode)] {
    switch content {
    case .object(let members):
      members.filter { !keys.contains($0.key) }.map { (Step.key($0.key), $0.value) }
    // A list of numbers or names is one value.
    case .array(let elements) where elements.allSatisfy({ $0.members != nil }):
      elements.enumerated().map { (Step.index($0), $1) }
    default: []
    }
  }

  /// Every place that may be left out, at any depth.
  fileprivate func places(leavingOut keys: Set<String>) -> [Step] {
    children(leavingOut: keys).flatMap { [$0] + $1.places(leavingOut: keys) }
  }

  /// The same without what stands at the end of some steps.
  fileprivate func without(_ steps: ArraySlice<Step>) -> JSONNode {
    guard let step = steps.first else { return self }
    let rest = steps.dropFirst()
    switch (content, step) {
    case (.object(let members), .key(let key)):
      return JSONNode(
        .object(
          rest.isEmpty
            ? members.filter { $0.key != key }
            : members.map {
              $0.key == key ? Member(key, $0.value.without(rest), at: $0.position) : $0
            }), at: position)
    case (.array(var elements), .index(let index)):
      if rest.isEmpty {
        elements.remove(at: index)
      } else {
        elements[index] = elements[index].without(rest)
      }
      return JSONNode(.array(elements), at: position)
    default: return self
    }
  }
}
