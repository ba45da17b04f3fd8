import Datacenter
import Glibc
import Quantities
import Randomness

/// How a kind of workload spreads its writes, for guests of which only a dirty rate is known.
///
/// A dirty rate over a window says how many distinct pages were written in that time, and nothing about
/// shorter or longer times. A family fills the gap: a share of those pages belongs to a background that
/// goes on to new pages, the others to a hot set whose pages are written every τ in the mean. Share and
/// τ are drawn anew in each replication from what such workloads have shown, so that results carry what
/// the one number leaves open. Whatever is drawn, the distinct pages over the window are those measured.
///
/// The values of compile, database, java, media and scientific are those that bring the passes of a
/// pre-copy nearest to measured times of about 1,500 migrations over Gigabit Ethernet (median error 2 %
/// to 9 %, with a compressor for compile and PARSEC for scientific); unknown spans all of them. Idle and
/// key-value are assumptions.
enum WorkloadFamily: String, CaseIterable, Sendable {
  case idle, oltp, database
  case keyValue = "key-value"
  case java, scientific, media, compile
  case sequentialStress = "sequential-stress"
  case unknown

  /// The time constant of the hot set in seconds: its median, and how many times longer or shorter it
  /// is one deviation away.
  private var time: (median: Double, spread: Double) {
    switch self {
    case .idle: (1, 3)
    case .oltp, .database: (4, 2)
    case .keyValue: (4, 3)
    case .java: (2, 3)
    case .scientific: (16, 2)
    case .media: (2, 2)
    case .compile: (8, 2.5)
    case .sequentialStress, .unknown: (8, 4)
    }
  }

  /// The background's share of the window's pages: least, likeliest, most.
  private var background: (low: Double, mode: Double, high: Double) {
    switch self {
    case .idle: (0.2, 0.5, 0.8)
    case .oltp, .database: (0, 0.1, 0.4)
    case .keyValue: (0, 0.3, 0.6)
    case .java: (0, 0.02, 0.3)
    case .scientific: (0, 0, 0.3)
    case .media: (0, 0.02, 0.25)
    case .compile: (0.2, 0.5, 0.8)
    case .sequentialStress, .unknown: (0, 0.1, 0.8)
    }
  }

  /// How many independent numbers a draw takes.
  static let dimensions = 2

  /// Classes over `pages` that write `distinct` different pages in a window.
  ///
  /// - Precondition: `distinct` is less than `pages`, and `window` positive.
  func classes(
    distinct: Double, window: Double, pages: Pages, latents: ArraySlice<Double>
  ) -> [PageClass] {
    precondition(window > 0 && distinct < Double(pages.count))
    let (u, v) = (latents[latents.startIndex], latents[latents.startIndex + 1])
    if self == .sequentialStress { return sweep(distinct, window, pages, u, v) }
    let tau = time.median * exp(log(time.spread) * normalQuantile(min(max(u, 1e-12), 1 - 1e-12)))
    let share = triangular(background, v)
    let perPage = -expm1(-window / tau)
    // The hot set takes no more than what is left when the background has had its share.
    let room = Double(pages.count) - share * distinct
    let hot = min(((1 - share) * distinct / perPage).rounded(), (0.95 * room).rounded(.down))
    let rest = Double(pages.count) - hot
    let hotDistinct = min((1 - share) * distinct, 0.999 * hot)
    let restDistinct = distinct - hotDistinct
    func rate(_ pages: Double, _ distinct: Double) -> WriteLaw {
      guard distinct > 0, pages > 0 else { return .never }
      return .uniform(PagesPerSecond(-pages * log1p(-distinct / pages) / window))
    }
    return [
      PageClass(name: "hot", pages: Pages(Int(hot)), writes: rate(hot, hotDistinct)),
      PageClass(name: "background", pages: Pages(Int(rest)), writes: rate(rest, restDistinct)),
    ]
  }

  /// A sweep that has not come round in the window, over a working set that may be much larger.
  private func sweep(
    _ distinct: Double, _ window: Double, _ pages: Pages, _ u: Double, _ phase: Double
  ) -> [PageClass] {
    let least = distinct.rounded(.up)
    let size = (least * pow(Double(pages.count) / max(least, 1), u)).rounded()
    let swept = min(max(size, least), Double(pages.count))
    return [
      PageClass(
        name: "sweep", pages: Pages(Int(swept)),
        writes: distinct > 0
          ? .sweep(PagesPerSecond(distinct / window), phase: phase) : .never),
      PageClass(name: "rest", pages: pages - Pages(Int(swept)), writes: .never),
    ]
  }

  /// A guest of which a dirty rate is known.
  func guest(
    rate: PagesPerSecond, window: Seconds, used: Pages, zero: Pages, latents: ArraySlice<Double>
  ) -> DrawnGuest {
    let distinct = min(rate.value * window.value, 0.95 * Double(used.count))
    var classes = [PageClass(name: "zero", pages: zero, writes: .never, isZero: true)]
    if used > .zero {
      classes += self.classes(
        distinct: distinct, window: window.value, pages: used, latents: latents)
    }
    classes.append(PageClass(name: "screen", pages: Pages(768), writes: .never))
    classes.append(
      PageClass(name: "video memory", pages: Pages(4096 - 768), writes: .never, isZero: true))
    return DrawnGuest(classes: classes.filter { $0.pages > .zero })
  }

  /// What the family is called, in lists for people.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// The family that a workload's name means, by its own name or by that of a known benchmark.
  static func named(_ name: String?) -> WorkloadFamily? {
    switch name?.lowercased() {
    case nil: nil
    case "mem": .sequentialStress
    case "dacapo": .java
    case "parsec": .scientific
    case "mplayer": .media
    case "bzip": .compile
    case let name?: WorkloadFamily(rawValue: name)
    }
  }

  private func triangular(
    _ law: (low: Double, mode: Double, high: Double), _ u: Double
  ) -> Double {
    let cut = (law.mode - law.low) / (law.high - law.low)
    return u < cut
      ? law.low + (u * (law.high - law.low) * (law.mode - law.low)).squareRoot()
      : law.high - ((1 - u) * (law.high - law.low) * (law.high - law.mode)).squareRoot()
  }
}
