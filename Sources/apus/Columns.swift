import ArgumentParser
import Experiment

/// `apus columns`: what the columns of result files say.
struct Columns: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what each column of the result files means, with its unit.",
    discussion: """
        apus columns
        apus columns migrations.csv
      """)

  @Argument(help: "One file, such as migrations.csv, or metrics (default: all).")
  var file: String?

  @Flag(help: "As a page of Markdown.")
  var markdown = false

  func validate() throws {
    if markdown, file != nil { throw ValidationError("--markdown is for all files together") }
  }

  func run() throws {
    if markdown { return try Screen.answer(ColumnReference.page, ending: "") }
    guard let text = ColumnReference.text(of: file) else {
      try refuse(
        "there is no file \"\(file ?? "")\"; name one of \(ColumnReference.files.joined(separator: ", "))"
      )
    }
    try Screen.answer(text)
  }
}
