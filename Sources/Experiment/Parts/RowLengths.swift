/// How many bytes of each file are whose, while units are done one after the other: all that a part
/// needs beside the rows and the digests.
final class RowLengths: Sendable {
  /// For each unit and each of `ReplicationRows.files`; -1 where it has nothing to say.
  private let lengths = Spill()

  func append(_ rows: ReplicationRows) {
    var packer = Packer()
    for bytes in rows.bytes { packer.append(plain: bytes?.count ?? -1) }
    lengths.append(packer.bytes)
  }

  /// Makes the lines of `units.jsonl`.
  ///
  /// - Parameters:
  ///   - units: the numbers of those that were appended, in this order.
  ///   - digests: theirs.
  func forEachLine(
    of units: ArraySlice<Int>, _ digests: ReplicationDigests, _ body: (CSVBytes) -> Void
  ) {
    var reader = lengths.reader
    let width = ReplicationRows.files.count
    for (place, (unit, digest)) in zip(units, digests).enumerated() {
      let own = reader.withBytes(8 * width * place..<8 * width * (place + 1)) { bytes -> [Int?] in
        var unpacker = Unpacker(bytes)
        return unpacker.plain(count: width, Int.self).map { $0 < 0 ? nil : $0 }
      }
      body(PartUnit(unit, own, digest).line)
    }
  }
}
