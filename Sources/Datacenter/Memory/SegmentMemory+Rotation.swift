import Quantities
import Randomness

/// The pseudo-random order of Xen 2 and 3, by numbers.
///
/// It is a stride of 1024 pages: first all pages whose numbers are 0 modulo 1024, then those with a
/// remainder of 1, and so on. A class is met evenly, but for what it has beyond a multiple of 1024 pages:
/// their remainders form an arc, and a class of fewer pages is passed in one go. Between two remainders
/// at which classes begin, every class has as many pages for each remainder as for the next. Such a
/// *part* of the order meets its pages alike.
struct RotationParts {
  /// Where each part begins, and where the last one ends.
  private let borders: [Int]
  /// The pages of a memory whose size is no power of two and whose remainders are not reached are put
  /// where their numbers lead when they are rotated again: over the whole order.
  private let reached: Int

  private static let stride = 1024

  /// - Precondition: there are more than 1024 pages; fewer are visited by address.
  init(classes: [PageClass], pages: Int) {
    var size = 2 * Self.stride
    while size < pages { size *= 2 }
    let places = size / Self.stride
    reached = (pages + places - 1) / places
    var borders: Set = [0, reached]
    var start = 0
    for pageClass in classes {
      let remainder = start % Self.stride
      if remainder < reached { borders.insert(remainder) }
      start += pageClass.pages.count
    }
    self.borders = borders.sorted()
  }

  var count: Int { borders.count - 1 }

  /// How many of some pages that follow each other are met before those with a remainder.
  func met(_ pages: Range<Int>, before remainder: Int) -> Double {
    let spread = Double(count(in: pages, reached..<Self.stride) * remainder) / Double(reached)
    return Double(count(in: pages, 0..<remainder)) + spread.rounded()
  }

  /// Of those that are not met before a part begins, the share that it meets.
  func share(of pages: Range<Int>, in part: Int) -> Double {
    let before = met(pages, before: borders[part])
    let rest = Double(pages.count) - before
    return rest > 0 ? (met(pages, before: borders[part + 1]) - before) / rest : 1
  }

  /// How many of some pages are met before the order has met such a share of a part.
  func met(_ pages: Range<Int>, before share: Double, of part: Int) -> Double {
    let remainder = Double(borders[part]) + share * Double(borders[part + 1] - borders[part])
    let whole = Int(remainder)
    let before = met(pages, before: whole)
    return before + (remainder - Double(whole)) * (met(pages, before: whole + 1) - before)
  }

  /// How many of some pages have a number with such a remainder.
  private func count(in pages: Range<Int>, _ remainders: Range<Int>) -> Int {
    func below(_ page: Int) -> Int {
      let rest = min(max(page % Self.stride - remainders.lowerBound, 0), remainders.count)
      return page / Self.stride * remainders.count + rest
    }
    return below(pages.upperBound) - below(pages.lowerBound)
  }
}

extension SegmentMemory {
  /// The next pages are visited in the pseudo-random order, from its start.
  mutating func scanRotated() {
    if rotation == nil {
      let parts = RotationParts(classes: classes, pages: Int(pages))
      rotation = parts
      cut(into: parts)
    }
    cursor = 0
    enter(0)
  }

  /// The next pages are visited by address.
  mutating func scanByAddress() {
    guard rotation != nil else { return }
    rotation = nil
    for index in segments.indices { segments[index].part = nil }
  }

  /// Cuts the classes into what each part of the order meets of them. The arcs of sweeps are long, and
  /// met evenly: they stay whole.
  private mutating func cut(into parts: RotationParts) {
    scratch.removeAll(keepingCapacity: true)
    var start = 0.0
    for segment in segments {
      let end = start + segment.pages
      defer { start = end }
      if case .sweep = classes[segment.pageClass].writes {
        scratch.append(segment)
        continue
      }
      let range = Int(start.rounded())..<Int(end.rounded())
      var rest = segment
      for part in 0..<parts.count {
        // Of the pages that are left, those of this part; of everything else as large a share.
        let share = parts.share(of: range, in: part)
        guard share > 0, rest.pages > 0 else { continue }
        var piece = rest
        piece.part = part
        piece.pages = portion(share, of: rest.pages)
        piece.pending = portion(share, of: rest.pending)
        piece.skipped = min(portion(share, of: rest.skipped), piece.pages - piece.pending)
        piece.proven = min(
          portion(share, of: rest.proven), piece.pages - piece.pending - piece.skipped)
        rest.pages -= piece.pages
        rest.pending -= piece.pending
        rest.skipped -= piece.skipped
        rest.proven -= piece.proven
        scratch.append(piece)
      }
    }
    swap(&segments, &scratch)
  }

