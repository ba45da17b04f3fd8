/// A reference with a range of numbers, as shells write it: `esx-{1..4}` is esx-1 to esx-4.
struct NameRange {
  private let head: Substring
  private let numbers: ClosedRange<Int>
  private let tail: Substring

  /// - Returns: `nil` for a reference without a range, or with one that counts down or is too long.
  init?(_ reference: String) {
    guard let open = reference.firstIndex(of: "{"),
      let close = reference[open...].firstIndex(of: "}"),
      let dots = reference[open..<close].firstRange(of: ".."),
      let first = Int(reference[reference.index(after: open)..<dots.lowerBound]),
      let last = Int(reference[dots.upperBound..<close]), first >= 0, first <= last,
      last - first < Group.most
    else { return nil }
    head = reference[..<open]
    numbers = first...last
    tail = reference[reference.index(after: close)...]
  }

  /// The names, by number.
  var names: some Collection<String> { numbers.lazy.map { [head, tail] in "\(head)\($0)\(tail)" } }
}
