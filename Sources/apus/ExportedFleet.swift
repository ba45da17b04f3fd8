import Experiment
import Foundation
import Inventories
import Prediction

/// An export of another system in the place of a scenario: it is imported on the way.
enum ExportedFleet {
  /// What a path names, for commands that read a scenario.
  ///
  /// What was measured, guessed and missing is told on the error stream, as the answer is of the run.
  static func source(_ path: String) throws -> ScenarioSource {
    guard Importer.isExport(path) else { return .file(path) }
    if FileManager.default.fileExists(atPath: path + "/run.json") {
      try refuse("\(path): holds the results of a run, and no scenario; write the scenario's file")
    }
    let imported = try read(path)
    guard imported.hasVMs else { try refuse("\(path): there is no VM in it to move") }
    Screen.complain(imported.summary)
    return .text(imported.scenario, of: path)
  }

  /// The rows of an inventory: the file itself, or what an export of another system says of its VMs, or of
  /// its past migrations.
  static func rows(_ path: String, ofPast: Bool) throws -> [UInt8] {
    guard Importer.isExport(path) else { return try readFile(path) }
    if path.lowercased().hasSuffix(".csv") {
      let bytes = try readFile(path)
      if Predictor.reads(bytes) || !Importer.isTableOfVMs(bytes) { return bytes }
    }
    let imported = try read(path)
    guard ofPast ? imported.hasHistory : imported.hasVMs else {
      try refuse("\(path): there is no \(ofPast ? "past migration" : "VM") in it")
    }
    Screen.complain(imported.summary)
    return Array((ofPast ? imported.history : imported.inventory).utf8)
  }

  /// What an export says.
  static func read(_ path: String) throws -> Imported {
    var importer = Importer()
    do throws(ImportErrors) {
      return Imported(try importer.estate(of: [path]))
    } catch {
      try refuse(error)
    }
  }
}
