import Foundation
import Quantities
import Testing

@testable import Inventories

/// The sample exports, whose right answers stand beside them.
enum Samples {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "Data")

  static func path(_ name: String) -> String { folder.appending(path: name).path }

  static func estate(_ names: String...) throws -> Estate {
    var importer = Importer()
    return try importer.estate(of: names.map(path))
  }

  /// Imports texts as files of these names, in a folder of their own.
  static func estate(
    files: [String: [UInt8]], columns: [String: String] = [:]
  ) throws -> Estate {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "apus-inventory-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, bytes) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }
    var importer = Importer()
    importer.columns = columns
    return try importer.estate(of: [folder.path])
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  static func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }
}

/// The right answers for one sample, made by an independent parser.
struct Expected {
  let values: [String: Any]

  init(_ name: String) throws {
    let data = try Data(
      contentsOf: Samples.folder.appending(path: "\(name)/expected.json"))
    values = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  init(_ values: [String: Any]) { self.values = values }

  func objects(_ key: String) -> [Expected] {
    (values[key] as? [[String: Any]] ?? []).map(Expected.init)
  }
  func byName(_ key: String) -> [String: Expected] {
    (values[key] as? [String: [String: Any]] ?? [:]).mapValues(Expected.init)
  }
  func object(_ key: String) -> Expected? { (values[key] as? [String: Any]).map(Expected.init) }
  func bytes(_ key: String) -> Bytes? { number(key).map { Bytes($0) } }
  func number(_ key: String) -> Double? { (values[key] as? NSNumber)?.doubleValue }
  func count(_ key: String) -> Int? { (values[key] as? NSNumber)?.intValue }
  func flag(_ key: String) -> Bool? { (values[key] as? NSNumber)?.boolValue }
  func text(_ key: String) -> String? { values[key] as? String }
  func texts(_ key: String) -> [String] { values[key] as? [String] ?? [] }
  var skipped: [String: String] {
    (values["skipped"] as? [[String]] ?? []).reduce(into: [:]) { $0[$1[0]] = $1[1] }
  }
}

extension Estate {
  func vm(_ name: String) -> VM? { vms.first { $0.name == name } }
  func host(_ name: String) -> Host? { hosts.first { $0.name == name } }
  /// Entries that cannot move live, with their reasons, templates and the like included.
  var notLive: [String: String] {
    (vms.compactMap { vm in vm.movability.reason.map { (vm.name, $0) } }
      + skipped.map { ($0.name, $0.reason) }).reduce(into: [:]) { $0[$1.0] = $1.1 }
  }
}
