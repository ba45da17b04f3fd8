import Foundation
import StrictJSON

/// A part of an experiment as it lies in a folder.
final class RecordedPart: Sendable {
  let folder: String
  let record: PartRecord
  /// The units that it has, in ascending order.
  let units: [Int]
  private let digests: [ReplicationDigest]
  private let files: [File?]
  /// For each unit where its rows begin, file by file.
  private let places: [[Range<Int>?]]
  private let index: [Int: Int]

  private struct File: Sendable {
    let descriptor: Int32
    let header: CSVBytes
  }

  /// - Throws: what is wrong with the folder.
  init(_ folder: String) throws(PartError) {
    self.folder = folder
    func failure(_ problem: String, _ remedy: String) -> PartError {
      PartError(folder: folder, problem: problem, remedy: remedy)
    }
    guard ResultsPath.isFolder(folder) else {
      throw failure("there is no such folder", "check the path")
    }
    guard let data = FileManager.default.contents(atPath: folder + "/" + PartRecord.file) else {
      throw RunRecord(inFolder: folder) != nil
        ? failure("holds a whole run, not a shard", "leave it out")
        : failure("holds no shard of a run (no \(PartRecord.file))", "run the shard again")
    }
    let damaged = failure("is damaged", "run the shard again")
    guard let record = try? JSONDecoder().decode(PartRecord.self, from: data) else {
      // What another version wrote may look different altogether.
      throw failure("was written by another version, or is damaged", "run the shard again")
    }
    guard record.outline.apus == ExperimentRun.version else {
      throw failure(
        "was written by version \(record.outline.apus), and this is \(ExperimentRun.version)",
        "run the shard again")
    }
    self.record = record
    let lines = FileManager.default.contents(atPath: folder + "/" + PartRecord.unitsFile) ?? Data()
    let all = lines.split(separator: UInt8(ascii: "\n")).map { try? PartUnit(line: $0) }
    let known = all.compactMap(\.self)
    guard known.count == all.count, known.count == record.units,
      zip(known, known.dropFirst()).allSatisfy({ $0.unit < $1.unit }),
      known.allSatisfy({
        $0.bytes.count == ReplicationRows.files.count
          && (0..<record.outline.units).contains($0.unit)
      })
    else { throw damaged }
    units = known.map(\.unit)
    digests = known.map(\.digest)
    index = Dictionary(uniqueKeysWithValues: units.enumerated().map { ($1, $0) })
    var files: [File?] = []
    var places = known.map { _ in [Range<Int>?]() }
    for (number, file) in ReplicationRows.files.enumerated() {
      guard known.contains(where: { $0.bytes[number] != nil }) else {
        files.append(nil)
        for unit in places.indices { places[unit].append(nil) }
        continue
      }
      let descriptor = open(folder + "/" + file.name, O_RDONLY | O_CLOEXEC)
      var status = stat()
      guard descriptor >= 0, fstat(descriptor, &status) == 0,
        let header = Self.firstLine(of: descriptor)
      else { throw damaged }
      files.append(File(descriptor: descriptor, header: header))
      var end = header.bytes.count
      for (unit, known) in known.enumerated() {
        let count = known.bytes[number]
        places[unit].append(count.map { end..<end + $0 })
        end += count ?? 0
      }
      guard end == Int(status.st_size) else { throw damaged }
    }
    (self.files, self.places) = (files, places)
  }

  deinit {
    for file in files.compactMap(\.self) { close(file.descriptor) }
  }

  /// What came of a unit; `nil` if it is not in this part, or cannot be read.
  func piece(_ unit: Int) -> FinishedUnit? {
    guard let place = index[unit] else { return nil }
    var bytes: [CSVBytes?] = []
    for (file, range) in zip(files, places[place]) {
      guard let range else {
        bytes.append(nil)
        continue
      }
      guard let file, let rows = Self.read(range, of: file.descriptor) else { return nil }
      bytes.append(rows)
    }
    let headers = files.map { $0?.header ?? CSVBytes() }
    return FinishedUnit(
      unit: unit, rows: ReplicationRows(headers: headers, bytes: bytes), digest: digests[place])
  }

  private static func firstLine(of descriptor: Int32) -> CSVBytes? {
    var start = 0
    var line: [UInt8] = []
    while let piece = read(start..<start + 4096, of: descriptor, orLess: true), !piece.isEmpty {
      if let end = piece.bytes.firstIndex(of: UInt8(ascii: "\n")) {
        line += piece.bytes[...end]
        return CSVBytes(line)
      }
      line += piece.bytes
      start += piece.bytes.count
    }
    return nil
  }

  private static func read(
    _ range: Range<Int>, of descriptor: Int32, orLess mayBeLess: Bool = false
  ) -> CSVBytes? {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + done, $0.count - done, off_t(range.lowerBound + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        guard mayBeLess, count == 0 else { return nil }
        return CSVBytes(Array(bytes[..<done]))
      }
      done += count
    }
    return CSVBytes(bytes)
  }
}

/// A part that is of no use, and what to do.
public struct PartError: Error, Equatable, CustomStringConvertible {
  let folder: String
  let problem: String
  let remedy: String

  public var description: String { Visible.text("\(folder): \(problem); \(remedy)") }
}
