import Randomness

/// What two arms have in common of a metric, observation by observation.
///
/// Arms differ in who finishes. A strategy that moves only the calm VMs would look quick beside one that
/// moves all; so a difference is over the pairs that are numbers in both, and who finished in only one
/// is counted beside it.
struct Pairs: Sendable {
  /// How many pairs there are.
  private(set) var count = 0
  /// How many are a number in the first only, and never in the second.
  private(set) var onlyFirst = 0
  /// How many are a number in the second only.
  private(set) var onlySecond = 0
  /// First minus second: replication by replication, the difference of the means over its pairs.
  let difference: Summary?

  /// What stands at one place is a pair.
  init(_ first: Observations, minus second: Observations) {
    self.init(first, minus: second, of: Optional<(first: [[Int]], second: [[Int]])>.none)
  }

  /// - Parameter subjects: in fleets, whose each observation is, replication by replication: arms move VMs
  ///   in different orders, and try some again. Otherwise what stands at one place is a pair.
  init<Subject: Hashable>(
    _ first: Observations, minus second: Observations,
    of subjects: (first: [[Subject]], second: [[Subject]])?
  ) {
    // Of what is not about single migrations there is one number, or one for each host.
    let isOfMigrations = Metric.ofMigrations.contains { $0.name == first.metric }
    var differences: [Double] = []
    for (place, (a, b)) in zip(first.observed, second.observed).enumerated() {
      let found =
        if let subjects, isOfMigrations, a.count == subjects.first[place].count,
          b.count == subjects.second[place].count
        {
          Found(a, of: subjects.first[place], b, of: subjects.second[place])
        } else {
          Found(a, b)
        }
      count += found.a.count
      onlyFirst += found.onlyFirst
      onlySecond += found.onlySecond
      if let mean = Observations.mean(found.a), let other = Observations.mean(found.b) {
        differences.append(mean - other)
      }
    }
    difference = Summary(differences)
  }
}

/// The pairs of one replication.
private struct Found {
  private(set) var a: [Double] = []
  private(set) var b: [Double] = []
  private(set) var onlyFirst = 0
  private(set) var onlySecond = 0

  /// What stands at one place is a pair.
  init(_ first: ArraySlice<Double>, _ second: ArraySlice<Double>) {
    for (x, y) in zip(first, second) {
      if x.isFinite, y.isFinite {
        a.append(x)
        b.append(y)
      } else if x.isFinite, y == .infinity {
        onlyFirst += 1
      } else if y.isFinite, x == .infinity {
        onlySecond += 1
      }
    }
  }

  /// What is observed of one subject is a pair: its first number in one with its first in the other, and
  /// so on. A number for which the other has only *never* is in one alone.
  init<Subject: Hashable>(
    _ first: ArraySlice<Double>, of subjects: [Subject],
    _ second: ArraySlice<Double>, of others: [Subject]
  ) {
    let (mine, theirs) = (Self.grouped(first, by: subjects), Self.grouped(second, by: others))
    var told: Set<Subject> = []
    for subject in subjects where told.insert(subject).inserted {
      guard let x = mine[subject], let y = theirs[subject] else { continue }
      let count = min(x.numbers.count, y.numbers.count)
      a += x.numbers.prefix(count)
      b += y.numbers.prefix(count)
      onlyFirst += min(x.numbers.count - count, y.never)
      onlySecond += min(y.numbers.count - count, x.never)
    }
  }

  private static func grouped<Subject: Hashable>(
    _ observed: ArraySlice<Double>, by subjects: [Subject]
  ) -> [Subject: (numbers: [Double], never: Int)] {
    var groups: [Subject: (numbers: [Double], never: Int)] = [:]
    for (subject, value) in zip(subjects, observed) {
      if value.isFinite {
        groups[subject, default: ([], 0)].numbers.append(value)
      } else if value == .infinity {
        groups[subject, default: ([], 0)].never += 1
      }
    }
    return groups
  }
}
