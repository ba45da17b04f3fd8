import Datacenter
import Quantities
import Strategies
import StrictJSON

extension Shape where Value == Setting {
  /// How a setting of a kind is written in a scenario.
  static func setting(_ kind: Kind) -> Shape {
    switch kind {
    case .count(let range):
      Shape<Int>.count(range).map(
        Setting.count, inverse: { if case .count(let it) = $0 { it } else { nil } })
    case .flag:
      Shape<Bool>.flag.map(
        Setting.flag, inverse: { if case .flag(let it) = $0 { it } else { nil } })
    case .number(let bounds):
      Shape<Double>.number(bounds.limits(usual: .nonNegative, positive: .positive)).map(
        Setting.number, inverse: { if case .number(let it) = $0 { it } else { nil } })
    case .time(let bounds):
      Shape<Seconds>.quantity(bounds.limits(usual: .duration, positive: .span)).map(
        Setting.time, inverse: { if case .time(let it) = $0 { it } else { nil } })
    case .data(let bounds):
      Shape<Bytes>.quantity(bounds.limits(usual: .amount, positive: .size)).map(
        Setting.data, inverse: { if case .data(let it) = $0 { it } else { nil } })
    case .rate(let bounds):
      Shape<BytesPerSecond>.quantity(bounds.limits(usual: .load, positive: .bandwidth)).map(
        Setting.rate, inverse: { if case .rate(let it) = $0 { it } else { nil } })
    case .randomTime(let bounds):
      Shape<RandomQuantity<Seconds>>.random(bounds.limits(usual: .duration, positive: .span)).map(
        Setting.randomTime, inverse: { if case .randomTime(let it) = $0 { it } else { nil } })
    case .choice(let noun, let names):
      Shape<String>.name(noun, among: names).map(
        Setting.choice, inverse: { if case .choice(let it) = $0 { it } else { nil } })
    case .group(let name, let text, let form):
      group(text, form).as(name)
    }
  }

  private static func group(_ text: String, _ form: FormDescription) -> Shape {
    .object(text) { o in .group(o.settings(form)) }
  }

  private func `as`(_ name: String?) -> Shape { name.map(defined(as:)) ?? self }
}

extension Bounds {
  /// The interval for quantities of which a scenario may ask for so much.
  fileprivate func limits(usual: Limits, positive: Limits) -> Limits {
    switch self {
    case .usual: usual
    case .positive: positive
    case .within(let range): .within(range)
    case .above(let bound, let maximum): .above(bound, upTo: maximum)
    }
  }
}

extension ObjectReader {
  /// What is given of a form, whose rules it keeps.
  mutating func settings(_ form: FormDescription) -> Settings {
    var given = Settings()
    for field in form.fields {
      given[field.key] = optional(
        field.key, .setting(field.kind), shown: field.standard, field.text)
    }
    check(given, by: form.rules)
    return given
  }

  /// Reports what breaks a rule.
  ///
  /// - Parameter others: keys on which every rule rests.
  mutating func check(
    _ given: Settings, by rules: [FormDescription.Rule], restsOn others: [String] = []
  ) {
    for rule in rules {
      check(rule.keys, restsOn: rule.others + others) {
        rule.complaint(given).map { ($0.problem, $0.remedy) }
      }
    }
  }
}
