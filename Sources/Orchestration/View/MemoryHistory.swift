public import Quantities

/// How much memory each host held over time, change by change: that of the VMs on it, and what it keeps
/// for those that are on their way.
public struct MemoryHistory: Sendable {
  /// What a host held from some instant on.
  public struct Change: Sendable {
    public let since: Instant
    public let held: Bytes
  }

  /// For each host its changes; the first is at the start.
  public private(set) var changes: [[Change]]
  /// Hosts of which something changed at this instant.
  private var touched: Set<Int> = []

  init(_ hosts: [HostFacts]) {
    changes = hosts.map { [Change(since: .start, held: $0.held)] }
  }

  /// A host holds more than it did, or less.
  mutating func touch(_ host: Int) { touched.insert(host) }

  /// All that happens at this instant has happened.
  mutating func note(_ hosts: [HostFacts], at now: Instant) {
    for host in touched where changes[host].last!.held != hosts[host].held {
      changes[host].append(Change(since: now, held: hosts[host].held))
    }
    touched.removeAll(keepingCapacity: true)
  }

  /// What a host held until `end`, as means over steps; steps in a row with equal means are one span.
  ///
  /// - Complexity: O(changes), whatever the step.
  public func spans(of host: Int, every step: Seconds, until end: Instant) -> [Span] {
    let changes = changes[host]
    let end = (end - .start).value
    var spans: [Span] = []
    var (number, index) = (0.0, 0)
    func time(of place: Int) -> Double { (changes[place].since - .start).value }
    func add(_ start: Double, _ stop: Double, _ held: Double) {
      if let last = spans.last, last.held.value == held {
        spans[spans.count - 1].duration = Seconds(stop) - (last.started - .start)
      } else {
        spans.append(
          Span(started: Instant(start), duration: Seconds(stop - start), held: Bytes(held)))
      }
    }
    while number * step.value < end {
      let start = number * step.value
      while index + 1 < changes.count, time(of: index + 1) <= start { index += 1 }
      let next = index + 1 < changes.count ? time(of: index + 1) : .infinity
      if next >= end {
        add(start, end, changes[index].held.value)
        break
      }
      let quiet = (next / step.value).rounded(.down)
      if quiet > number {
        add(start, quiet * step.value, changes[index].held.value)
        number = quiet
        continue
      }
      let stop = min(start + step.value, end)
      var (sum, at) = (0.0, start)
      while index + 1 < changes.count, time(of: index + 1) < stop {
        sum += changes[index].held.value * (time(of: index + 1) - at)
        at = time(of: index + 1)
        index += 1
      }
      sum += changes[index].held.value * (stop - at)
      add(start, stop, sum / (stop - start))
      number += 1
    }
    return spans
  }

  /// What a host held on average for some time.
  public struct Span: Sendable {
    public let started: Instant
    public internal(set) var duration: Seconds
    public let held: Bytes
  }
}
