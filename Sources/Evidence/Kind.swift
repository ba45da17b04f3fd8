/// A kind of measurement, and how its rows are predicted.
struct Kind: Sendable {
  /// A heading.
  let title: String
  /// The file of its rows in the folder.
  let file: String
  /// What was measured where, and which constants the predictions take from elsewhere.
  let told: String
  /// Whether the page has every row, or only the errors by quantity.
  let isListed: Bool
  let findings: @Sendable (_ folder: MeasuredFolder, _ jobs: Int) throws -> [Finding]

  /// All kinds, in the order of the page.
  static let all: [Kind] = [
    .controlled, .concurrent, .overTCP, .managers, .evacuations, .failures, .storage, .published,
  ]
}
