import Foundation

/// What `part.json` says: of which experiment a folder holds a part, and which.
struct PartRecord: Codable, Equatable {
  /// The name of the file.
  static let file = "part.json"
  /// The name of the file with a line for each unit.
  static let unitsFile = "units.jsonl"

  let outline: Outline
  /// `2/3`; `nil` for a part of a whole run that was interrupted.
  let shard: String?
  /// How many units the part has.
  let units: Int

  /// Whether it is all that a shard is to have.
  var isWhole: Bool {
    guard let shard = shard.flatMap(Shard.init) else { return units == outline.units }
    return units == shard.units(of: outline.units).count
  }

  var bytes: CSVBytes {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return CSVBytes(utf8: (try? encoder.encode(self)) ?? Data())
  }
}

/// A line of `units.jsonl`: a unit of work that was done, and where its rows are.
struct PartUnit: Codable {
  /// Its number in the experiment, from 0.
  let unit: Int
  /// For each of `ReplicationRows.files` how many bytes of it are this unit's, in the order of the
  /// lines; `nil` where it has nothing to say.
  let bytes: [Int?]
  let digest: ReplicationDigest

  init(_ unit: Int, _ bytes: [Int?], _ digest: ReplicationDigest) {
    self.unit = unit
    self.bytes = bytes
    self.digest = digest
  }

  /// Its line. Numbers are in the shortest form that reads back exactly.
  var line: CSVBytes {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "never", negativeInfinity: "-never", nan: "none")
    var csv = CSVBytes(utf8: (try? encoder.encode(self)) ?? Data())
    csv.append(raw: "\n")
    return csv
  }

  init(line: some Collection<UInt8>) throws {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "never", negativeInfinity: "-never", nan: "none")
    self = try decoder.decode(PartUnit.self, from: Data(line))
  }
}

extension CSVBytes {
  /// A text that is no table.
  fileprivate init(utf8 data: Data) {
    self.init()
    append(raw: String(decoding: data, as: UTF8.self))
  }
}
