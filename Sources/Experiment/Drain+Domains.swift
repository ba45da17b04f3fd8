import StrictJSON

/// Who types the name of a host may leave out its domain: `esx-1` for `esx-1.example.org`.
extension Drain {
  /// A fleet of which this is asked, with the names of hosts in full, and how they were read.
  ///
  /// A name of the file always means itself. What two hosts have in front of their domains is reported.
  /// - Complexity: O(hosts), if a name goes without a domain.
  func withDomains(
    in whole: ScenarioWhole, _ log: IssueLog
  ) -> (whole: ScenarioWhole, readings: [String]) {
    guard whole.areRead.hosts else { return (whole, []) }
    var requests = whole.parts.requests
    var readings: [String] = []
    lazy var byLabel = Dictionary(grouping: whole.hosts.names) { $0.prefix { $0 != "." } }
    for place in requests.indices {
      requests[place].evacuate = requests[place].evacuate.flatMap { reference in
        guard whole.hosts.matches(reference.value).isEmpty else { return [reference] }
        let names = NameRange(reference.value).map { Array($0.names) } ?? [reference.value]
        var hosts: [String] = []
        for name in names {
          let found = whole.hosts[name].map { _ in [name] } ?? byLabel[name[...]] ?? []
          guard let host = found.first else { return [reference] }
          if found.count > 1 {
            log.report(
              at: reference, problem: "\"\(name)\" may be \(Self.list(found, joined: "or"))",
              remedy: "write the whole name")
          }
          hosts.append(host)
        }
        readings.append("\(reference.value) means \(Self.list(hosts, joined: "and")).")
        return hosts.map {
          Located(
            value: $0, position: reference.position, path: reference.path, isRead: reference.isRead)
        }
      }
    }
    return (whole.asked(requests), readings)
  }

  /// `"a, b and c"`, or the first of many and how many more there are.
  private static func list(_ names: [String], joined word: String) -> String {
    let shown = names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names[...]
    guard let last = shown.last, shown.count > 1 else { return names.joined() }
    return "\(shown.dropLast().joined(separator: ", ")) \(word) \(last)"
  }
}
