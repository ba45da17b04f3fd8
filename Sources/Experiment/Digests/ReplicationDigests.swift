import Parallel

/// The digests of replications, in the order in which they came. They are packed and mostly in a file, so
/// that many of them need no more memory than a few.
final class DigestStore: Sendable {
  private let spill = Spill()
  /// Where each ends.
  private let ends = Locked<[Int]>([])

  func append(_ digest: PackedDigest) {
    ends.withLock { $0.append(spill.append(digest.bytes) + digest.bytes.count) }
  }

  /// All that came until now.
  var digests: ReplicationDigests {
    ReplicationDigests(reader: Locked(spill.reader), ends: ends.withLock { $0 })
  }
}

/// Some digests, each of which is unpacked when it is asked for.
struct ReplicationDigests: RandomAccessCollection, Sendable {
  private let reader: Locked<SpillReader>
  /// Where each ends, of all that were stored.
  private let ends: [Int]
  private let chosen: Range<Int>

  init(reader: Locked<SpillReader>, ends: [Int]) {
    (self.reader, self.ends, chosen) = (reader, ends, ends.indices)
  }

  private init(_ all: ReplicationDigests, _ chosen: Range<Int>) {
    (reader, ends, self.chosen) = (all.reader, all.ends, chosen)
  }

  /// Some of them, counted from 0 again.
  func part(_ range: Range<Int>) -> ReplicationDigests {
    ReplicationDigests(
      self, chosen.lowerBound + range.lowerBound..<chosen.lowerBound + range.upperBound)
  }

  var startIndex: Int { 0 }
  var endIndex: Int { chosen.count }

  subscript(place: Int) -> ReplicationDigest {
    reader.withLock { $0.withBytes(range(place)) { ReplicationDigest(packed: $0) } }
  }

  /// Reads one after the other with a reader of its own, whoever else reads meanwhile.
  func makeIterator() -> Iterator { Iterator(self, ownReader) }

  struct Iterator: IteratorProtocol {
    private let digests: ReplicationDigests
    private var reader: SpillReader
    private var place = 0

    fileprivate init(_ digests: ReplicationDigests, _ reader: SpillReader) {
      (self.digests, self.reader) = (digests, reader)
    }

    mutating func next() -> ReplicationDigest? {
      guard place < digests.count else { return nil }
      defer { place += 1 }
      return reader.withBytes(digests.range(place)) { ReplicationDigest(packed: $0) }
    }
  }

  private var ownReader: SpillReader { reader.withLock { $0.fresh } }

  /// One as it was packed.
  func packed(_ place: Int) -> PackedDigest {
    PackedDigest(bytes: reader.withLock { $0.withBytes(range(place)) { Array($0) } })
  }

  private func range(_ place: Int) -> Range<Int> {
    let number = chosen.lowerBound + place
    return (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private func head<Result>(
    _ place: Int, _ reader: inout SpillReader, _ body: (DigestHead) -> Result
  ) -> Result {
    let range = range(place)
    let end = Swift.min(range.upperBound, range.lowerBound + DigestHead.most)
    return reader.withBytes(range.lowerBound..<end) { body(DigestHead($0)) }
  }

  /// Looks at the beginning of each.
  func forEachHead(_ body: (DigestHead) -> Void) {
    var reader = ownReader
    for place in indices { head(place, &reader, body) }
  }

  /// Why the first that was ended before its time was; `nil` if none was.
  var cutShort: CutShortError? { cutShort(of: nil) }

  /// - Parameter all: how many there were to be, if that is to be told.
  func cutShort(of all: Int?) -> CutShortError? {
    var reader = ownReader
    guard let place = indices.first(where: { head($0, &reader) { $0.isCutShort } }) else {
      return nil
    }
    var error = self[place].cutShort
    error?.replications = all.map { CutShortError.Tally(ended: place - startIndex, all: $0) }
    return error
  }

  /// What was observed of a metric, replication by replication.
  ///
  /// - Complexity: in memory, the numbers.
  func observations(of metric: Int) -> Groups {
    var groups = Groups()
    groups.reserve(count)
    var reader = ownReader
    for place in indices {
      let start = range(place).lowerBound
      let own = head(place, &reader) { $0.place(of: metric) }
      reader.withBytes(start + own.lowerBound..<start + own.upperBound) {
        groups.append(packed: $0)
      }
    }
    return groups
  }
}

/// Numbers in groups, such as those of a replication.
struct Groups: RandomAccessCollection, Sendable {
  /// All of them.
  private(set) var numbers: [Double] = []
  private var ends: [Int] = []

  init() {}

  init(_ groups: some Sequence<ArraySlice<Double>>) {
    for group in groups {
      numbers += group
      ends.append(numbers.count)
    }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { ends.count }
  subscript(place: Int) -> ArraySlice<Double> {
    numbers[(place == 0 ? 0 : ends[place - 1])..<ends[place]]
  }

  fileprivate mutating func reserve(_ count: Int) {
    ends.reserveCapacity(count)
    numbers.reserveCapacity(count)
  }

  fileprivate mutating func append(packed bytes: UnsafeRawBufferPointer) {
    for place in 0..<bytes.count / 8 {
      numbers.append(bytes.loadUnaligned(fromByteOffset: 8 * place, as: Double.self))
    }
    ends.append(numbers.count)
  }
}
