import Experiment
import Quantities
import Strategies

/// What is to be said of a row that is predicted: a cell without effect, or what was taken for granted.
struct RowNote: Hashable, Sendable {
  let column: InventoryColumn
  /// What is the matter, and what to do.
  let text: String
}

/// The notes on the rows of a file: each once, with the first row that has it and how many have.
struct RowNotes {
  private var found: [(note: RowNote, line: Int, count: Int)] = []
  private var places: [RowNote: Int] = [:]

  mutating func add(_ notes: [RowNote], line: Int) {
    for note in notes {
      if let place = places[note] {
        found[place].count += 1
      } else {
        places[note] = found.count
        found.append((note, line, 1))
      }
    }
  }

  /// A line for each, in the order in which they came.
  func lines(of file: String) -> [String] {
    found.map { note, line, count in
      "\(file):\(line): \(note.column.rawValue): \(note.text)"
        + (count > 1 ? " (\(count) rows, this is the first)" : "")
    }
  }
}

/// A setting of how the VM is moved, and when it matters. Cells that say 0 or no ask for nothing.
private struct MoveSetting {
  let column: InventoryColumn
  /// Whether 0 asks for something, too.
  var zeroCounts = false
  let matters: @Sendable (MigrationCase) -> Bool

  static let all = [
    MoveSetting(column: .capBytes) { $0.technique != .cold },
    MoveSetting(column: .capMebibytes) { $0.technique != .cold },
    MoveSetting(column: .downtimeLimit, zeroCounts: true) { migration in
      // A push that is capped sends as much at full speed as the limit allows.
      migration.isPostCopy
        ? migration.rateCap.isFinite
        : migration.engine.qemu != nil
          ? migration.technique != .cold : migration.isLive && migration.hasDowntimeLimit
    },
    MoveSetting(column: .autoConverge) { $0.isLive },
    MoveSetting(column: .xbzrleCache) { $0.isLive },
    MoveSetting(column: .multifd) { $0.technique != .cold && !$0.isPostCopy },
    MoveSetting(column: .compression) { $0.technique == .compress },
    MoveSetting(column: .stopWhenStalled) { $0.isLive && $0.engine.qemu != nil && $0.hasFamily },
    MoveSetting(column: .announcement, zeroCounts: true) {
      $0.technique != .cold && $0.machine != .bench
    },
  ]

  /// Columns in which 0 does not take away what a technique is.
  static let inherent: [(column: InventoryColumn, technique: MigrationCase.Technique)] = [
    (.autoConverge, .autoConverge), (.xbzrleCache, .xbzrle), (.postCopy, .postCopy),
    (.stopFirst, .stopAndCopy),
  ]
}

extension MigrationCase {
  fileprivate var isPostCopy: Bool { passesBeforePostCopy != nil }
  fileprivate var isLive: Bool { technique != .cold && !isPostCopy && !isPausedThroughout }
  fileprivate var hasDowntimeLimit: Bool { engine.keys.contains("downtimeLimit") }
  /// Whether its guest is one of a family, and not known write by write.
  fileprivate var hasFamily: Bool {
    if case .streams = guest.writes { false } else { true }
  }

  /// What moves the VM, for notes on what that has no use for.
  private var mover: String {
    if technique == .cold { return "a cold migration" }
    if isPostCopy { return "post-copy" }
    return isPausedThroughout ? "a VM that is paused for all of it" : engine.name
  }

  /// What is to be said of its row.
  func notes(on row: InventoryRow) -> [RowNote] {
    idleSettings(of: row) + idleFacts(of: row) + assumptions(in: row)
  }

  private func idleSettings(of row: InventoryRow) -> [RowNote] {
    let idle = MoveSetting.all.compactMap { setting -> RowNote? in
      guard let text = row.cells[setting.column], setting.zeroCounts || !Self.isNothing(text),
        !setting.matters(self)
      else { return nil }
      return RowNote(
        column: setting.column, text: "has no effect \(reason(setting.column)); leave it empty")
    }
    let denied = MoveSetting.inherent.compactMap { column, technique -> RowNote? in
      guard self.technique == technique, let text = row.cells[column], Self.isNothing(text) else {
        return nil
      }
      return RowNote(
        column: column,
        text:
          "\(text) has no effect with the technique \(technique.rawValue), which is just that; leave it empty, or write another technique"
      )
    }
    return idle + denied
  }

