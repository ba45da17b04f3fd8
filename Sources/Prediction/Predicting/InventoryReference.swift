/// The reference of inventories: every column that `apus predict` reads.
public enum InventoryReference {
  /// The columns as text.
  public static var text: String {
    let measured = OutcomeColumn.allCases.map(\.rawValue).joined(separator: ", ")
    return (Predictor.columns + [(measured, OutcomeColumn.help)])
      .map { "\($0.names)\n    \($0.meaning)" }.joined(separator: "\n")
  }

  /// The columns as a page of the documentation.
  public static var page: String {
    let lines = [
      "# The columns of an inventory", "", "Every column that `apus predict` reads.", "",
      "## Overview", "",
      "This page is written by `apus columns inventory --markdown`. The first line of the file names the columns, in any order. Columns that are not in this list pass through untouched. If two columns say the same in different units, one is enough.",
      "", "| columns | meaning |", "| --- | --- |",
    ]
    let rows = Predictor.columns.map { names, meaning in
      let names = names.split { $0 == "," || $0 == ";" }
        .map { "`\($0.split(separator: " ").joined())`" }
      return "| \(names.joined(separator: ", ")) | \(meaning) |"
    }
    let measured = OutcomeColumn.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
    return (lines + rows + ["", "## Measured columns", "", "\(measured)", "", OutcomeColumn.help])
      .joined(separator: "\n") + "\n"
  }
}
