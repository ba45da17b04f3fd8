/// What CloudSim keeps of a host's load over time: a step function, the last entry of an instant counting.
struct HostLedger {
  private struct Entry {
    var time: Double
    var isActive: Bool
    var isShort: Bool
  }

  private var last: Entry?
  private var wasActive = true
  private var switchedOn = 0.0
  /// Seconds with something to do.
  private(set) var active = 0.0
  /// Of these, seconds in which VMs got less than they asked for.
  private(set) var short = 0.0
  /// How long it had been on each time that it was switched off.
  private(set) var onTimes: [Double] = []

  /// The host gives so much, and so much is asked of it.
  mutating func note(_ time: Double, given: Double, asked: Double) {
    let entry = Entry(time: time, isActive: given > 0, isShort: given < asked)
    if let last, last.time < time { close(last, until: time) }
    last = entry
  }

  /// Nothing more will come.
  mutating func close() {
    if let last { close(last, until: last.time) }
    last = nil
  }

  private mutating func close(_ entry: Entry, until time: Double) {
    if wasActive, !entry.isActive { onTimes.append(entry.time - switchedOn) }
    if !wasActive, entry.isActive { switchedOn = entry.time }
    wasActive = entry.isActive
    guard entry.isActive else { return }
    active += time - entry.time
    if entry.isShort { short += time - entry.time }
  }
}

/// What CloudSim keeps of what a VM got over time.
struct VMLedger {
  private struct Entry {
    var time: Double
    var given: Double
    var asked: Double
    var isLeaving: Bool
  }

  private var last: Entry?
  /// What it asked for, in millions of instructions.
  private(set) var asked = 0.0
  /// What it asked for and did not get while it was leaving a host.
  private(set) var lost = 0.0

  /// The VM gets so much of what it asks for.
  mutating func note(_ time: Double, given: Double, asked: Double, isLeaving: Bool) {
    if let last, last.time < time {
      self.asked += last.asked * (time - last.time)
      if last.isLeaving, last.given < last.asked {
        lost += (last.asked - last.given) * (time - last.time)
      }
    }
    last = Entry(time: time, given: given, asked: asked, isLeaving: isLeaving)
  }
}
