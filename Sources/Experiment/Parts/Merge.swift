import Foundation
import StrictJSON

/// Shards put together: the results that one machine would have written, to the byte.
public struct Merge: Sendable {
  private let parts: [RecordedPart]
  private let outline: Outline
  /// For each unit the part that has it.
  private let owners: [Int]

  /// - Parameter folders: those of the shards, in any order.
  /// - Throws: what is wrong with one of them, or with them as parts of one experiment.
  public init(_ folders: [String]) throws(PartError) {
    var parts: [RecordedPart] = []
    for folder in folders { parts.append(try RecordedPart(folder)) }
    guard let first = parts.first else {
      throw PartError(folder: "merge", problem: "no folder is named", remedy: "name the shards")
    }
    outline = first.record.outline
    for part in parts {
      if let difference = outline.difference(from: part.record.outline) {
        throw PartError(
          folder: part.folder, problem: "is of another run than \(first.folder): \(difference)",
          remedy: "merge shards of one run, made by one version")
      }
    }
    var owners: [Int?] = Array(repeating: nil, count: outline.units)
    for (number, part) in parts.enumerated() {
      for unit in part.units {
        if let other = owners[unit] {
          throw PartError(
            folder: part.folder,
            problem: "has \(outline.name(ofUnit: unit)), and so has \(parts[other].folder)",
            remedy: "name each shard once")
        }
        owners[unit] = number
      }
    }
    let missing = owners.indices.filter { owners[$0] == nil }
    if let unit = missing.first {
      throw PartError(
        folder: first.folder,
        problem:
          "\(missing.count) of \(outline.units) replications are in no shard, such as \(outline.name(ofUnit: unit))",
        remedy: Self.remedy(parts, missing, of: outline.units))
    }
    self.owners = owners.compactMap(\.self)
    self.parts = parts
  }

  /// Which shards are not there, where that can be told.
  private static func remedy(_ parts: [RecordedPart], _ missing: [Int], of total: Int) -> String {
    if let part = parts.first(where: { !$0.record.isWhole }) {
      return "finish \(part.folder) with --resume, and merge again"
    }
    guard let shard = parts[0].record.shard.flatMap(Shard.init) else { return "run the others" }
    let numbers = Set(missing.map { $0 % shard.count + 1 }).sorted()
    let shown = numbers.prefix(5).map { "--shard \($0)/\(shard.count)" }.joined(separator: ", ")
    return "run \(shown)\(numbers.count > 5 ? " and \(numbers.count - 5) more" : "") as well"
  }

  /// The name of the scenario.
  public var scenario: String { outline.scenario }

  /// How many replications there are in all.
  public var units: Int { outline.units }

  /// Writes the results.
  ///
  /// - Complexity: one pass over the shards; in memory, the observations of one metric of two strategies.
  public func write(into folder: ResultsFolder) throws(OutputError) {
    for part in parts where FileIdentity.areSame(part.folder, folder.path) {
      throw folder.error("is one of the shards")
    }
    let results = try folder.begin()
    let digests = DigestStore()
    var count = 0
    for (unit, owner) in owners.enumerated() {
      guard let piece = parts[owner].piece(unit) else {
        throw OutputError(
          path: parts[owner].folder, problem: "cannot be read any more", option: folder.option)
      }
      digests.append(piece.digest)
      count += 1
      guard results.append(piece.rows) else { break }
    }
    if count == outline.units {
      for file in Conclusions(outline, outline.grouped(digests.digests)).files {
        results.append(file.bytes, to: file.name)
      }
    }
    try results.finish()
  }
}
