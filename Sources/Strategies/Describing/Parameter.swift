/// Something that can be set: its key, what it may be, what it means, and where it is kept.
///
/// Its default is not written here: it is what the subject of the form has there before anything is
/// set.
public struct Parameter<Subject>: Sendable {
  let key: String
  let kind: Kind
  let text: String
  /// The setting that a subject has; `nil` if it has none.
  let get: @Sendable (Subject) -> Setting?
  let set: @Sendable (inout Subject, Setting) -> Void

  /// A parameter that always has a value.
  ///
  /// - Parameters:
  ///   - key: its name in a scenario, unique among the subject's.
  ///   - place: where it is kept.
  ///   - domain: what it may be.
  ///   - text: what it means, in a sentence without its default.
  init<Value>(
    _ key: String, _ place: any WritableKeyPath<Subject, Value> & Sendable,
    _ domain: Domain<Value>, _ text: String
  ) {
    self.key = key
    self.text = text
    kind = domain.kind
    get = { domain.write($0[keyPath: place]) }
    set = { subject, setting in
      subject[keyPath: place] = Self.value(setting, for: key, in: domain)
    }
  }

  /// A parameter that may have no value.
  init<Value>(
    _ key: String, _ place: any WritableKeyPath<Subject, Value?> & Sendable,
    _ domain: Domain<Value>, _ text: String
  ) {
    self.key = key
    self.text = text
    kind = domain.kind
    get = { $0[keyPath: place].flatMap(domain.write) }
    set = { subject, setting in
      subject[keyPath: place] = Self.value(setting, for: key, in: domain)
    }
  }

  private static func value<Value>(
    _ setting: Setting, for key: String, in domain: Domain<Value>
  ) -> Value {
    guard let value = domain.read(setting) else {
      preconditionFailure("\(setting) is no value of \"\(key)\"")
    }
    return value
  }

  private init(
    key: String, kind: Kind, text: String, get: @escaping @Sendable (Subject) -> Setting?,
    set: @escaping @Sendable (inout Subject, Setting) -> Void
  ) {
    self.key = key
    self.kind = kind
    self.text = text
    self.get = get
    self.set = set
  }

  /// The same parameter of something that contains the subject.
  func of<Whole>(_ part: any WritableKeyPath<Whole, Subject> & Sendable) -> Parameter<Whole> {
    Parameter<Whole>(
      key: key, kind: kind, text: text, get: { [get] in get($0[keyPath: part]) },
      set: { [set] in set(&$0[keyPath: part], $1) })
  }
}
