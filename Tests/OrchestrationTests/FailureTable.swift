import Datacenter
import Orchestration
import Quantities
import Strategies

/// Where the VM is after a migration in which one thing broke.
enum Fate: String {
  case onA = "A"
  case resumedOnA = "A, resumed"
  case offOnA = "A, off"
  case onB = "B"
  case waitsOnB = "B, waits"
  case inDoubt = "in doubt"
  case lost
  /// The strategy has no such stage.
  case noSuchStage = "-"

  init(_ fleet: Fleet, reached stage: Stage.Kind) {
    let record = fleet.record(of: 0)!
    let vm = fleet.world.vms[0]
    self =
      if !record.stages.contains(where: { $0.stage.kind == stage }), stage == .iterativePreCopy,
        record.outcome == .migrated
      {
        .noSuchStage
      } else if case .failedBadly = record.outcome {
        .inDoubt
      } else if vm.primary.state == .lost {
        .lost
      } else if vm.primary.state == .split {
        .waitsOnB
      } else if vm.primary.host == FaultyMove.b {
        .onB
      } else if vm.primary.state == .off {
        .offOnA
      } else {
        record.stoppedAt == nil ? .onA : .resumedOnA
      }
  }
}

/// The outcome of every fault, in every stage, for every strategy.
struct FailureTable {
  static let faults: [(name: String, event: Fault.Event)] = [
    ("link down", .linkDown(FaultyMove.cable, lasting: nil, .closed)),
    ("destination lost", .hostLost(FaultyMove.b)),
    ("source lost", .hostLost(FaultyMove.a)),
    ("destination refuses", .destinationRefuses(FaultyMove.vm)),
    ("guest hangs", .guestHangs(FaultyMove.vm)),
    ("cancelled", .cancelled(FaultyMove.vm)),
    ("report lost", .reportLost(FaultyMove.vm)),
  ]

  /// The fates, row by row: every part of every stage.
  let rows: [[Fate]]

  /// What the rows are: post-copy only where the strategy has it.
  let parts: [(Stage.Kind, Fault.Part)]

  init(_ strategy: any Strategy, movesDisks: Bool) {
    let stages = Self.stages + (Self.isPostCopy(strategy) ? [.postCopy] : [])
    parts = stages.flatMap { stage in Fault.Part.allCases.map { (stage, $0) } }
    rows = parts.map { stage, part in
      Self.faults.map { fault in
        let move = FaultyMove(
          strategy: strategy, faults: [FaultyMove.fault(fault.event, stage, part)],
          hasLocalDisks: movesDisks)
        return Fate(move.run(), reached: stage)
      }
    }
  }

  /// Whether the VM moves ahead of its memory, alone or with its disks.
  static func isPostCopy(_ strategy: any Strategy) -> Bool {
    strategy is PostCopy || strategy is MirroredPostCopy<QemuMirror>
  }

  static let stages: [Stage.Kind] = [
    .preMigration, .reservation, .iterativePreCopy, .stopAndCopy, .commitment, .activation,
  ]
  /// The document that stands in the repository: strategies that fail alike share a table.
  static func document() -> String {
    var groups: [(names: [String], table: FailureTable)] = []
    for (name, strategy, movesDisks) in FaultyMove.strategies {
      let table = FailureTable(strategy, movesDisks: movesDisks)
      if let known = groups.firstIndex(where: { $0.table.rows == table.rows }) {
        groups[known].names.append(name)
      } else {
        groups.append(([name], table))
      }
    }
    return Self.preface
      + groups.map { "\n## \($0.names.joined(separator: ", "))\n\n\($0.table.text)" }.joined()
  }

  private var text: String {
    let head = ["stage", "at"] + Self.faults.map(\.name)
    let lines = zip(parts, rows).map { part, fates in
      [part.0.rawValue, part.1.rawValue] + fates.map(\.rawValue)
    }
    let widths = head.indices.map { column in
      ([head] + lines).map { $0[column].count }.max()!
    }
    func line(_ cells: [String]) -> String {
      "| "
        + zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        .joined(separator: " | ") + " |\n"
    }
    return line(head) + line(widths.map { String(repeating: "-", count: $0) })
      + lines.map(line).joined()
  }

  private static let preface = """
    # What is left when something breaks

    Where the VM is after one thing broke in one stage of its migration from A to B.

    - **A**: it runs on A and has never stopped. What B had been given is thrown away.
    - **A, resumed**: it stood still, and runs on A again (after a cold migration: has booted again).
    - **A, off**: it was powered off, and A died; its files lie where they were.
    - **B**: it runs on B, which owns it.
    - **in doubt**: B was told to go ahead and was not heard of again. Nobody knows which host owns the VM. It
      runs on neither until an operator decides, and so never on both: the outcome `failed-badly`.
    - **B, waits**: it runs on B, part of its memory is still on A, and the link between them is gone. It
      waits where it touches what is missing, until the link is back.
    - **lost**: it died with its host, or, between the go-ahead and the last page of a post-copy, with
      either host.
    - **-**: the strategy has no such stage.

    The point of no return is the go-ahead, which leaves A near the end of commitment. Before it A's copy
    is the primary, after it B's. The *start* of a stage is before its first action, its *end* after its
    last one; the *middle* is half of its first transfer (of its first wait, where nothing is sent).
    A guest that hangs does not suspend when it is asked to. A lost report is noticed when it is overdue.
    The outcomes are those of xl, Xen's migration tool (tools/xl/xl_migrate.c), for every strategy; what
    post-copy adds is QEMU's (docs/devel/migration/postcopy.rst). Only in post-copy
    can a VM be lost with a host on which it does not run.

    This file is made by the tests, which compare it with what the simulator does.

    """
}
