import Quantities

/// The background loads of a run, and what each takes at present.
struct LinkLoads {
  private let loads: [BackgroundLoad]
  private var rates: [BytesPerSecond]

  init(_ loads: [BackgroundLoad]) {
    self.loads = loads
    rates = loads.map { _ in .zero }
  }

  var indices: Range<Int> { loads.indices }
  func bulkFlows(of load: Int) -> Int { loads[load].bulkFlows }
  /// When a load's first step comes, after the start of the run; `nil` without any.
  func start(of load: Int) -> Seconds? { loads[load].steps.first?.at }

  /// The directions that a load is on.
  func capacities(of load: Int, on links: [Link]) -> [CapacityID] {
    let (first, second) = links[loads[load].link.index].directions
    let directions = loads[load].directions
    return (directions.0 ? [first] : []) + (directions.1 ? [second] : [])
  }

  /// A load takes the rate of one of its steps.
  ///
  /// - Returns: its next step, and when that comes; `nil` after the last.
  mutating func take(_ step: Int, of number: Int) -> (step: Int, pause: Seconds)? {
    let load = loads[number]
    rates[number] = load.steps[step].rate
    let next = step + 1
    if next < load.steps.count { return (next, load.steps[next].at - load.steps[step].at) }
    return load.period.map { (0, $0 - load.steps[step].at + load.steps[0].at) }
  }

  func link(of load: Int) -> LinkID { loads[load].link }

  /// What all loads on one direction of a link leave for migrations.
  func rateLeft(
    on capacity: CapacityID, of link: LinkID, _ links: [Link], _ transport: Transport
  ) -> BytesPerSecond {
    var taken = BytesPerSecond.zero
    for other in loads.indices
    where loads[other].link == link && capacities(of: other, on: links).contains(capacity) {
      taken += rates[other]
    }
    return max(.zero, links[link.index].bandwidth * transport.efficiency - taken)
  }
}
