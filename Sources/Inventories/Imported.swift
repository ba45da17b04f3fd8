package import Quantities

/// An estate on its way out: the scenario, the summary for the screen, and past migrations as rows.
package struct Imported {
  private let source: Estate
  private let estate: CompleteEstate
  private let table: HistoryTable

  /// - Parameter bandwidth: what the migration network carries, where the user says so.
  package init(_ estate: Estate, bandwidth: BytesPerSecond? = nil) {
    source = estate
    self.estate = CompleteEstate(estate, bandwidth: bandwidth)
    table = HistoryTable(estate, bandwidth: bandwidth)
  }

  /// Whether there is anything to simulate, or only migrations of the past.
  package var hasVMs: Bool { !estate.vms.isEmpty }

  /// Why there are no VMs: what was left out, and the command that gets what is missing.
  package var whyNoVMs: String {
    let lines = source.remarks + [estate.leftOut].compactMap(\.self)
    let recipe = Recipe.memoryOfVMs(in: estate).map { [$0.missing, "  " + $0.command] } ?? []
    return (lines + recipe).joined(separator: "\n")
  }

  /// The scenario file.
  package var scenario: String {
    ScenarioText(estate, of: source).text(notes: facts + source.remarks + estate.remarks)
  }

  /// What was found and what is missing, for the screen.
  package var summary: String {
    var lines = facts + source.remarks + estate.remarks
    let past = Recipe.memoryOfPast(table.sizeless, estate.platform)
    for recipe in Recipe.all(for: estate) + [past].compactMap(\.self) {
      lines += [recipe.missing, "  " + recipe.command]
    }
    return lines.joined(separator: "\n")
  }

  /// How many of the values are known, and how surely.
  private var facts: [String] {
    let running = estate.vms.filter { $0.vm.power == .on }
    func basis(_ basis: GuestWrites.Basis) -> Int { running.count { $0.writes.basis == basis } }
    var known = ["\(basis(.measured)) measured dirty rates"]
    if basis(.activeWrite) > 0 { known.append("\(basis(.activeWrite)) by active writes") }
    if basis(.active) > 0 { known.append("\(basis(.active)) by Active memory") }
    known.append("\(basis(.unknown)) unknown")
    let off = estate.vms.count - running.count
    if off > 0 { known.append("\(off) off or suspended") }
    var facts: [String] = []
    if !estate.vms.isEmpty {
      facts.append("\(count(estate.vms.count, "VM")): \(known.joined(separator: ", ")).")
    }
    let speeds = Provenance.allCases.compactMap { provenance -> String? in
      let number = estate.hosts.count { $0.speed.provenance == provenance }
      return number == 0 ? nil : "\(number) \(provenance.rawValue)"
    }
    if !estate.hosts.isEmpty {
      facts.append(
        "\(count(estate.hosts.count, "host")): migration network \(speeds.joined(separator: ", "))."
      )
    }
    let fixed = running.filter { estate.obstacle(to: $0) != nil }
    if !fixed.isEmpty {
      let reasons = Dictionary(grouping: fixed) { estate.obstacle(to: $0)! }
        .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      let told = reasons.prefix(4).map { reason, vms in
        "\(vms[0].name)\(vms.count > 1 ? " and \(vms.count - 1) more" : "") (\(reason))"
      }
      let rest = reasons.dropFirst(4).reduce(0) { $0 + $1.value.count }
      facts.append(
        "Running, but not to be moved live: \(told.joined(separator: ", "))\(rest > 0 ? " and \(rest) more" : "")."
      )
    }
    let along = running.filter { estate.takesDisksAlong($0) }
    if let first = along.first {
      let (name, withDisks) = (estate.platform.engine.name, estate.platform.nameWithDisks)
      let others = running.count > along.count + fixed.count
      facts.append(
        "The disks of \(count(along.count, "running VM")), such as \(first.name), lie on local storage. The strategy \(withDisks) copies the disks to another host, as live migration without shared storage does\(others ? "; the strategy \(name) leaves such VMs where they are" : "")."
      )
    }
    if !source.skipped.isEmpty {
      let kinds = Dictionary(grouping: source.skipped, by: \.reason).mapValues(\.count)
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3)
      facts.append(
        "Left out: \(kinds.map { "\($0.value) (\($0.key))" }.joined(separator: ", ")).")
    }
    if !source.rules.isEmpty {
      let left = source.rules.count - estate.rules.count
      let rest = left > 0 ? "; \(left) of a kind that is not told, or about one VM, left out" : ""
      facts.append(
        "\(count(source.rules.count, "rule")) about which VMs share a host: \(estate.rules.count) written as affinity\(rest)."
      )
    }
    if !source.history.isEmpty {
      facts.append(
        "\(count(source.history.count, "past migration")): --history FILE.csv writes them for apus predict --score and apus calibrate."
      )
      let isSaid = estate.hosts.contains { $0.speed.provenance == .assumed }
      if table.speedless > 0, !isSaid {
        facts.append(
          "The network of \(count(table.speedless, "past migration")) is not known; \(CompleteEstate.usualSpeed) is assumed. Look it up and give --bandwidth."
        )
      }
      let rateless = table.rateless
      if rateless > 0 {
        facts.append(
          "\(count(rateless, "past migration")) without a dirty rate: predictions draw it from what other guests have shown; fill in the column if you know it."
        )
      }
    }
    return facts
  }

  /// VMs that run, a row each, as `apus predict` reads them: with the migration network of their host
  /// and the engine of their system. A dirty rate that is not measured is `unknown`, not zero.
  package var inventory: String { InventoryTable(estate).csv }

  /// Whether there are past migrations to compare predictions with.
  package var hasHistory: Bool { !source.history.isEmpty }

  /// Past migrations, a row each, as `apus predict --score` and `apus calibrate` read them.
  package var history: String { table.csv }
}
