/// How numbers and texts stand in the CSV files that are written.
enum CSVText {
  /// The shortest text that reads as the number.
  static func number(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  static func cell(_ text: String) -> String {
    text.contains { ",\"\n\r".contains($0) }
      ? "\"\(text.replacing("\"", with: "\"\""))\"" : text
  }
}
