import Foundation
import Parallel
import StrictJSON

/// A part of an experiment as it lies in a folder.
final class RecordedPart: Sendable {
  let folder: String
  let record: PartRecord
  /// The units that it has, in ascending order.
  let units: [Int]
  private let digests: ReplicationDigests
  private let files: [File?]
  /// For each unit and file where its rows begin, behind the header, and how long they are; -1 without
  /// any.
  private let places: Locked<SpillReader>

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
    var units: [Int] = []
    let (digests, places) = (DigestStore(), Spill())
    let width = ReplicationRows.files.count
    // How long the rows of a file are together; `nil` for a file without any.
    var ends = [Int?](repeating: nil, count: width)
    let isWhole = Self.forEachLine(of: folder + "/" + PartRecord.unitsFile) { line in
      guard let one = try? PartUnit(line: line), one.bytes.count == width,
        (0..<record.outline.units).contains(one.unit), units.last.map({ $0 < one.unit }) != false
      else { return false }
      units.append(one.unit)
      digests.append(PackedDigest(one.digest))
      var packer = Packer()
      for (file, count) in one.bytes.enumerated() {
        packer.append(plain: ends[file] ?? 0)
        packer.append(plain: count ?? -1)
        guard let count else { continue }
        guard count >= 0 else { return false }
        ends[file] = (ends[file] ?? 0) + count
      }
      places.append(packer.bytes)
      return true
    }
    guard isWhole, units.count == record.units else { throw damaged }
    var files: [File?] = []
    for (file, end) in zip(ReplicationRows.files, ends) {
      guard let end else {
        files.append(nil)
        continue
      }
      let descriptor = open(folder + "/" + file.name, O_RDONLY | O_CLOEXEC)
      var status = stat()
      guard descriptor >= 0, fstat(descriptor, &status) == 0,
        let header = Self.firstLine(of: descriptor),
        header.count + end == Int(status.st_size)
      else { throw damaged }
      files.append(File(descriptor: descriptor, header: header))
    }
    (self.units, self.digests, self.files) = (units, digests.digests, files)
    self.places = Locked(places.reader)
  }

  deinit {
    for file in files.compactMap(\.self) { close(file.descriptor) }
  }

  /// What came of a unit; `nil` if it is not in this part, or cannot be read.
  func piece(_ unit: Int) -> FinishedUnit? {
    guard let place = place(of: unit) else { return nil }
    let width = files.count
    let numbers = places.withLock { reader in
      reader.withBytes(16 * width * place..<16 * width * (place + 1)) { bytes in
        var unpacker = Unpacker(bytes)
        return unpacker.plain(count: 2 * width, Int.self)
      }
    }
    var bytes: [CSVBytes?] = []
    for (number, file) in files.enumerated() {
      let (start, count) = (numbers[2 * number], numbers[2 * number + 1])
      guard count >= 0 else {
        bytes.append(nil)
        continue
      }
      guard let file else { return nil }
      let first = file.header.count + start
      guard let rows = Self.read(first..<first + count, of: file.descriptor) else { return nil }
      bytes.append(CSVBytes(rows))
    }
    let headers = files.map { $0?.header ?? CSVBytes() }
    return FinishedUnit(
      unit: unit, isInterrupted: false, isCutShort: false,
      rows: ReplicationRows(headers: headers, bytes: bytes),
      digest: digests.packed(place))
  }

  /// Where a unit stands among those of this part; `nil` if it does not.
  private func place(of unit: Int) -> Int? {
    var range = units.indices
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      if units[middle] == unit { return middle }
      range = units[middle] < unit ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return nil
  }

  /// Does something with each line of a file that is not empty, until that is false; whether it was true
  /// for all.
  private static func forEachLine(of path: String, _ body: ([UInt8]) -> Bool) -> Bool {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var start = 0
    var line: [UInt8] = []
    while let piece = read(start..<start + 1 << 16, of: descriptor, orLess: true), !piece.isEmpty {
      start += piece.count
      var rest = piece[...]
      while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
        line += rest[..<end]
        guard line.isEmpty || body(line) else { return false }
        line.removeAll(keepingCapacity: true)
        rest = rest[(end + 1)...]
      }
      line += rest
    }
    return line.isEmpty || body(line)
  }

  private static func firstLine(of descriptor: Int32) -> CSVBytes? {
    var start = 0
    var line: [UInt8] = []
    while let piece = read(start..<start + 4096, of: descriptor, orLess: true), !piece.isEmpty {
      if let end = piece.firstIndex(of: UInt8(ascii: "\n")) {
        line += piece[...end]
        return CSVBytes(line)
      }
      line += piece
      start += piece.count
    }
    return nil
  }

  private static func read(
    _ range: Range<Int>, of descriptor: Int32, orLess mayBeLess: Bool = false
  ) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + done, $0.count - done, off_t(range.lowerBound + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        guard mayBeLess, count == 0 else { return nil }
        return Array(bytes[..<done])
      }
      done += count
    }
    return bytes
  }
}

/// A part that is of no use, and what to do.
public struct PartError: Error, Equatable, CustomStringConvertible {
  let folder: String
  let problem: String
  let remedy: String

  public var description: String { Visible.text("\(folder): \(problem); \(remedy)") }
}
