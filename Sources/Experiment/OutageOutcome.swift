import Datacenter
import Foundation
import Orchestration
import Quantities

/// What failed in one replication, and what VMs felt of it.
struct OutageOutcome: Sendable {
  /// Every outage of a host, link or datastore, in the order of time.
  let parts: [OutageRecord]
  /// Every crash of a VM, in the order of time.
  let crashes: [VMOutage]
  /// By VM.
  let vms: [Availability]
  /// What came of each warning and of each failure without one, by request.
  let incidents: [(request: Int, incident: Foresee.Incident)]

  /// How long a VM served.
  struct Availability: Sendable {
    let crashes: Int
    /// How long it was off after crashes.
    let down: Seconds
    /// The share of the run in which it ran, crashes and the downtime of migrations taken off; `nil` for a
    /// VM that was off when the run began.
    let share: Double?
  }

  /// - Parameters:
  ///   - end: when the run ended.
  ///   - downtimes: the downtime of each VM in its migrations.
  ///   - wereOn: for each VM whether it was on when the run began.
  init(_ fleet: Fleet, until end: Instant, downtimes: [Seconds], wereOn: [Bool]) {
    parts = fleet.world.outageRecords
    crashes = fleet.vmOutages
    var count = downtimes.map { _ in 0 }
    var down = downtimes.map { _ in Seconds.zero }
    for outage in crashes {
      count[outage.vm.index] += 1
      down[outage.vm.index] += (outage.ended ?? end) - outage.began
    }
    let whole = end - .start
    vms = downtimes.indices.map { vm in
      Availability(
        crashes: count[vm], down: down[vm],
        share: wereOn[vm] && whole > .zero
          ? max(0, 1 - (down[vm] + downtimes[vm]) / whole) : nil)
    }
    incidents = fleet.requestPlaces.flatMap { place in
      (fleet.request(place) as? Foresee)?.incidents.map {
        (request: place, incident: $0)
      } ?? []
    }
  }
}

/// What summaries need of it.
struct OutageDigest: Sendable, Codable {
  /// The share of the run in which each VM ran that was on when it began.
  let availability: [Double]
  /// How long each crash lasted; infinity where the VM did not run again.
  let outages: [Double]
  let hostFailures: Int
  let warnings: Int
  let falseWarnings: Int
  let saved: Int
  let movedForNothing: Int
  let caught: Int
  let missed: Int

  init(_ outcome: OutageOutcome) {
    availability = outcome.vms.compactMap(\.share)
    outages = outcome.crashes.map { crash in
      crash.ended.map { ($0 - crash.began).value } ?? .infinity
    }
    hostFailures = outcome.parts.count { if case .host = $0.part { true } else { false } }
    let incidents = outcome.incidents.map(\.incident)
    func sum(_ kind: Foresee.Incident.Kind, _ value: (Foresee.Incident) -> Int) -> Int {
      incidents.reduce(0) { $0 + ($1.kind == kind ? value($1) : 0) }
    }
    warnings = incidents.count { $0.kind != .missed }
    falseWarnings = sum(.falseAlarm) { _ in 1 }
    saved = sum(.foreseen, \.moved)
    movedForNothing = sum(.falseAlarm, \.moved)
    caught = sum(.foreseen, \.caught)
    missed = sum(.missed, \.caught)
  }

  /// The nines of an availability: 3 for 99.9 %; `nil` of one that is complete.
  static func nines(_ share: Double) -> Double? { share < 1 ? -log10(1 - share) : nil }

  /// What was observed, in the order of `metrics`.
  var measured: [Measured] {
    [
      Measured(availability), Measured(outages), Measured(outages.count), Measured(hostFailures),
      Measured(warnings), Measured(falseWarnings), Measured(saved), Measured(movedForNothing),
      Measured(caught), Measured(missed),
    ]
  }

  /// What they are, for the reference.
  static let metrics: [ResultFile.Entry] = [
    entry(
      "availability", "1",
      "the share of the run in which a VM ran that was on when it began: time after crashes until it ran again, and the downtime of its migrations, are taken off."
    ),
    entry(
      "outage", "s",
      "how long a VM did not run after a crash; \"never\" where it did not run again."),
    entry("crashes", "VMs", "how often VMs crashed."),
    entry("host-failures", "hosts", "how often hosts failed."),
    entry("warnings", "hosts", "how often a host was foreseen to fail."),
    entry("false-warnings", "hosts", "how often a host was foreseen to fail and did not."),
    entry("saved", "VMs", "VMs that had moved away when a host failed that was foreseen to."),
    entry(
      "moved-for-nothing", "VMs",
      "VMs that moved away from a host that was foreseen to fail and did not."
    ),
    entry("not-out-in-time", "VMs", "VMs that crashed with a host that was foreseen to fail."),
    entry(
      "not-foreseen", "VMs", "VMs that crashed with a host that was watched, without a warning."),
  ]

  private static func entry(_ name: String, _ unit: String, _ text: String) -> ResultFile.Entry {
    .init(name: name, unit: unit, meaning: "With failures: " + text, isKey: false)
  }
}
