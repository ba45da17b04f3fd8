import Datacenter
import Foundation
import Quantities
import StrictJSON

/// Outages that were recorded, from a CSV file: the name of what was out, when, and for how long.
struct FailureTrace: Sendable {
  /// The outages of one host, link or datastore, in the order of time.
  struct Part: Sendable {
    let name: String
    /// The line on which it stands first.
    let line: Int
    var outages: [FailureProcess.Outage]
  }

  let file: String
  let parts: [Part]

  static let columns = ["name", "at_s", "lasting_s"]

  /// The name of a trace file, read.
  static var shape: Shape<FailureTrace> {
    Shape(
      noun: "a file name", example: "\"outages.csv\"", kinds: [.string],
      schema: { _ in ["type": "string", "minLength": 1, "examples": ["outages.csv"]] },
      accept: { place in
        guard let file = NamedFile(place.node.string!, "trace", at: place) else { return nil }
        do throws(NumberTableError) {
          return try FailureTrace(file.bytes, file: file.path)
        } catch {
          file.report(error.line, error.problem, error.remedy, at: place)
          return nil
        }
      },
      placeholder: { FailureTrace(file: "", parts: []) }, write: { _ in nil })
  }

  private init(file: String, parts: [Part]) {
    self.file = file
    self.parts = parts
  }

  init(_ bytes: [UInt8], file: String) throws(NumberTableError) {
    func failure(_ line: Int?, _ problem: String, _ remedy: String) -> NumberTableError {
      NumberTableError(file: file, line: line, problem: problem, remedy: remedy)
    }
    var places: [Int]?
    var parts: [Part] = []
    var known: [String: Int] = [:]
    var reader = CSVReader(bytes)
    while let row = reader.next() {
      if let problem = row.problem {
        throw failure(row.line, problem, "close the quote, or double it")
      }
      let cells = row.cells.map { [reader] cell in
        reader.text(of: cell).trimmingCharacters(in: .whitespaces)
      }
      guard let columns = places else {
        let found = Self.columns.compactMap { cells.firstIndex(of: $0) }
        guard found.count == Self.columns.count else {
          throw failure(
            row.line, "has not the columns \(Self.columns.joined(separator: ", "))",
            "name its columns so")
        }
        places = found
        continue
      }
      guard columns.allSatisfy({ cells.indices.contains($0) && !cells[$0].isEmpty }) else {
        throw failure(row.line, "has a gap", "write a name, a time and a duration on each line")
      }
      let name = cells[columns[0]]
      let numbers = columns.dropFirst().compactMap { Double(decimal: cells[$0]) }
      guard numbers.count == 2, numbers[0] >= 0, numbers[1] > 0, numbers.max()! <= 3650 * 86_400
      else {
        throw failure(
          row.line, "has a time or a duration that is none",
          "write seconds: at_s from 0, lasting_s above 0, up to ten years")
      }
      let outage = FailureProcess.Outage(at: Seconds(numbers[0]), lasting: Seconds(numbers[1]))
      guard let place = known[name] else {
        known[name] = parts.count
        parts.append(Part(name: name, line: row.line, outages: [outage]))
        continue
      }
      let last = parts[place].outages.last!
      guard outage.at >= last.at + last.lasting else {
        throw failure(
          row.line, "begins before the outage of \"\(abridged(name))\" before it is over",
          "order the outages of each name by time, and join those that overlap")
      }
      parts[place].outages.append(outage)
    }
    guard !parts.isEmpty else {
      throw failure(nil, "holds no outages", "write a line of column names, then an outage a line")
    }
    self.init(file: file, parts: parts)
  }
}
