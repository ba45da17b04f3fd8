import Experiment
import Foundation
public import StrictJSON

/// Families in a file: what `apus calibrate` writes and `apus predict --families` reads.
struct FamiliesFile: ReadableObject {
  static let schemaName = "Families"
  static let schemaText = "How guests of each workload behave, as calibrated."

  /// The families that the file names; others keep their standard parameters.
  let families: CalibratedFamilies

  init(reading o: inout ObjectReader) {
    let format = o.required("format", .count(1...1), "The version of this file format: 1.")
    precondition(format == 1)
    let named: [Named<FamilyParameters>] = o.required(
      "families", .dictionary("a family", of: Self.family, atLeast: 1),
      "Families by their names, each with the parameters that differ from those of unknown.")
    var families = CalibratedFamilies.standard
    for entry in named {
      guard let family = WorkloadFamily(rawValue: entry.name.value) else {
        o.check(
          "families", holds: false, "there is no family \"\(entry.name.value)\"",
          advice(
            instead: entry.name.value, of: WorkloadFamily.allCases.map(\.rawValue),
            none: "remove it"))
        continue
      }
      families[family] = entry.value
    }
    self.families = families
  }

  private static var family: Shape<FamilyParameters> {
    .object("A family's parameters.") { o in
      var parameters = WorkloadFamily.unknown.parameters
      for key in FamilyParameters.keys {
        parameters[keyPath: key.place] = o.optional(
          key.name, .number(key.limits), default: parameters[keyPath: key.place], key.text)
      }
      return parameters
    }
  }

  /// Reads a file.
  ///
  /// - Throws: everything that is wrong with it.
  static func read(_ path: String) throws(JSONErrors) -> CalibratedFamilies {
    try JSONDocument(contentsOf: path).read(Shape<FamiliesFile>.object).families
  }

  /// The text of a file.
  static func text(of families: [(WorkloadFamily, FamilyParameters)]) -> String {
    let blocks = families.map { family, parameters in
      let lines = FamilyParameters.keys.map { key in
        "      \"\(key.name)\": \(CSVTable.shortest(rounded(parameters[keyPath: key.place])))"
      }
      return "    \"\(family.rawValue)\": {\n\(lines.joined(separator: ",\n"))\n    }"
    }
    return """
      {
        "format": 1,
        "families": {
      \(blocks.joined(separator: ",\n"))
        }
      }

      """
  }

  /// To four digits, which is more than any calibration supports.
  static func rounded(_ number: Double) -> Double { Double(String(format: "%.4g", number))! }
}

extension FamilyParameters.Key {
  /// The values that make sense.
  var limits: Limits {
    switch scale {
    case .share: .within(0...1)
    case .amount: .above(0, upTo: 1e6)
    case .spread: .within(0...4)
    }
  }
}

extension Predictor {
  /// Takes families from a file instead of the standard ones.
  ///
  /// - Throws: everything that is wrong with the file.
  public mutating func useFamilies(_ path: String) throws(JSONErrors) {
    families = try FamiliesFile.read(path)
  }
}
