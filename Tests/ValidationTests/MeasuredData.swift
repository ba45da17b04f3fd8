import Foundation
import Testing

@testable import Evidence

extension MeasuredFolder {
  /// The measurements of this repository.
  static let data = MeasuredFolder(
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Data").path)
}

/// What a folder holds, or nothing where it cannot be read: the suites count their rows.
private func held<Row>(_ read: (MeasuredFolder) throws -> [Row]) -> [Row] {
  (try? read(.data)) ?? []
}

extension MeasuredCase: CustomTestStringConvertible {
  /// The 42 migrations measured with QEMU 7.2 under controlled writes, each the median of 3 to 7 runs.
  static let all = held { try $0.rows(of: "qemu-migrations.csv") }

  var testDescription: String { name }
  /// A relay limits the channel; otherwise only QEMU's own cap does.
  var isOverLink: Bool { name.hasPrefix("L-") }
  var isPlain: Bool {
    hasConverged && text("stop_first") == "0" && text("auto_converge") == "0"
      && text("xbzrle_cache_mib") == "0" && text("post_copy") == "0"
      && text("multifd_channels") == "0"
  }
  var isSweep: Bool { text("stream0_pattern") == "sequential" }
}

extension FleetCase: CustomTestStringConvertible {
  static let all = held { try FleetCase.cases(in: $0, over: .relay) }
  static let overTCP = held { try FleetCase.cases(in: $0, over: .tcp) }
  var testDescription: String { name }
}

extension ManagerCase: CustomTestStringConvertible {
  static let all = held(ManagerCase.cases)
  var testDescription: String { name }
}

extension FailureCase: CustomTestStringConvertible {
  static let all = held(FailureCase.cases)
  var testDescription: String { name }
}

extension StorageCase: CustomTestStringConvertible {
  static let all = held(StorageCase.cases)
  static func named(_ name: String) -> StorageCase { all.first { $0.name == name }! }
  var testDescription: String { name }
}

extension PublishedCase: CustomTestStringConvertible {
  static let all = held(PublishedCase.cases)
  var testDescription: String { "\(name), \(row.text("quantity"))" }
}
