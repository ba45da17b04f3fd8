extension Estate {
  /// Calls each host as the list of hosts does.
  ///
  /// Tables of one system may spell a name in another case, or leave out its domain: `ESX-1` and
  /// `esx-1.example.org` are one host, unless there is another `esx-1` in the list.
  /// - Complexity: O(hosts + VMs).
  mutating func unifyHostNames() {
    let names = Set(hosts.map(\.name))
    guard !names.isEmpty else { return }
    let whole = Dictionary(grouping: names) { $0.lowercased() }
    let short = Dictionary(grouping: names) { Self.short($0) }
    var known: [String: String] = [:]
    func listed(_ name: String) -> String {
      if names.contains(name) { return name }
      if let found = known[name] { return found }
      var found = whole[name.lowercased()] ?? []
      if found.isEmpty {
        // One of the two goes without a domain.
        found = (short[Self.short(name)] ?? []).filter { !name.contains(".") || !$0.contains(".") }
      }
      known[name] = found.count == 1 ? found[0] : name
      return known[name]!
    }
    for place in vms.indices { vms[place].host = vms[place].host.map(listed) }
    for place in datastores.indices {
      datastores[place].hosts = datastores[place].hosts.map(listed)
    }
    for place in history.indices {
      history[place].source = history[place].source.map(listed)
      history[place].destination = history[place].destination.map(listed)
    }
  }

  /// A name without its domain, in lower case; addresses have none.
  private static func short(_ name: String) -> String {
    let first = name.prefix { $0 != "." }
    return (first.contains(where: \.isLetter) ? String(first) : name).lowercased()
  }
}
