import Datacenter
import Foundation
import Quantities

extension MigrationStory {
  /// The two places of a migration, A and B: hosts, or datastores for a VM that stays on its host.
  struct Places {
    let a: String
    let b: String
    /// The move in words: "to b", or "from old to new on a".
    let move: String
    /// Whether they are datastores.
    let areStores: Bool
    /// Whether they are two processes of one host, of which one hands the memory to the other.
    let areProcesses: Bool

    init(_ record: MigrationRecord, _ request: AskedMigration, in whole: ScenarioWhole) {
      let host = whole.hosts.names[record.destination.index]
      guard record.source == record.destination, let target = request.datastore else {
        areStores = false
        areProcesses =
          record.source == record.destination && record.outcome != .refused(.alreadyThere)
        a = areProcesses ? "its process on \(host)" : whole.hosts.names[record.source.index]
        b = areProcesses ? "a new process there" : host
        move = areProcesses ? "to a new process on \(host)" : "to \(host)"
        return
      }
      // Where the disks that were copied lay, or else where the VM's files lie in the scenario.
      let copied = record.disks.map(\.source.index)
      let stores = copied.isEmpty ? whole.files(of: whole.parts.vms[request.vm]) : copied
      let old = stores.enumerated()
        .filter { place, store in store != target && !stores[..<place].contains(store) }
        .map { whole.datastores.names[$1] }
      b = whole.datastores.names[target]
      a = old.isEmpty ? b : old.joined(separator: " and ")
      move = "from \(a) to \(b) on \(host)"
      areStores = true
      areProcesses = false
    }
  }

  /// The passes over disks that began in a stage, each with its disk's number.
  func passes(in stage: StageRecord) -> [(disk: Int, pass: DiskPass)] {
    let end = stage.started + stage.duration
    return record.disks.flatMap { disk in
      disk.passes.filter { $0.started >= stage.started && $0.started < end }
        .filter { $0.kind != .drain || $0.copied > .zero }
        .map { (disk.disk + 1, $0) }
    }
  }

  static func table(_ passes: [(disk: Int, pass: DiskPass)]) -> [String] {
    let width = passes.map(\.pass.kind.meaning.count).max() ?? 0
    return columns(
      ["disk", "pass", "took", "copied", "left dirty", ""],
      passes.map { disk, pass in
        [
          "\(disk)", "\(pass.number)", time(pass.duration), data(pass.copied),
          data(pass.remaining),
          pass.kind.meaning.padding(toLength: width, withPad: " ", startingAt: 0),
        ]
      }
    ).map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }
}

extension DiskPass.Kind {
  /// What a pass is for, where it is no plain copy.
  fileprivate var meaning: String {
    switch self {
    case .copy: ""
    case .sync: "kept in step"
    case .drain: "drained while the VM was paused"
    case .consolidation: "redo logs merged"
    }
  }
}
