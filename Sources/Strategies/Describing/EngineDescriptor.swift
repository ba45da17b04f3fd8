import Quantities
public import Seam

/// All that others need to know about an engine: what it is called, where it comes from, what can be
/// set on it, and how it is made. Schema, lists, messages, predictions and tests read it.
public struct EngineDescriptor<Engine>: Sendable {
  /// The name by which scenarios and results know it.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// The paper or the source files that it follows.
  public let source: String
  /// What the stages around it cost where nobody says.
  public let costs: StageCosts
  /// Its parameters.
  public let form: FormDescription
  private let build: @Sendable (Settings) -> Engine

  /// An engine's descriptor.
  ///
  /// - Parameters:
  ///   - form: what can be set, on which subject.
  ///   - build: the engine that such a subject makes.
  init<Subject>(
    name: String, summary: String, source: String, costs: StageCosts = StageCosts(),
    form: Form<Subject>, build: @escaping @Sendable (Subject) -> Engine
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.costs = costs
    self.form = form.description
    self.build = { build(form.value($0)) }
  }

  /// The engine with what is given; with nothing, its defaults.
  ///
  /// - Precondition: every setting is of its parameter's kind. A key without a parameter is ignored.
  public func engine(_ settings: Settings = [:]) -> Engine { build(settings) }

  /// The keys of its parameters.
  public var keys: [String] { form.fields.map(\.key) }
}

/// The descriptor of an engine that runs stage 2 of pre-copy.
public typealias PreCopyDescriptor = EngineDescriptor<any PreCopyEngine>

extension EngineDescriptor where Engine == any PreCopyEngine {
  /// The descriptor of an engine whose parameters are kept in the engine itself.
  ///
  /// - Parameter engine: the engine with its defaults.
  init<Subject: PreCopyEngine>(
    _ engine: Subject, summary: String, source: String, costs: StageCosts = StageCosts(),
    parameters: [Parameter<Subject>], rules: [Rule<Subject>] = []
  ) {
    self.init(
      name: engine.name, summary: summary, source: source, costs: costs,
      form: Form(engine, parameters, rules: rules)
    ) { $0 }
  }

  /// What its pages cost on the wire, with its defaults.
  public var wire: WireFormat { engine().lastOrder(deviceState: .zero).wire }

  /// Pre-copy by this engine.
  ///
  /// - Parameter costs: what the stages around it cost; `nil` for what they do where nobody says.
  public func strategy(_ settings: Settings = [:], costs: StageCosts? = nil) -> any Strategy {
    engine(settings).preCopy(costs: costs ?? self.costs)
  }
}

extension PreCopyEngine {
  /// Pre-copy by this engine.
  func preCopy(costs: StageCosts) -> any Strategy { PreCopy(self, costs: costs) }
}

/// The descriptor of an engine that copies the disks of a VM that runs.
public typealias DiskMoverDescriptor = EngineDescriptor<any DiskMover>

extension EngineDescriptor where Engine == any DiskMover {
  /// The descriptor of an engine whose parameters are kept in the engine itself.
  ///
  /// - Parameter engine: the engine with its defaults.
  init<Subject: DiskMover>(
    _ engine: Subject, summary: String, source: String, parameters: [Parameter<Subject>]
  ) {
    self.init(
      name: engine.name, summary: summary, source: source, form: Form(engine, parameters)
    ) { $0 }
  }
}
