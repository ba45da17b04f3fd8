/// Dirty rates of guests of which nothing is known.
///
/// The middles of ten equal shares of 7,399 guests whose migrations were measured under KVM, idle ones to
/// memory stress: the data that the workload families are calibrated with. Each is as likely as the
/// others.
package enum UsualDirtyRates {
  package static let all: [PagesPerSecond] = [
    60, 96, 153, 947, 3343, 5014, 8011, 12_304, 15_524, 22_147,
  ].map { PagesPerSecond($0) }

  /// Those that a guest of a size can have: it writes less than half of its memory in a second.
  package static func of(memory: Pages) -> [PagesPerSecond] {
    let fitting = all.filter { $0.value < Double(memory.count) / 2 }
    return fitting.isEmpty ? [PagesPerSecond(1)] : fitting
  }
}