  /// Why a setting changes nothing.
  private func reason(_ column: InventoryColumn) -> String {
    switch column {
    case .compression: "with \(technique.rawValue), which compresses nothing"
    case .downtimeLimit where isLive: "with \(mover), which has no downtime limit"
    case .downtimeLimit where isPostCopy: "with post-copy without a rate cap"
    case .stopWhenStalled where isLive && engine.qemu != nil:
      "on a VM whose writes are known, as streams or as none"
    case .announcement where technique != .cold: "on a bench, whose VMs have no network"
    default: "with \(mover)"
    }
  }

  /// Cells about the guest that others overrule.
  private func idleFacts(of row: InventoryRow) -> [RowNote] {
    var notes: [RowNote] = []
    if let zero = row.cells[.zero], !Self.isNothing(zero), row.cells[.memory] != nil,
      row.cells[.used] != nil, Double(zero).map({ Bytes.mebibytes($0).pages }) != guest.zero
    {
      notes.append(
        RowNote(
          column: .zero,
          text:
            "has no effect beside memory_mib and memory_used_mib: all that is not used counts as zeroes; leave one of the three empty"
        ))
    }
    if row.cells[.dirtyRateWindow] != nil, Double(row.cells[.dirtyRate] ?? "") == nil {
      notes.append(
        RowNote(
          column: .dirtyRateWindow,
          text: "has no effect without a number in dirty_rate_pages_per_s; leave it empty"))
    }
    for stream in InventoryColumn.streams where row.cells[stream.pattern] == nil {
      for column in [stream.workingSet, stream.writes, stream.words] {
        guard let text = row.cells[column], !Self.isNothing(text) else { continue }
        notes.append(
          RowNote(
            column: column,
            text:
              "has no effect without \(stream.pattern.rawValue); write there uniform or sequential")
        )
      }
    }
    return notes
  }

  /// What was taken for granted where the row says nothing, or less than counts.
  private func assumptions(in row: InventoryRow) -> [RowNote] {
    var notes: [RowNote] = []
    if technique == .compress, compression == nil, machine != .bench {
      notes.append(
        RowNote(
          column: .technique,
          text:
            "compress is taken for \(Self.usualCompression.rawValue), as QEMU's threads compressed until 9.0; a scenario's \"compression\" is \(Compression.Method.usual.rawValue) where it names no method; write either of them in the column compression"
        ))
    }
    if let column = [InventoryColumn.linkBytes, .linkBits].first(where: { row.cells[$0] != nil }),
      let limit = streamLimit
    {
      notes.append(RowNote(column: column, text: limit))
    }
    return notes
  }

  /// That the engine's streams, and not the network, are what the migration is held back by; `nil` where
  /// they are not.
  var streamLimit: String? {
    guard machine != .bench, ![.cold, .compress].contains(technique) else { return nil }
    let ceiling = usualCosts.ceiling(channels: isPostCopy ? 1 : channels ?? 1)
    guard min(link, rateCap) > ceiling else { return nil }
    let streams = isPostCopy ? 1 : (channels ?? 1) * usualCosts.streams
    let name = isPostCopy ? "post-copy" : engine.name
    let subject =
      streams == 1
      ? "the one stream of \(name) moves" : "the \(streams) streams of \(name) move"
    let remedy =
      engine.qemu != nil && !isPostCopy
      ? "; more channels of multifd move more (multifd_channels)" : ""
    return "the link is not the limit, as \(subject) \(ceiling) at most\(remedy)"
  }

  /// Whether a cell asks for nothing.
  private static func isNothing(_ text: String) -> Bool {
    Flag.value(of: text) == false || Double(text) == 0
  }
}
