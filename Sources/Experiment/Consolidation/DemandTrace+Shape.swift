import Consolidation
import StrictJSON

extension DemandTrace {
  /// The name of a file with a row of percentages for each VM.
  static var shape: Shape<DemandTrace> {
    Shape(
      noun: "a file name", example: "\"day.csv.gz\"", kinds: [.string],
      schema: { _ in ["type": "string", "minLength": 1] },
      accept: { place in
        let folder = place.log.file.split(separator: "/", omittingEmptySubsequences: false)
          .dropLast().joined(separator: "/")
        let name = place.node.string!
        let path = name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
        if place.log.isConfined, !FileBytes.isBelow(folder, path) {
          place.report(
            "the trace \(name) is outside of the scenario's folder",
            "move it there, or trust the scenario and leave --sandbox out")
          return nil
        }
        switch FileBytes.read(path, most: NumberTable.maximumSize) {
        case .failure(let problem):
          place.report("the trace \(path) \(problem.text)", problem.remedy)
          return nil
        case .success(let bytes):
          place.log.noteContents(bytes, of: path)
          do throws(DemandTraceError) {
            return try DemandTrace(reading: bytes)
          } catch {
            let line = error.line.map { ", line \($0)," } ?? ""
            place.report("the trace \(path)\(line) \(error.problem)", error.remedy)
            return nil
          }
        }
      },
      placeholder: { DemandTrace([[0, 0]]) }, write: { _ in nil })
  }
}