  /// The scan comes to a part of the order.
  private mutating func enter(_ part: Int) {
    guard let rotation else { return }
    self.part = part
    var start = 0.0
    for index in segments.indices {
      let segment = segments[index]
      let end = start + segment.pages
      switch segment.part {
      case nil:
        let range = Int(start.rounded())..<Int(end.rounded())
        segments[index].due = portion(rotation.share(of: range, in: part), of: segment.pending)
      case part: segments[index].due = segment.pending
      default: segments[index].due = 0
      }
      segments[index].entered = segments[index].due
      start = end
    }
  }

  /// The scan meets all that is pending at once.
  ///
  /// - Returns: how much that is.
  private mutating func enterAll() -> Double {
    for index in segments.indices {
      segments[index].due = segments[index].pending
      segments[index].entered = segments[index].due
    }
    return segments.reduce(0) { $0 + $1.due }
  }

  /// Of the pages of a sweep that the order has just met, the last `taken` of a segment, how many have
  /// been written since the last read: those in the sweep's arc, by their remainders.
  func sweptAgain(
    _ taken: Double, of index: Int, in rotation: RotationParts,
    drawing stream: inout RandomStream
  ) -> Double {
    let segment = segments[index]
    let first = 1 - (segment.due + taken) / segment.entered
    let last = 1 - segment.due / segment.entered
    let size = Double(classes[segment.pageClass].pages.count)
    let address = classes[..<segment.pageClass].reduce(0) { $0 + $1.pages.count }
    let start = position(of: index)
    let (low, reach) = sweptPages(segment.pageClass)
    var again = 0.0
    // The part of the arc beyond the end of the class lies at its start.
    for (low, high) in [(low, low + reach), (low - size, low + reach - size)] {
      let from = max(start, low)
      let to = min(start + segment.pages, high)
      guard from < to else { continue }
      let arc = address + Int(from)..<address + Int(to)
      again +=
        rotation.met(arc, before: last, of: part) - rotation.met(arc, before: first, of: part)
    }
    // A fraction of a page is a page as often.
    return min((again + stream.uniform()).rounded(.down), taken)
  }

  private func portion(_ share: Double, of pages: Double) -> Double {
    if share >= 1 { return pages }
    return fidelity == .fluid ? share * pages : (share * pages).rounded()
  }

  /// A scan in the pseudo-random order meets what a part of it holds of every class alike.
  ///
  /// - Complexity: O(segments)
  mutating func sendRotatedBatch(
    _ count: Double, drawing stream: inout RandomStream
  ) -> BatchCounts {
    var batch = BatchCounts(0, 0, 0)
    var left = min(count, pending)
    var emptyParts = 0
    while left > 0, let rotation {
      var due = segments.reduce(0) { $0 + $1.due }
      if due <= 0 {
        guard emptyParts > rotation.count else {
          // Behind the last part lies the first, for what became pending meanwhile.
          emptyParts += 1
          enter((part + 1) % rotation.count)
          continue
        }
        // No part holds a whole page of what is pending: it is met here, wherever it lies.
        due = enterAll()
        guard due > 0 else {
          // Nothing is pending but what rounding has left.
          pending = 0
          break
        }
      }
      emptyParts = 0
      var wanted = min(left, due)
      for index in segments.indices where wanted > 0 && segments[index].due > 0 {
        let own = segments[index].due
        let taken =
          fidelity == .fluid
          ? wanted * min(1, own / due)
          : Double(
            stream.hypergeometric(
              marked: Int(own), unmarked: Int(due - own), draws: Int(wanted)))
        due -= own
        wanted -= taken
        left -= taken
        segments[index].due -= taken
        pass(taken, of: index, into: &batch, drawing: &stream)
      }
    }
    if pending < 1e-6 { pending = 0 }
    return batch
  }
}
