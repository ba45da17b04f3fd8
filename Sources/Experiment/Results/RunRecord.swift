import Foundation
import StrictJSON

/// What a `run.json` says.
struct RunRecord: Equatable {
  /// Its members, each as the text of its value.
  private let members: [(key: String, value: String)]

  /// - Returns: `nil` where there is none, or it is not one of Apus.
  init?(inFolder path: String) {
    guard let data = FileManager.default.contents(atPath: path + "/run.json") else { return nil }
    self.init(Array(data))
  }

  init?(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(parsing: bytes, file: "run.json"),
      case .object(let members) = document.root.content,
      members.contains(where: { $0.key == "apus" })
    else { return nil }
    self.members = members.map { ($0.key, $0.value.text) }
  }

  subscript(key: String) -> String? { members.first { $0.key == key }?.value }

  static func == (a: RunRecord, b: RunRecord) -> Bool { a.members.elementsEqual(b.members, by: ==) }

  /// What differs between two files.
  ///
  /// The version of the program is not compared: what it changed shows in the results. The number and
  /// the hash of events have no tolerance, and are compared without one only.
  static func differences(_ old: [UInt8], _ new: [UInt8], tolerance: Double) -> [String] {
    guard let old = RunRecord(old), let new = RunRecord(new) else {
      return ["is damaged; record it: apus record"]
    }
    let keys = new.members.map(\.key) + old.members.map(\.key).filter { new[$0] == nil }
    return keys.filter { key in
      key != "apus" && old[key] != new[key]
        && (tolerance == 0 || key != "events" && key != "traceHash")
    }.map { key in
      "was \"\(key)\": \(old[key] ?? "absent") and is \"\(key)\": \(new[key] ?? "absent")"
    }
  }
}
