import Strategies
import StrictJSON

/// An engine that is chosen by its name, with its parameters beside the name.
struct EngineChoice<Engine>: Sendable {
  /// The engine that was chosen.
  let descriptor: EngineDescriptor<Engine>
  /// What is given of its parameters.
  let settings: Settings

  /// What can be set on it, with what is set.
  var subject: (form: FormDescription, given: Settings) { (descriptor.form, settings) }

  /// An engine with its defaults.
  init(_ descriptor: EngineDescriptor<Engine>) {
    self.descriptor = descriptor
    settings = [:]
  }

  /// Reads the engine's name, and every parameter that one of the engines has: what the chosen one does
  /// not have is an error.
  ///
  /// - Parameters:
  ///   - engines: what there is to choose from; the first is the default.
  ///   - fields: every parameter that one of them has; not asked for where nothing but the name is
  ///     given, as making them takes longer than many a run.
  ///   - text: what is chosen, in a sentence.
  init(
    reading o: inout ObjectReader, among engines: [EngineDescriptor<Engine>],
    fields: @autoclosure () -> [Field], _ text: String
  ) {
    let key = "engine"
    let names = engines.map(\.name)
    let known = Shape.name("an engine", among: names) { Engines.remedy(for: $0, among: names) }
    let name = o.optional(key, known, default: names[0], text)
    let engine = engines.first { $0.name == name } ?? engines[0]
    var settings = Settings()
    for field in o.hasMore ? fields() : [] {
      guard let setting = o.optional(field.key, .setting(field.kind), field.text) else { continue }
      o.check(
        field.key, restsOn: [key], holds: engine.keys.contains(field.key),
        "\(name) has no such parameter",
        "remove it; \(name) has \(engine.keys.joined(separator: ", "))")
      settings[field.key] = setting
    }
    o.check(settings, by: engine.form.rules, restsOn: [key])
    descriptor = engine
    self.settings = settings
  }
}
