import Consolidation
import Foundation

/// The day of the PlanetLab traces that is in the repository.
enum PlanetLab {
  static let trace: DemandTrace = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Scenarios/planetlab-20110303.csv.gz")
    do {
      return try DemandTrace(reading: Array(try Data(contentsOf: file)))
    } catch {
      fatalError("\(file.path()): \(error)")
    }
  }()

  static let estate = Estate.planetLab(trace)
}
