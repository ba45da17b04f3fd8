public import Quantities

/// A manager's balancer as it is shipped: what it measures, when it acts, and how far it goes.
///
/// A balancer is data. None of these weighs what a move costs against what it gains; Apus's own does
/// (`Rebalance`).
public struct Balancer: Hashable, Sendable {
  /// How scenarios call it.
  public let name: String
  /// What it is, in a line.
  public let summary: String
  /// Where its constants come from.
  public let source: String
  /// What it makes even.
  public var measure: Measure
  /// What a VM counts for.
  public var usage: Usage
  /// The imbalance above which it acts.
  public var threshold: Threshold
  /// How often it looks.
  public var interval: Seconds
  /// At how many looks in a row the imbalance must be above the threshold.
  public var hold: Int
  /// How it finds moves.
  public var search: Search

  /// The imbalance of hosts, as a number.
  public enum Measure: Hashable, Sendable {
    /// The standard deviation of the share of cores taken.
    case deviation
    /// The standard deviation of the share of cores taken, and that of memory: either may be too high,
    /// and moves are compared by their sum.
    case deviations
    /// The coefficient of variation of the hosts' load over the greatest that it can be, sqrt(hosts - 1);
    /// the load is the mean of the shares of cores and memory taken.
    case variation
  }

  /// What a VM counts for.
  public enum Usage: Hashable, Sendable {
    /// The cores that it wants: where cores are short, a host's load is more than 1.
    case wanted
    /// The cores that it gets.
    case used
  }

  /// The imbalance above which a balancer acts.
  public enum Threshold: Hashable, Sendable {
    case fixed(Double)
    /// A number over the square root of the number of hosts.
    case overRootOfHosts(Double)

    func value(hosts: Int) -> Double {
      switch self {
      case .fixed(let value): value
      case .overRootOfHosts(let value): value / Double(max(1, hosts)).squareRoot()
      }
    }
  }

  /// How a balancer finds moves.
  public enum Search: Hashable, Sendable {
    /// The move of all that leaves the least imbalance, and again, at most so often at a look, while the
    /// imbalance is above the threshold; a move must lower it by some share of itself.
    case bestMoves(atMost: Int, margin: Double)
    /// One host drawn for each VM; those moves that lower the imbalance, the best first, each if it lowers
    /// it further, until *one* of its parts is below the threshold.
    case drawnHosts

    /// The share by which a move must lower the imbalance; `nil` where it need not.
    public var margin: Double? {
      get { if case .bestMoves(_, let margin) = self { margin } else { nil } }
      set {
        if case .bestMoves(let most, _) = self, let newValue {
          self = .bestMoves(atMost: most, margin: newValue)
        }
      }
    }
  }

  init(
    _ name: String, _ summary: String, source: String, _ measure: Measure, _ usage: Usage,
    threshold: Threshold, interval: Seconds, hold: Int = 1, _ search: Search
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.measure = measure
    self.usage = usage
    self.threshold = threshold
    self.interval = interval
    self.hold = hold
    self.search = search
  }
}

extension Balancer {
  /// Every balancer that there is, beside Apus's own.
  public static let all: [Balancer] = [.none, .drs, .proxmox, .watcher]

  /// The balancer of a name.
  public static func named(_ name: String) -> Balancer? { all.first { $0.name == name } }

  /// Nobody moves anything: what balancers are compared with.
  public static let none = Balancer(
    "none", "nobody: the imbalance is measured, and nothing moves",
    source: "no manager", .deviation, .wanted, threshold: .fixed(.infinity),
    interval: Seconds(300), .bestMoves(atMost: 0, margin: 0))

  /// vSphere DRS at its middle migration threshold, which applies priorities 1 to 3. A priority is
  /// 6 - ceil(deviation / 0.1 * sqrt(hosts)), so it acts above 0.2 / sqrt(hosts).
  ///
  /// What it weighs a move's cost with is not published, and is left out.
  public static let drs = Balancer(
    "drs",
    "vSphere DRS: every 5 minutes the best moves, while the deviation is above 0.2/sqrt(hosts)",
    source: "VMware KB 1007485; Gulati et al., VMware Technical Journal 2012",
    .deviation, .wanted, threshold: .overRootOfHosts(0.2), interval: Seconds(300),
    .bestMoves(atMost: .max, margin: 0))

  /// Proxmox VE's dynamic scheduler: rounds of 10 s, of which three in a row must be uneven.
  public static let proxmox = Balancer(
    "proxmox",
    "Proxmox VE's ha-auto-rebalance: above 0.3 for three rounds of 10 s, the one best move, if it lowers the imbalance by a tenth",
    source: "proxmox-resource-scheduling, scheduler.rs; pve-ha-manager b71218f2",
    .variation, .used, threshold: .fixed(0.3), interval: Seconds(10), hold: 3,
    .bestMoves(atMost: 1, margin: 0.1))

  /// Watcher's workload stabilisation with nova. How often an audit runs is the operator's to say; 600 s
  /// is the time over which it averages what hosts use.
  ///
  /// It is content as soon as one of its two parts is below 0.2, even if that part always was: where only
  /// cores are uneven it orders one migration per audit. What it averages over 10 minutes is what stands
  /// at the look here.
  public static let watcher = Balancer(
    "watcher",
    "OpenStack Watcher's workload_stabilization: a drawn host for each VM, where the deviation of CPU or memory is above 0.2",
    source: "watcher ec06744b, strategies/workload_stabilization.py",
    .deviations, .used, threshold: .fixed(0.2), interval: Seconds(600), .drawnHosts)
}

extension Balancer.Measure {
  /// The parts of the imbalance, each of which is held against the threshold.
  func parts(_ table: borrowing LoadTable) -> [Double] {
    switch self {
    case .deviation: return [spread(of: table.cpuShares)]
    case .deviations: return [spread(of: table.cpuShares), spread(of: table.memoryShares)]
    case .variation:
      let loads = zip(table.cpuShares, table.memoryShares).map { ($0 + $1) / 2 }
      let mean = loads.reduce(0, +) / Double(loads.count)
      guard loads.count > 1, mean > 0 else { return [0] }
      return [spread(of: loads) / mean / Double(loads.count - 1).squareRoot()]
    }
  }

  /// The imbalance by which moves are compared.
  func value(_ table: borrowing LoadTable) -> Double { parts(table).reduce(0, +) }

  private func spread(of shares: [Double]) -> Double {
    guard !shares.isEmpty else { return 0 }
    let mean = shares.reduce(0, +) / Double(shares.count)
    let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(shares.count)).squareRoot()
  }
}
