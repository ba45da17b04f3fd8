/// One bit for each page of a VM, 64 to a word, as hypervisors keep them.
struct Bitmap {
  /// The number of pages.
  let count: Int
  private(set) var words: [UInt64]

  /// A bitmap without a bit set.
  init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  subscript(page: Int) -> Bool {
    get { words[page >> 6] >> UInt64(page & 63) & 1 == 1 }
    set {
      let bit: UInt64 = 1 << UInt64(page & 63)
      if newValue { words[page >> 6] |= bit } else { words[page >> 6] &= ~bit }
    }
  }

  /// The bits of a word that belong to a range of pages.
  @inline(__always)
  static func mask(_ word: Int, in range: Range<Int>) -> UInt64 {
    let low = max(range.lowerBound - word << 6, 0)
    let high = min(range.upperBound - word << 6, 64)
    guard low < high else { return 0 }
    return (high == 64 ? .max : 1 << UInt64(high) - 1) & (.max << UInt64(low))
  }

  /// The words that hold a range of pages.
  @inline(__always)
  static func words(of range: Range<Int>) -> Range<Int> {
    range.isEmpty ? 0..<0 : range.lowerBound >> 6..<(range.upperBound + 63) >> 6
  }

  /// Folds over the words that hold a range, each with the bits of it that belong to the range. Words in
  /// the middle belong to it whole, so that loops over them are as short as they can be.
  @inline(__always)
  private static func fold(
    over range: Range<Int>, _ body: (_ word: Int, _ mask: UInt64) -> Int
  ) -> Int {
    let words = words(of: range)
    guard words.count > 1 else {
      return words.isEmpty ? 0 : body(words.lowerBound, mask(words.lowerBound, in: range))
    }
    let last = words.upperBound - 1
    var sum = body(words.lowerBound, mask(words.lowerBound, in: range))
    for word in words.lowerBound + 1..<last { sum &+= body(word, .max) }
    return sum &+ body(last, mask(last, in: range))
  }

  /// How many bits of a range are set.
  func count(in range: Range<Int>) -> Int {
    precondition(range.upperBound <= count)
    return words.withUnsafeBufferPointer { words in
      Self.fold(over: range) { (words[$0] & $1).nonzeroBitCount }
    }
  }

  /// How many bits of a range are set both here and in another bitmap.
  func count(in range: Range<Int>, and other: Bitmap) -> Int {
    precondition(range.upperBound <= count && range.upperBound <= other.count)
    return words.withUnsafeBufferPointer { words in
      other.words.withUnsafeBufferPointer { others in
        Self.fold(over: range) { (words[$0] & others[$0] & $1).nonzeroBitCount }
      }
    }
  }

  /// Sets all bits of a range.
  mutating func set(_ range: Range<Int>) {
    for word in Self.words(of: range) { words[word] |= Self.mask(word, in: range) }
  }

  /// Clears all bits of a range.
  mutating func clear(_ range: Range<Int>) {
    for word in Self.words(of: range) { words[word] &= ~Self.mask(word, in: range) }
  }

  /// Sets bits of one word.
  @inline(__always)
  mutating func set(_ bits: UInt64, inWord word: Int) { words[word] |= bits }

  /// Takes over the bits of a range from another bitmap, and leaves that one without them.
  ///
  /// - Returns: how many bits were not set before.
  mutating func drain(_ other: inout Bitmap, in range: Range<Int>) -> Int {
    precondition(range.upperBound <= count && range.upperBound <= other.count)
    return words.withUnsafeMutableBufferPointer { words in
      other.words.withUnsafeMutableBufferPointer { others in
        Self.fold(over: range) { word, mask in
          let taken = others[word] & mask
          let new = (taken & ~words[word]).nonzeroBitCount
          words[word] |= taken
          others[word] &= ~mask
          return new
        }
      }
    }
  }

  /// Of the set bits of a range, goes past as many as given, or all.
  ///
  /// - Returns: how many were met, and the page behind the last of them, or the range's end.
  func reach(_ wanted: Int, in range: Range<Int>) -> (met: Int, end: Int) {
    guard wanted > 0 else { return (0, range.lowerBound) }
    var met = 0
    var start = range.lowerBound
    // Stretches that hold too few are passed as a whole.
    while start < range.upperBound {
      let end = min(range.upperBound, (start | (Self.stretch - 1)) + 1)
      let here = count(in: start..<end)
      if met + here >= wanted { break }
      met += here
      start = end
    }
    for word in Self.words(of: start..<range.upperBound) {
      var bits = words[word] & Self.mask(word, in: start..<range.upperBound)
      let here = bits.nonzeroBitCount
      if met + here < wanted {
        met += here
        continue
      }
      for _ in met..<wanted - 1 { bits &= bits - 1 }
      return (wanted, word << 6 + bits.trailingZeroBitCount + 1)
    }
    return (met, range.upperBound)
  }

  /// How many pages `reach` passes at a time: 32 words.
  private static let stretch = 2048
}
