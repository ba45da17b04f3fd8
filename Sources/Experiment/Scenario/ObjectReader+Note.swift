import StrictJSON

extension ObjectReader {
  /// A key for people, which nothing reads.
  mutating func note() {
    _ = optional(
      "note", .text,
      "A remark for readers, such as where a value comes from. Apus ignores it.")
  }
}
