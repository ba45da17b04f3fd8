import Experiment

/// What the terminal says of a run.
enum Telling {
  /// The question, the answer, the tables, and where the files lie; as wide as the terminal is.
  ///
  /// - Throws: if the results cannot be read back.
  static func text(
    of study: StudyRun, _ note: String, _ folder: String, byVM: Bool = false
  ) throws(StoredResultsError) -> String {
    let stored = try StoredResults(folder, isFresh: true)
    // What is drawn is for eyes; programs that read the table get it as ever.
    let bars =
      Screen.isTerminal && !study.scenario.isSwept
      ? try stored.downtimes(isUTF8: Screen.isUTF8) : []
    let screen = study.screen(
      byVM: byVM, answer: try stored.answer().headline, width: Folding.width)
    let whole = ([screen] + (bars.isEmpty ? [] : [""] + bars)).joined(separator: "\n")
    return Screen.readable(Folding.folded("\(whole)\n\(note)CSV files: \(folder)"))
  }
}
