/// What can be set on a subject: its parameters in the order in which they are set, and the rules that
/// bind them.
public struct Form<Subject: Sendable>: Sendable {
  /// The subject before anything is set: the owner of all defaults.
  let initial: Subject
  let parameters: [Parameter<Subject>]
  let rules: [Rule<Subject>]

  init(_ initial: Subject, _ parameters: [Parameter<Subject>], rules: [Rule<Subject>] = []) {
    self.initial = initial
    self.parameters = parameters
    self.rules = rules
  }

  /// The subject with what is given.
  ///
  /// - Precondition: every setting is of its parameter's kind. A key without a parameter is ignored.
  func value(_ settings: Settings) -> Subject {
    var subject = initial
    for parameter in parameters {
      if let setting = settings[parameter.key] { parameter.set(&subject, setting) }
    }
    return subject
  }

  /// What would have to be given to get this subject.
  func settings(of subject: Subject) -> Settings {
    var settings = Settings()
    for parameter in parameters { settings[parameter.key] = parameter.get(subject) }
    return settings
  }

  /// The form for those who do not know its subject.
  var description: FormDescription {
    FormDescription(
      fields: parameters.map {
        Field(key: $0.key, kind: $0.kind, text: $0.text, standard: $0.get(initial))
      },
      rules: rules.map { rule in
        FormDescription.Rule(keys: rule.keys, others: rule.others) { settings in
          rule.complaint(value(settings), settings)
        }
      })
  }
}

/// A combination of settings that makes no sense.
struct Rule<Subject>: Sendable {
  /// The keys at the first of which a complaint belongs.
  let keys: [String]
  /// Further keys on which the rule rests.
  let others: [String]
  /// What is wrong; `nil` if nothing is.
  let complaint: @Sendable (Subject, Settings) -> Complaint?

  init(
    _ keys: String..., restsOn others: [String] = [],
    complaint: @escaping @Sendable (Subject, Settings) -> Complaint?
  ) {
    self.keys = keys
    self.others = others
    self.complaint = complaint
  }
}

/// What is wrong with a combination of settings.
public struct Complaint: Equatable, Sendable {
  public let problem: String
  /// What to write instead.
  public let remedy: String

  init(_ problem: String, _ remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }

  /// The complaint, unless all is well.
  init?(unless holds: Bool, _ problem: String, _ remedy: String) {
    if holds { return nil }
    self.init(problem, remedy)
  }
}

/// A parameter for those who do not know where it is kept.
public struct Field: Equatable, Sendable {
  /// The name of the parameter in a scenario.
  public let key: String
  public let kind: Kind
  /// What it means, in a sentence.
  public let text: String
  /// Its default; `nil` if it has none.
  public let standard: Setting?

  /// The same with another text and default.
  func with(text: String, standard: Setting?) -> Field {
    Field(key: key, kind: kind, text: text, standard: standard)
  }
}

/// A form for those who do not know its subject.
public struct FormDescription: Equatable, Sendable {
  /// The parameters in their order.
  public let fields: [Field]
  /// The rules that bind them.
  public let rules: [Rule]

  /// A rule about some keys.
  public struct Rule: Sendable {
    /// The keys at the first of which a complaint belongs.
    public let keys: [String]
    /// Further keys on which the rule rests.
    public let others: [String]
    /// What is wrong with what is given; `nil` if nothing is.
    public let complaint: @Sendable (Settings) -> Complaint?
  }

  /// Whether both have the same parameters with the same meaning and the same defaults.
  public static func == (a: FormDescription, b: FormDescription) -> Bool { a.fields == b.fields }
}
