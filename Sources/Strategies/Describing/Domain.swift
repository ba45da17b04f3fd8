import Quantities
import Seam

/// The values that a parameter may have: their kind and their limits, and how they become settings.
public struct Domain<Value>: Sendable {
  let kind: Kind
  /// The value of a setting of this kind.
  let read: @Sendable (Setting) -> Value?
  /// The setting that has this value; `nil` if nobody could write it, as an unlimited rate.
  let write: @Sendable (Value) -> Setting?
}

/// A kind of values, with their limits.
public indirect enum Kind: Equatable, Sendable {
  case count(ClosedRange<Int>)
  case flag
  case number(Bounds)
  case time(Bounds)
  case data(Bounds)
  case rate(Bounds)
  case randomTime(Bounds)
  /// One of some names.
  ///
  /// - Parameter noun: what they name, with its article: `"an order"`.
  case choice(noun: String, [String])
  /// Parameters of their own.
  ///
  /// - Parameters:
  ///   - name: a name under which the group is described once; `nil` for where it is used.
  ///   - text: what the group is, in a sentence.
  case group(name: String?, text: String, FormDescription)
}

/// The interval of a number, or of a quantity in SI base units.
public enum Bounds: Hashable, Sendable {
  /// As large as such a quantity may be, or nothing.
  case usual
  /// As large as such a quantity may be, but not nothing.
  case positive
  case within(ClosedRange<Double>)
  case above(Double, upTo: Double)
}

extension Domain where Value == Int {
  /// A whole number.
  static func count(_ range: ClosedRange<Int>) -> Domain {
    Domain(
      kind: .count(range), read: { if case .count(let it) = $0 { it } else { nil } },
      write: { .count($0) })
  }
}

extension Domain where Value == Pages {
  /// A number of pages.
  static func count(_ range: ClosedRange<Int>) -> Domain {
    Domain(
      kind: .count(range), read: { if case .count(let it) = $0 { Pages(it) } else { nil } },
      write: { .count($0.count) })
  }

  /// A number of pages, up to 4 TB of them.
  static var pages: Domain { .count(0...1_000_000_000) }
}

extension Domain where Value == Bool {
  /// `true` or `false`.
  static var flag: Domain {
    Domain(
      kind: .flag, read: { if case .flag(let it) = $0 { it } else { nil } }, write: { .flag($0) })
  }
}

extension Domain where Value == Double {
  /// A ratio or a factor.
  static func number(_ bounds: Bounds) -> Domain {
    Domain(
      kind: .number(bounds), read: { if case .number(let it) = $0 { it } else { nil } },
      write: { .number($0) })
  }

  /// A share of something, which is not nothing.
  static var share: Domain { .number(.above(0, upTo: 1)) }
}

extension Domain where Value == Seconds {
  /// A duration.
  static func time(_ bounds: Bounds = .usual) -> Domain {
    Domain(
      kind: .time(bounds), read: { if case .time(let it) = $0 { it } else { nil } },
      write: { .time($0) })
  }
}

extension Domain where Value == Bytes {
  /// An amount of data.
  static func data(_ bounds: Bounds = .usual) -> Domain {
    Domain(
      kind: .data(bounds), read: { if case .data(let it) = $0 { it } else { nil } },
      write: { .data($0) })
  }

  /// A part of a VM's memory, up to 1 PiB.
  static var memory: Domain { .data(.above(0, upTo: 0x1p50)) }
}

extension Domain where Value == BytesPerSecond {
  /// A rate of data; one that is not given has no limit.
  static func rate(_ bounds: Bounds = .positive) -> Domain {
    Domain(
      kind: .rate(bounds), read: { if case .rate(let it) = $0 { it } else { nil } },
      write: { $0.isFinite ? .rate($0) : nil })
  }
}

extension Domain where Value == RandomQuantity<Seconds> {
  /// A duration, or a distribution of durations.
  static var randomTime: Domain {
    Domain(
      kind: .randomTime(.usual), read: { if case .randomTime(let it) = $0 { it } else { nil } },
      write: { .randomTime($0) })
  }
}

extension Domain
where Value: CaseIterable & RawRepresentable & SendableMetatype, Value.RawValue == String {
  /// One of the names of an enumeration.
  ///
  /// - Parameter noun: what they name, with its article.
  static func choice(_ noun: String) -> Domain {
    Domain(
      kind: .choice(noun: noun, Value.allCases.map(\.rawValue)),
      read: { if case .choice(let name) = $0 { Value(rawValue: name) } else { nil } },
      write: { .choice($0.rawValue) })
  }
}

extension Domain where Value: Sendable {
  /// Parameters of their own.
  ///
  /// - Parameters:
  ///   - name: a name under which the group is described once; `nil` for where it is used.
  ///   - text: what the group is, in a sentence.
  ///   - form: its parameters.
  static func group(
    named name: String? = nil, _ text: String, _ form: Form<Value>
  ) -> Domain {
    Domain(
      kind: .group(name: name, text: text, form.description),
      read: { if case .group(let settings) = $0 { form.value(settings) } else { nil } },
      write: { .group(form.settings(of: $0)) })
  }
}
