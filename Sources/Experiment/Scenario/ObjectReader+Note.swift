import StrictJSON

extension ObjectReader {
  /// A key for people, which nothing reads.
  mutating func note() {
    _ = optional(
      "note", .text,
      "What should be remembered about it, such as where its values come from; nothing reads it.")
  }
}
