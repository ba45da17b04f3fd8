import Parallel

/// How many bytes of each file are whose, while units are done one after the other: all that a part
/// needs beside the rows and the digests.
final class RowLengths: Sendable {
  /// For each unit and each of `ReplicationRows.files`; -1 where it has nothing to say.
  private let lengths = Locked<[Int]>([])

  func append(_ rows: ReplicationRows) {
    lengths.withLock { lengths in
      for bytes in rows.bytes { lengths.append(bytes?.bytes.count ?? -1) }
    }
  }

  /// The lines of `units.jsonl`.
  ///
  /// - Parameters:
  ///   - units: the numbers of those that were appended, in this order.
  ///   - digests: theirs.
  func lines(of units: ArraySlice<Int>, _ digests: [ReplicationDigest]) -> CSVBytes {
    let lengths = lengths.withLock { $0 }
    let width = ReplicationRows.files.count
    var all = CSVBytes()
    for (place, (unit, digest)) in zip(units, digests).enumerated() {
      let own = lengths[place * width..<(place + 1) * width].map { $0 < 0 ? nil : $0 }
      all.append(PartUnit(unit, own, digest).line)
    }
    return all
  }
}
