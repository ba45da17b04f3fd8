import Glibc
import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Activity over time")
struct ActivityTests {
  func time(_ activity: Activity, _ from: Double, _ to: Double) -> Double {
    activity.fullTime(from: Instant(from), to: Instant(to)).value
  }

  @Test(
    "after the last phase the first comes again, the last stays, or nothing is written",
    arguments: [(Activity.Ending.repeat, 14.0), (.hold, 11), (.stop, 10)])
  func endings(ending: Activity.Ending, tenSeconds: Double) {
    let activity = Activity.phases([(Seconds(4), 2), (Seconds(4), 0.5)], then: ending)
    #expect(time(activity, 0, 8) == 10)
    #expect(time(activity, 2, 6) == 5)
    #expect(time(activity, 0, 10) == tenSeconds)
  }

  @Test("a span is the sum of its parts, whatever changes lie within")
  func additivity() {
    let name = RandomName(seed: 4, name: "activity", replication: 0)
    let activities = [
      Activity.steady, .daily(swing: 0.7, peak: .hours(3)),
      .phases([(Seconds(0.5), 3), (Seconds(0.25), 0), (Seconds(7), 1)], then: .repeat),
      .onOff(OnOffPath(busy: Seconds(2), calm: Seconds(3), calmFactor: 0.1, named: name)),
    ]
    for activity in activities {
      var sum = 0.0
      for k in 0..<400 { sum += time(activity, Double(k) * 0.37, Double(k + 1) * 0.37) }
      #expect(abs(sum - time(activity, 0, 148)) < 1e-9)
    }
  }

  @Test("a day's mean is 1, and its peak is where it was put")
  func daily() {
    let activity = Activity.daily(swing: 0.5, peak: .hours(15))
    #expect(abs(time(activity, 0, 86400) - 86400) < 1e-6)
    #expect(abs(time(activity, 15 * 3600 - 1, 15 * 3600 + 1) - 3) < 1e-6)
    #expect(abs(time(activity, 3 * 3600 - 1, 3 * 3600 + 1) - 1) < 1e-6)
  }

  @Test("a throttled guest in a calm phase writes the product of both")
  func composition() {
    let classes = [
      PageClass(
        name: "hot", pages: Pages(10_000), writes: .uniform(PagesPerSecond(1000)), activity: 0)
    ]
    let activities = [Activity.phases([(Seconds(10), 1), (Seconds(10), 0.25)], then: .hold)]
    var memory = SegmentMemory(classes: classes, fidelity: .fluid)
    memory.run(from: Instant(5), to: Instant(30), speed: 0.5, following: activities)
    #expect(abs(memory.writes[0].exposure - (5 + 20 * 0.25) * 0.5 * 0.1) < 1e-12)
  }
}
