import Datacenter

/// How much of each counter is in use.
///
/// A counter for hosts or datastores has a place for each of them. What a move takes it gives back:
/// `take` and `giveBack` balance, and no place is ever over its limit.
struct Ledger {
  /// What a move uses of one place.
  struct Claim: Hashable {
    let place: Int
    let cost: Int
  }

  private struct Row {
    let scope: Counter.Scope
    let first: Int
  }

  private let rules: AdmissionRules
  private let rows: [Row]
  private let limits: [Int]
  /// The pool of each host.
  private let pools: [Int]
  private(set) var used: [Int]

  /// - Parameter pools: the pool of each host, from 0.
  init(_ rules: AdmissionRules, pools: [Int], datastores: Int) {
    var rows: [Row] = []
    var limits: [Int] = []
    for counter in rules.counters {
      rows.append(Row(scope: counter.scope, first: limits.count))
      let places =
        switch counter.scope {
        case .hostOut, .hostIn, .host, .nic: pools.count
        case .pool: (pools.max() ?? 0) + 1
        case .datastore: datastores
        case .cluster, .back: 1
        }
      limits += Array(repeating: counter.limit, count: places)
    }
    self.rules = rules
    self.pools = pools
    self.rows = rows
    self.limits = limits
    used = Array(repeating: 0, count: limits.count)
  }

  /// Whether any rule counts what datastores have to do.
  var countsDatastores: Bool { rows.contains { $0.scope == .datastore } }

  /// What a move uses whatever its destination.
  func claims(from source: HostID, stores: Set<DatastoreID>, _ kind: MoveClass, isBack: Bool)
    -> [Claim]
  {
    rows.flatMap { row -> [Claim] in
      let cost = rules.cost(of: kind, on: row.scope)
      guard cost > 0 else { return [] }
      switch row.scope {
      case .hostOut, .host, .nic: return [Claim(place: row.first + source.index, cost: cost)]
      case .pool: return [Claim(place: row.first + pools[source.index], cost: cost)]
      case .hostIn: return []
      case .cluster: return [Claim(place: row.first, cost: cost)]
      case .back: return isBack ? [Claim(place: row.first, cost: cost)] : []
      case .datastore: return []
      }
    } + claims(on: stores, kind)
  }

  /// What a move uses of datastores.
  func claims(on stores: Set<DatastoreID>, _ kind: MoveClass) -> [Claim] {
    rows.flatMap { row -> [Claim] in
      let cost = rules.cost(of: kind, on: row.scope)
      guard row.scope == .datastore, cost > 0 else { return [] }
      return stores.map(\.index).sorted().map { Claim(place: row.first + $0, cost: cost) }
    }
  }

  /// What a move uses of its destination.
  func claims(to destination: HostID, from source: HostID, _ kind: MoveClass) -> [Claim] {
    rows.compactMap { row in
      let cost = rules.cost(of: kind, on: row.scope)
      switch row.scope {
      case .hostIn where cost > 0: break
      // A move within a host uses it once.
      case .host where cost > 0 && destination != source: break
      case .nic where cost > 0 && destination != source: break
      case .pool where cost > 0 && pools[destination.index] != pools[source.index]:
        return Claim(place: row.first + pools[destination.index], cost: cost)
      default: return nil
      }
      return Claim(place: row.first + destination.index, cost: cost)
    }
  }

  /// Whether there is room for what a move uses of its destination.
  func hasRoom(at destination: HostID, from source: HostID, _ kind: MoveClass) -> Bool {
    for row in rows {
      switch row.scope {
      case .hostOut, .cluster, .datastore, .back: continue
      case .host, .nic: if destination == source { continue }
      case .pool: if pools[destination.index] == pools[source.index] { continue }
      case .hostIn: break
      }
      let place =
        row.first + (row.scope == .pool ? pools[destination.index] : destination.index)
      if used[place] + rules.cost(of: kind, on: row.scope) > limits[place] { return false }
    }
    return true
  }

  /// The first claim that there is no room for; `nil` if there is for all.
  func obstacle(to claims: [Claim]) -> Claim? { claims.first { !fits($0) } }

  /// Whether there is room for a claim.
  func fits(_ claim: Claim) -> Bool { used[claim.place] + claim.cost <= limits[claim.place] }

  mutating func take(_ claims: [Claim]) {
    for claim in claims { used[claim.place] += claim.cost }
  }

  mutating func giveBack(_ claims: [Claim]) {
    for claim in claims { used[claim.place] -= claim.cost }
  }

  /// What is over its limit, or less than nothing; `nil` if nothing is.
  var violation: String? {
    for (place, used) in used.enumerated() where used < 0 || used > limits[place] {
      let row = rows.last { $0.first <= place }!
      return "\(used) of \(limits[place]) in use of \(row.scope.rawValue) \(place - row.first)"
    }
    return nil
  }
}
