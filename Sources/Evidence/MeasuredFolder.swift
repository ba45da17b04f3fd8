import Experiment
import Foundation

/// A folder of measurements: a CSV file for each kind of them.
public struct MeasuredFolder: Sendable {
  let path: String

  public init(_ path: String) { self.path = path }

  func url(of name: String) -> URL { URL(fileURLWithPath: path).appending(path: name) }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(of: name).path) }

  func bytes(of name: String) throws(EvidenceError) -> [UInt8] {
    guard let data = try? Data(contentsOf: url(of: name)) else {
      throw EvidenceError(
        file: url(of: name).path, problem: "is not a file that can be read",
        remedy: "name the folder that holds it")
    }
    return Array(data)
  }

  /// The rows of a file, in its order.
  func rows(of name: String) throws(EvidenceError) -> [MeasuredCase] {
    try MeasuredCase.rows(in: bytes(of: name), file: url(of: name).path)
  }
}

/// What is wrong with a folder of measurements.
public struct EvidenceError: Error, Equatable, Sendable, CustomStringConvertible {
  let file: String
  let problem: String
  let remedy: String
  public var description: String { "\(file): \(problem); \(remedy)" }
}
