import Datacenter
import Kernel
import Quantities

/// What summaries, comparisons and the screen need of one replication: a few numbers for each
/// migration. The records themselves are written down and let go.
struct ReplicationDigest: Sendable, Codable {
  /// The VM of each migration that was asked for.
  let vms: [Int32]
  /// What became of the fleet, where the scenario is about one.
  let fleet: FleetDigest?
  /// How the hosts' cores were loaded, where the scenario is about that.
  let loads: LoadDigest?
  /// What failed, where things fail.
  let outages: OutageDigest?
  /// Which VMs broke which of their objectives.
  let objectives: ObjectivesOutcome
  /// What a day of consolidation came to, where the scenario is about one.
  let consolidation: ConsolidationDay?
  /// What became of the VMs, and what all attempts at moving them cost.
  let endings: Endings
  /// How each migration ended.
  let verdicts: [Verdict]
  /// Whether each request's migration had rounds: only what sends memory has.
  let haveRounds: [Bool]
  /// How many requests did not finish, by how and why.
  let troubles: [String: Int]
  /// How many migrations each limit that is no link held back for the longest time, by its name in
  /// `bottleneck`.
  let heldBack: [String: Int]
  /// Whether anything held any migration back.
  let haveWaited: Bool
  /// The first request whose migration was under way when the run ended, and why it was.
  let unfinished: Unfinished?
  /// How many VMs were lost with a host, whether a request named them or not.
  let lost: Int
  /// From the first request until the last migration ended; `nil` unless every VM was moved, not a number
  /// where none had to move.
  let makespan: Double?
  /// Whether any migration copied disks of a running VM, or several at a time.
  let movesDisks: Bool
  let eventCount: Int
  let trace: TraceHash
  /// Why the replication was ended before its time, if it was.
  let cutShort: CutShortError?
  /// For each fault of the scenario whether it happened.
  let struckFaults: [Bool]
  /// The entries of the scenario's links that carried nothing, by their places.
  let unusedLinks: [Int]
  /// For each metric of migrations and of disks, what was observed for each request.
  private let values: [Double]

  /// A migration that was under way when the run ended.
  struct Unfinished: Sendable, Codable {
    let request: Int
    /// In a fleet the number of its request in the file, from 1.
    let ofRequest: Int?
    let why: String
  }

  init(_ outcome: ReplicationOutcome, requests: [RequestSpec]) {
    let records = outcome.asked.map(\.kept)
    consolidation = outcome.consolidation?.day
    vms = outcome.asked.map { Int32($0.vm) }
    endings = Endings(outcome.asked)
    let fleet = outcome.fleet.map { FleetDigest($0, requests: requests) }
    self.fleet = fleet
    loads = outcome.loads.map { LoadDigest($0) }
    outages = outcome.fleet?.outages.map { OutageDigest($0) }
    objectives = outcome.objectives
    verdicts = records.map { kept in kept.map { Verdict(outcome: $0.record.outcome) } ?? .unfinished
    }
    haveRounds = records.map { kept in kept.map { !$0.record.rounds.isEmpty } ?? false }
    let isOpen = { (kept: KeptRecord?) in kept.map { $0.record.standing != nil } ?? false }
    unfinished = records.firstIndex(where: isOpen).map {
      Unfinished(
        request: $0, ofRequest: outcome.asked[$0].place?.request,
        why: records[$0]!.record.whyUnfinished)
    }
    heldBack = records.reduce(into: [:]) { counts, kept in
      guard let kept, let limit = kept.record.ownLimit, OwnLimit.names.contains(limit) else {
        return
      }
      counts[limit, default: 0] += 1
    }
    haveWaited = records.contains { kept in kept.map { $0.record.bottleneck != nil } ?? false }
    lost = outcome.lostVMs
    let isIdle = fleet != nil && outcome.asked.isEmpty
    makespan =
      fleet?.isComplete == false ? nil : outcome.makespan?.value ?? (isIdle ? .nan : nil)
    movesDisks = records.contains { kept in kept.map { !$0.record.disks.isEmpty } ?? false }
    eventCount = outcome.eventCount
    trace = outcome.trace
    struckFaults = outcome.struckFaults
    unusedLinks = outcome.unusedLinks
    cutShort = outcome.cutShort
    var troubles: [String: Int] = [:]
    for (kept, verdict) in zip(records, verdicts) where verdict != .finished {
      let record = kept?.record
      let why = record.map(\.reason) ?? UnfinishedReason.waiting.rawValue
      let reason = why.map { ": " + $0 } ?? ""
      let loss =
        switch (record?.isVMLost, verdict) {
        case (true, .refused): "; the VM was lost before"
        case (true, _): ", and the VM with it"
        default: ""
        }
      troubles[verdict.rawValue + reason + loss, default: 0] += 1
    }
    self.troubles = troubles
    let metrics = movesDisks ? Metric.all : Metric.ofMigrations
    var values: [Double] = []
    values.reserveCapacity(metrics.count * records.count)
    for metric in metrics {
      for kept in records { values.append(metric.observation(of: kept)) }
    }
    self.values = values
  }

