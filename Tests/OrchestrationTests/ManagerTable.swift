import Datacenter
import Kernel
import Quantities
import Strategies

@testable import Orchestration

/// What becomes of a VM under every manager, by every strategy: how its migration ends, and how the
/// manager's commands are answered.
struct ManagerTable {
  /// What the VM does, or what breaks.
  enum Situation: String, CaseIterable {
    /// It writes little.
    case calm
    /// It writes faster than the link carries, all the time.
    case busy
    /// The link is closed after two seconds.
    case cut = "cut off"
  }

  /// How a move ended.
  struct Cell: Hashable {
    let outcome: String
    let answers: [String: Set<String>]

    init(_ fleet: Fleet) {
      let move = fleet.moveRecords[0]
      let record = move.attempts.last.map { fleet.world.record(of: $0.migration) }
      var how = ""
      if record?.stopReason == .paused { how = ", paused" }
      if record?.wasServed == true { how = ", post-copy" }
      let attempts = move.attempts.count > 1 ? ", \(move.attempts.count) attempts" : ""
      outcome =
        switch move.outcome {
        case .finished: "moved\(how)\(attempts)"
        case .stopped: "off\(attempts)"
        case .failed(.failed(let failure)): "\(failure.rawValue)\(attempts)"
        case .failed(.refused(let refusal)): "\(refusal.rawValue)\(attempts)"
        case .failed: "failed"
        case .lost: "lost"
        case .noHost, .givenUp: "not begun"
        case nil: "goes on"
        }
      var answers: [String: Set<String>] = [:]
      for deed in move.attempts.flatMap(\.deeds) {
        guard let answer = deed.answer else { continue }
        answers[deed.deed.name, default: []].insert(answer.rawValue)
      }
      self.answers = answers
    }
  }

  /// The managers that differ in what they do during a migration.
  static var managers: [(names: [String], preset: Preset)] {
    var managers: [(names: [String], preset: Preset)] = []
    for preset in Preset.all {
      if let known = managers.firstIndex(where: {
        $0.preset.rules == preset.rules
          && $0.preset.admission.onFailure == preset.admission.onFailure
      }) {
        managers[known].names.append(preset.name)
      } else {
        managers.append(([preset.name], preset))
      }
    }
    return managers
  }

  /// The strategies that move a VM to another host; a hybrid waits for a command as well.
  static var strategies: [(name: String, strategy: any Strategy, movesDisks: Bool)] {
    FaultyMove.strategies + [
      (
        "hybrid on command",
        PostCopy(switchOver: .onCommand, downtimeLimit: .milliseconds(300)) as any Strategy, false
      )
    ]
  }

  /// The end of one move: a VM of 64 MiB over 100 Mbit/s, followed for an hour.
  static func cell(
    _ preset: Preset, _ strategy: any Strategy, movesDisks: Bool, _ situation: Situation
  ) -> Cell {
    var move = FaultyMove(strategy: strategy)
    move.hasLocalDisks = movesDisks
    move.writes = PagesPerSecond(situation == .busy ? 20_000 : 100)
    move.bandwidth = .megabitsPerSecond(100)
    if situation == .cut {
      move.faults = [Fault(.linkDown(FaultyMove.cable, lasting: nil, .closed), .at(Instant(3)))]
    }
    let plain = move.fleet
    var rules = AdmissionRules.none
    rules.onFailure = preset.admission.onFailure
    let manager = preset.rules == ManagerRules() ? nil : ScheduledManager(preset.rules)
    var simulation = Simulation(
      of: Fleet(
        world: plain.world, requests: plain.requests.map(\.schedule),
        policy: FleetPolicy(manager: manager, rules: rules)))
    simulation.runToTheEnd(until: Instant(3600))
    return Cell(simulation.model)
  }

  /// The page of the documentation.
  static func document() -> String {
    var lines = [
      "# Every manager, every strategy",
      "",
      "How a migration ends under each manager with each strategy, and which commands have no effect.",
      "",
      "## Overview",
      "",
      "A VM of 64 MiB moves over 100 Mbit/s. It is calm, or it writes faster than the link carries (busy), or its",
      "link is closed after two seconds (cut off). Managers that do the same during a migration share a table. The",
      "tests run every cell; an hour without an end is *goes on*. The last column tells which commands had no",
      "effect: they came too late, or the engine knows no such command.",
    ]
    for (names, preset) in managers {
      lines += ["", "### \(names.joined(separator: ", "))", ""]
      lines.append("| strategy | calm | busy | cut off | not heard |")
      lines.append("| --- | --- | --- | --- | --- |")
      for (name, strategy, movesDisks) in strategies {
        let cells = Situation.allCases.map { cell(preset, strategy, movesDisks: movesDisks, $0) }
        var answers: [String: Set<String>] = [:]
        for cell in cells { answers.merge(cell.answers) { $0.union($1) } }
        let unheard = answers.sorted { $0.key < $1.key }.compactMap { command, answers -> String? in
          let others = answers.subtracting(["heard"]).sorted()
          return others.isEmpty ? nil : "\(command): \(others.joined(separator: ", "))"
        }
        lines.append(
          "| \(name) | \(cells.map(\.outcome).joined(separator: " | ")) | \(unheard.joined(separator: "; ")) |"
        )
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
