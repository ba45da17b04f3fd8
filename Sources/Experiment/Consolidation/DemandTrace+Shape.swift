import Consolidation
import StrictJSON

extension DemandTrace {
  /// The name of a file with a row of percentages for each VM.
  static var shape: Shape<DemandTrace> {
    Shape(
      noun: "a file name", example: "\"day.csv.gz\"", kinds: [.string],
      schema: { _ in ["type": "string", "minLength": 1] },
      accept: { place in
        guard let file = NamedFile(place.node.string!, "trace", at: place) else { return nil }
        do throws(DemandTraceError) {
          return try DemandTrace(reading: file.bytes)
        } catch {
          file.report(error.line, error.problem, error.remedy, at: place)
          return nil
        }
      },
      placeholder: { DemandTrace([[0, 0]]) }, write: { _ in nil })
  }
}
