import Quantities

/// The background loads of a run, and what each takes at present.
///
/// A load is followed step by step only while something is sent over its link. Whoever begins to send
/// finds the step that holds then, without those before.
struct LinkLoads {
  private let loads: [BackgroundLoad]
  private var rates: [BytesPerSecond]
  /// Load -> whether its next step is on the calendar.
  private var areFollowed: [Bool]
  /// Link -> its loads.
  private var onLink: [LinkID: [Int]] = [:]

  /// A step that comes.
  struct Coming {
    let step: Int
    let at: Instant
  }

  init(_ loads: [BackgroundLoad]) {
    self.loads = loads
    rates = loads.map { _ in .zero }
    areFollowed = loads.map { _ in false }
    for (number, load) in loads.enumerated() { onLink[load.link, default: []].append(number) }
  }

  var indices: Range<Int> { loads.indices }
  func bulkFlows(of load: Int) -> Int { loads[load].bulkFlows }
  func link(of load: Int) -> LinkID { loads[load].link }

  /// The loads of a link that are not followed.
  func notFollowed(on link: LinkID) -> [Int] {
    onLink.isEmpty ? [] : onLink[link, default: []].filter { !areFollowed[$0] }
  }

  /// The directions that a load is on.
  func capacities(of load: Int, on links: [Link]) -> [CapacityID] {
    let (first, second) = links[loads[load].link.index].directions
    let directions = loads[load].directions
    return (directions.0 ? [first] : []) + (directions.1 ? [second] : [])
  }

  /// A load is followed from now on, at the rate that it has now.
  ///
  /// - Returns: its next step; `nil` if there is none.
  mutating func follow(_ number: Int, at now: Instant) -> Coming? {
    areFollowed[number] = true
    let load = loads[number]
    let time = now.secondsSinceStart
    let cycle = load.period.map { (time / $0.value).rounded(.down) } ?? 0
    let since = Seconds(time - cycle * (load.period?.value ?? 0))
    let step = load.steps.lastIndex { $0.at <= since }
    // At the beginning of a later period the last rate of the one before still holds.
    rates[number] =
      step.map { load.steps[$0].rate } ?? (cycle > 0 ? load.steps.last?.rate : nil) ?? .zero
    return load.coming(after: step ?? -1, cycle: cycle)
  }

  /// A load takes the rate of one of its steps.
  ///
  /// - Returns: its next step; `nil` after the last.
  mutating func take(_ step: Int, of number: Int, at now: Instant) -> Coming? {
    let load = loads[number]
    rates[number] = load.steps[step].rate
    let cycle = load.period.map { ((now - .start - load.steps[step].at) / $0).rounded() } ?? 0
    return load.coming(after: step, cycle: cycle)
  }

  /// Nobody sends over a load's link any more.
  mutating func unfollow(_ number: Int) { areFollowed[number] = false }

  /// What all loads on one direction of a link leave for migrations.
  func rateLeft(
    on capacity: CapacityID, of link: LinkID, _ links: [Link], _ transport: Transport
  ) -> BytesPerSecond {
    var taken = BytesPerSecond.zero
    let isFirst = links[link.index].directions.0 == capacity
    for number in onLink[link, default: []]
    where isFirst ? loads[number].directions.0 : loads[number].directions.1 {
      taken += rates[number]
    }
    return max(
      .zero, links[link.index].bandwidth * transport.efficiency * links[link.index].speed - taken)
  }
}

extension BackgroundLoad {
  /// The step after another, -1 for before the first, of a period; `nil` if there is none.
  fileprivate func coming(after step: Int, cycle: Double) -> LinkLoads.Coming? {
    let next = step + 1
    if next < steps.count { return .init(step: next, at: start(of: cycle) + steps[next].at) }
    guard period != nil, let first = steps.first else { return nil }
    return .init(step: 0, at: start(of: cycle + 1) + first.at)
  }

  private func start(of cycle: Double) -> Instant { .start + cycle * (period ?? .zero) }
}
