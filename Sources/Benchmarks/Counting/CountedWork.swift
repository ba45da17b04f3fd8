import Glibc

/// A piece of work whose instructions are counted rather than timed. Counts are the same on a busy
/// machine and an idle one, so that they can be held to a budget; `.ci/budgets` does so.
struct CountedWork {
  /// How `.ci/budgets.csv` names it.
  let name: String
  /// What a count is given per.
  let unit: String
  /// Does the work, and answers how many units it did.
  let work: () -> Int
  /// What is done before, and not counted: types are looked up, memory is asked for.
  var warmUp: () -> Void = {}

  static var all: [CountedWork] {
    [
      .hold, .singleServer, .fleet, .backbone, .qemuRounds, .postCopy, .xenRounds, .predictedRow,
      .replication, .pairedRun, .pairedEngine, .drain(at: 10), .drain(at: 80_000),
    ]
  }

  /// Does one piece of work, and prints how many units it was of.
  static func count(_ name: String) {
    guard let work = all.first(where: { $0.name == name }) else {
      print(
        "there is no work '\(name)' to count; there is: \(all.map(\.name).joined(separator: ", "))")
      exit(64)
    }
    work.warmUp()
    print("\(name),\(apusCounted(work.work)),\(work.unit)")
  }
}

/// Callgrind is told to collect only within this function, by its name.
@inline(never)
func apusCounted(_ work: () -> Int) -> Int {
  let units = work()
  precondition(units > 0, "nothing was counted")
  return units
}
