import Glibc
import Quantities
import Randomness

/// What runs of one migration on one bench differ by, beyond what is simulated: the host's other work,
/// the scheduler, and clocks that are read in whole milliseconds.
///
/// It is the bench's: a machine in use has a distribution of its own for the switch-over of its devices.
package struct RunNoise: Hashable, Sendable {
  /// Standard deviation of the downtime.
  var downtime: Seconds
  /// Standard deviation of the total time, as a share of it.
  var total: Double
  /// Whether downtimes are read as differences of whole milliseconds.
  var isInWholeMilliseconds: Bool

  /// KVM over Gigabit Ethernet. Rows of Jo, Cho and Egger (SoCC 2017) that are alike in all that is known
  /// of them have downtimes with a standard deviation of 18 to 21 ms, of which the moment in the turn at
  /// which the limit is met explains some; 12 to 15 ms are left.
  static let kvm = RunNoise(
    downtime: .milliseconds(13.5), total: 0, isInWholeMilliseconds: true)
  /// KVM's post-copy, whose downtime holds no copy: only the clock is left.
  static let kvmPostCopy = RunNoise(downtime: .zero, total: 0, isInWholeMilliseconds: true)
  /// QEMU 7.2 under controlled writes: repeats of one case differ by 7 ms of outage, and by 0.3 % of
  /// total time in the median and 1 % at worst.
  package static let controlled = RunNoise(
    downtime: .milliseconds(7), total: 0.005, isInWholeMilliseconds: false)

  /// How many independent numbers a run takes.
  package static let dimensions = 3

  /// A total time and a downtime in milliseconds as they would have been measured. What is copied in the
  /// downtime takes its time, so that at least half of it is left.
  ///
  /// - Parameter latents: independent numbers from 0 to 1.
  package func measured(
    _ total: Double, _ downtime: Double, by latents: ArraySlice<Double>
  ) -> (total: Double, downtime: Double) {
    let own = Array(latents)
    func normal(_ place: Int) -> Double { normalQuantile(min(max(own[place], 1e-9), 1 - 1e-9)) }
    var seen = max(downtime / 2, downtime + self.downtime.value * 1000 * normal(0))
    if isInWholeMilliseconds { seen = (seen + own[2]).rounded(.down) }
    return (total * exp(self.total * normal(1)), seen)
  }
}

extension MigrationCase {
  /// What runs differ by on the bench that measured it; `nil` for a machine in use.
  var runNoise: RunNoise? {
    guard machine == .bench else { return nil }
    return switch guest.writes {
    case .streams: .controlled
    case .measured, .unknown: passesBeforePostCopy == nil ? .kvm : .kvmPostCopy
    }
  }
}
