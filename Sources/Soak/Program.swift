import FleetSupport
import Glibc
import Kernel
import Orchestration
import Parallel
import Quantities

/// Runs random fleets and random migrations, and looks after every event whether what stands there is
/// possible. Equal numbers give equal hashes in every build.
///
///     swift run Soak [FLEETS [EVENTS [JOBS]]]
///
/// FLEETS fleets (10,000) with rules, windows and faults come first; then migrations by every strategy and
/// engine, until there were EVENTS events (10,000,000) in all. JOBS (1) run at a time. Exits with 1 where
/// a law is broken, and names the seed.
@main
enum Program {
  /// How many seeds are run before the events are counted again.
  private static let batch = 512

  static func main() {
    let numbers = CommandLine.arguments.dropFirst().map { Int($0) }
    guard numbers.allSatisfy({ ($0 ?? 0) > 0 }), numbers.count <= 3 else {
      print("usage: Soak [FLEETS [EVENTS [JOBS]]], each a whole number above 0")
      exit(64)
    }
    let given = numbers.compactMap(\.self) + [10_000, 10_000_000, 1].dropFirst(numbers.count)
    let (fleets, events, jobs) = (given[0], given[1], given[2])
    var all = Tally()
    for first in stride(from: 0, to: fleets, by: batch) {
      let seeds = first..<min(first + batch, fleets)
      all.add(parallel(seeds.count, jobs: jobs) { Trial(fleet: UInt64(seeds.lowerBound + $0)) })
    }
    let inFleets = all.events
    var migrations = 0
    while all.events < events {
      let seeds = migrations..<migrations + batch
      all.add(parallel(seeds.count, jobs: jobs) { Trial(scenario: UInt64(seeds.lowerBound + $0)) })
      migrations += batch
    }
    for violation in all.violations { print(violation) }
    print(
      "\(fleets) random fleets (\(inFleets) events) and \(migrations) random scenarios, \(all.events) events in all: \(all.violations.count) laws broken, hash \(all.hash)"
    )
    exit(all.violations.isEmpty ? 0 : 1)
  }
}

/// What all trials came to.
private struct Tally {
  var events = 0
  var hash = TraceHash()
  var violations: [String] = []

  mutating func add(_ trials: [Trial]) {
    for trial in trials {
      events += trial.events
      hash.fold(trial.trace.value)
      if let violation = trial.violation { violations.append(violation) }
    }
  }
}
