import Synchronization

/// The lines of `units.jsonl`, while units are done one after the other.
final class CollectedUnits: Sendable {
  private let bytes = Mutex(CSVBytes())
  private let keeps: Bool

  /// - Parameter keeps: whether anybody may ask for them.
  init(keeps: Bool) { self.keeps = keeps }

  func append(_ piece: FinishedUnit) {
    guard keeps else { return }
    let line = PartUnit(piece.unit, piece.rows, piece.digest).line
    bytes.withLock { $0.append(line) }
  }

  var lines: CSVBytes { bytes.withLock { $0 } }
}
