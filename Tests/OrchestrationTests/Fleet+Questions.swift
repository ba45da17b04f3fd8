import Datacenter
import Quantities

@testable import Orchestration

extension Fleet {
  /// When the first attempts of all moves were admitted, by VM.
  var starts: [(vm: Int, at: Double)] {
    moveRecords.flatMap { move in
      move.attempts.map { (vm: move.vm.index, at: $0.admitted.secondsSinceStart) }
    }.sorted { ($0.at, $0.vm) < ($1.at, $1.vm) }
  }

  /// How many migrations were under way at an instant.
  func migrations(at instant: Double) -> Int {
    world.records.count {
      $0.started.secondsSinceStart <= instant
        && $0.ended.map { $0.secondsSinceStart > instant } ?? true
    }
  }
}
