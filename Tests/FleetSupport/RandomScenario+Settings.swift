import Datacenter
import Quantities
import Strategies

extension RandomScenario.Draw {
  /// Some of a form's parameters, drawn anew where their rules are broken.
  mutating func settings(_ form: FormDescription) -> Settings {
    while true {
      var given = Settings()
      for field in form.fields where !Self.fixed.contains(field.key) {
        if let setting = limit(field.key) ?? (chance(0.3) ? setting(of: field.kind) : nil) {
          given[field.key] = setting
        }
      }
      if form.rules.allSatisfy({ $0.complaint(given) == nil }) { return given }
    }
  }

  /// What is not drawn: what changes the bytes of a page, since the tests count those of the engine's
  /// usual format, and what may keep a guest from being slowed down enough.
  private static let fixed: Set = [
    "compression", "multifd", "xbzrle", "dirtyTarget", "leastShare",
  ]

  /// What makes a migration of a small VM end before the test does: limits, by what they are called.
  private mutating func limit(_ key: String) -> Setting? {
    switch key {
    case "maximumRounds": .count(1 + below(30))
    case "timeout": .time(Seconds(0.1 + 5 * uniform()))
    case "stall": .group(["periods": .count(1 + below(3)), "share": .number(0.1)])
    case "patience": .count(3)
    case "shutdown": .randomTime(.constant(Seconds(0.3)))
    case "shutdownTimeout": .time(Seconds(1))
    // Pages of zeroes cost less than others: the test counts pages alone.
    case "firmware": .group(["full": .count(below(100)), "zero": .count(0)])
    // A batch is as long as what lies between two peeks: the tests count full batches.
    case "peek": .count(1024 * below(3))
    case "bitsPerMegabit": .number(chance(0.5) ? 0x1p20 : 1e6)
    // The last pages must come, however slow.
    case "downtimeLimit": .time(.milliseconds(100 + 400 * uniform()))
    default: nil
    }
  }

  /// A value of a kind, in the middle of what small VMs and slow links have.
  private mutating func setting(of kind: Kind) -> Setting? {
    switch kind {
    case .count(let range):
      .count(min(range.upperBound, range.lowerBound + below(100)))
    case .flag: .flag(chance(0.5))
    case .number(let bounds): .number(number(bounds, usual: 1))
    case .time(let bounds): .time(Seconds(number(bounds, usual: 0.1)))
    case .data(let bounds): .data(Bytes(number(bounds, usual: 1e6).rounded(.up)))
    case .rate(let bounds):
      .rate(BytesPerSecond((1 + number(bounds, usual: 400).rounded()) * 125_000))
    case .randomTime(let bounds): .randomTime(.constant(Seconds(number(bounds, usual: 0.1))))
    case .choice(_, let names): .choice(pick(names))
    case .group(_, _, let form): .group(settings(form))
    }
  }

  private mutating func number(_ bounds: Bounds, usual: Double) -> Double {
    let part = 0.01 + uniform()
    return switch bounds {
    case .usual, .positive: part * usual
    case .within(let range): min(range.lowerBound + part * usual, range.upperBound)
    case .above(let bound, let maximum): min(bound + part * usual, maximum)
    }
  }
}
