internal import Foundation

/// On which hosts the VMs of each host may be placed, as far as an export says it: on those of their cluster
/// that take VMs, and on their own.
///
/// - Complexity: O(hosts) for hosts that take VMs, and O(hosts) more for each of the others.
struct Placements {
  private var byHost: [[String]?]

  init(_ hosts: [CompleteEstate.Host]) {
    let members = Dictionary(grouping: hosts.indices) { hosts[$0].host.cluster }
    byHost = Array(repeating: nil, count: hosts.count)
    for places in members.values {
      let open = places.filter { hosts[$0].host.isOpen }
      let common = Self.names(of: open, among: hosts)
      for place in places {
        byHost[place] =
          hosts[place].host.isOpen
          ? common : Self.names(of: (open + [place]).sorted(), among: hosts)
      }
    }
  }

  /// Names or a pattern; `nil` for all hosts.
  func hosts(for host: Int) -> [String]? { byHost[host] }

  private static func names(of places: [Int], among hosts: [CompleteEstate.Host]) -> [String]? {
    guard places.count < hosts.count else { return nil }
    let names = places.map { hosts[$0].name }
    guard names.count > 1 else { return names }
    let prefix = names.dropFirst().reduce(names[0]) { $0.commonPrefix(with: $1) }
    let isTelling = !prefix.isEmpty && hosts.count { $0.name.hasPrefix(prefix) } == names.count
    return isTelling ? [prefix + "*"] : names
  }
}