  /// A digest that was packed.
  init(packed bytes: UnsafeRawBufferPointer) {
    let head = DigestHead(bytes)
    (eventCount, trace) = (head.eventCount, head.trace)
    var unpacker = Unpacker(bytes)
    unpacker.skip(head.numbers.lowerBound)
    let numbers: [Double] = unpacker.plain(count: head.numbers.count / 8)
    vms = Array(from: &unpacker)
    values = Array(numbers[..<Int(from: &unpacker)])
    fleet = Optional(from: &unpacker)
    loads = Optional(from: &unpacker)
    outages = Optional(from: &unpacker)
    objectives = ObjectivesOutcome(from: &unpacker)
    consolidation = Optional(from: &unpacker)
    endings = unpacker.plain()
    verdicts = Array(from: &unpacker)
    haveRounds = Array(from: &unpacker)
    troubles = Dictionary(from: &unpacker)
    heldBack = Dictionary(from: &unpacker)
    haveWaited = Bool(from: &unpacker)
    unfinished = Optional(from: &unpacker)
    lost = unpacker.plain()
    makespan = Optional(from: &unpacker)
    movesDisks = Bool(from: &unpacker)
    cutShort = Optional(from: &unpacker)
    struckFaults = Array(from: &unpacker)
    unusedLinks = Array(from: &unpacker)
  }

  /// Packs what does not follow from what was observed.
  func pack(into packer: inout Packer) {
    vms.pack(into: &packer)
    // Those of a day of consolidation are not among the numbers.
    (consolidation == nil ? values.count : 0).pack(into: &packer)
    fleet.pack(into: &packer)
    loads.pack(into: &packer)
    outages.pack(into: &packer)
    objectives.pack(into: &packer)
    consolidation.pack(into: &packer)
    packer.append(plain: endings)
    verdicts.pack(into: &packer)
    haveRounds.pack(into: &packer)
    troubles.pack(into: &packer)
    heldBack.pack(into: &packer)
    haveWaited.pack(into: &packer)
    unfinished.pack(into: &packer)
    packer.append(plain: lost)
    makespan.pack(into: &packer)
    movesDisks.pack(into: &packer)
    cutShort.pack(into: &packer)
    struckFaults.pack(into: &packer)
    unusedLinks.pack(into: &packer)
  }

  /// What was observed, part by part, in the order of `MetricName.all`.
  var measured: [(part: MetricName.Part, metrics: [Measured])] {
    if let consolidation {
      return [
        (
          .consolidation,
          ConsolidationMetric.all.map { Measured([$0.value(consolidation) ?? .nan]) }
        )
      ]
    }
    let migrations = migrations(of: nil)
    var all: [(part: MetricName.Part, metrics: [Measured])] = [
      (
        .migrations,
        (movesDisks ? Metric.all : Metric.ofMigrations).indices.map {
          Measured(Array(migrations.observations(of: $0)))
        }
      ),
      (.makespan, [Measured(makespan)]),
      (.verdicts, Verdict.allCases.map { Measured(count($0)) }),
      (.lost, [Measured(lost)]),
    ]
    if let fleet { all.append((.fleet, fleet.measured)) }
    if let outages { all.append((.outages, outages.measured)) }
    if let loads { all.append((.loads, loads.measured)) }
    all.append((.objectives, objectives.measured))
    return all
  }

  /// What was observed of migrations, without the rest.
  struct Values {
    fileprivate let all: [Double]
    /// How many migrations there were, and which of them count; `nil` for all.
    fileprivate let count: Int
    fileprivate let places: [Int]?

    /// What was observed of a metric, in the order of the requests: numbers, infinity for *never*, `nan`
    /// where it does not apply.
    ///
    /// - Parameter metric: its place in `Metric.all`.
    func observations(of metric: Int) -> ArraySlice<Double> {
      let first = metric * count
      guard first < all.count else { return [] }
      guard let places else { return all[first..<first + count] }
      return ArraySlice(places.map { all[first + $0] })
    }
  }

  /// What was observed of the migrations of a VM; of all for `nil`.
  func migrations(of vm: Int?) -> Values {
    Values(
      all: values, count: verdicts.count, places: vm == nil ? nil : Array(places(of: vm)))
  }

  /// How many migrations of a VM ended in some way; of all VMs for `nil`.
  func count(_ verdict: Verdict, vm: Int? = nil) -> Int {
    places(of: vm).count { verdicts[$0] == verdict }
  }

  /// Whether any migration of a VM had rounds.
  func hasRounds(vm: Int?) -> Bool { places(of: vm).contains { haveRounds[$0] } }

  /// Which of the migrations are a VM's; all for `nil`.
  func places(of vm: Int?) -> some Collection<Int> {
    verdicts.indices.lazy.filter { [vms] place in vm.map { Int32($0) == vms[place] } ?? true }
  }
}
