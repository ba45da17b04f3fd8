import ArgumentParser
import Experiment
import Prediction

/// `apus columns`: what the columns of result files say.
struct Columns: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "columns",
    abstract: "Say what each column of the result files means, with its unit.",
    discussion: """
        apus columns
        apus columns migrations.csv
        apus columns inventory

      The columns of an inventory, which apus predict reads, are listed by the name inventory.
      """)

  @Argument(
    help: "One file, such as migrations.csv, or metrics, or inventory (default: all result files).")
  var file: String?

  @Flag(help: "Print a page of Markdown.")
  var markdown = false

  func validate() throws {
    if markdown, file != nil, file != Self.inventory {
      throw ValidationError("--markdown is for all files together, or for inventory")
    }
  }

  private static let inventory = "inventory"

  func run() throws {
    if file == Self.inventory {
      return try Screen.answer(
        markdown ? InventoryReference.page : InventoryReference.text, ending: markdown ? "" : "\n")
    }
    if markdown { return try Screen.answer(ColumnReference.page, ending: "") }
    guard let text = ColumnReference.text(of: file) else {
      try refuse(
        "there is no file \"\(file ?? "")\"; name one of \(ColumnReference.files.joined(separator: ", "))"
      )
    }
    try Screen.answer(text)
  }
}
