import Quantities

/// What arrives at the destination, and in which order.
extension DemandPaging {
  /// Bytes arrive: requested pages first, then what the push sends.
  mutating func arrive(_ bytes: Double) {
    let answered = min(bytes, requested)
    requested -= answered
    var left = bytes - answered
    while left > 0, missing.count > 0 {
      // A page that was begun is finished before the push goes elsewhere.
      if inFlight.bytes > 0 {
        let rest = missing.runs[inFlight.run].bytes - inFlight.bytes
        guard left >= rest else {
          inFlight.bytes += left
          return
        }
        left -= rest
        inFlight.bytes = 0
        missing.takeFirst(1, of: inFlight.run)
        continue
      }
      let (run, limit, isFromEnd) = nextPush()
      let price = missing.runs[run].bytes
      let whole = price > 0 ? Int(min(Double(limit), left / price)) : limit
      if whole > 0 {
        left -= isFromEnd ? missing.takeLast(of: run) : missing.takeFirst(whole, of: run)
      }
      // Less than a page of what is to go next begins it.
      if whole < limit, left > 0, left < price {
        inFlight = (run, left)
        spend(whole + 1)
        return
      }
      spend(whole)
    }
  }

  /// The run that the push sends from, how many of its pages, and from which end.
  private mutating func nextPush() -> (run: Int, pages: Int, isFromEnd: Bool) {
    let (behind, before) = (bubble.behind, bubble.before)
    if behind.pages > 0, missing.runs[behind.run].missing > 0 {
      return (behind.run, min(behind.pages, missing.runs[behind.run].missing), false)
    }
    bubble.behind.pages = 0
    if before.pages > 0, missing.runs[before.run].missing > 0 { return (before.run, 1, true) }
    bubble.before.pages = 0
    if !bubbles.isEmpty, let edge = bubbles.next(in: missing) {
      return (edge.run, 1, edge.isFromEnd)
    }
    if missing.runs[scan].missing == 0 { scan = missing.next(from: scan)! }
    return (scan, missing.runs[scan].missing, false)
  }

  /// Pages that a bubble asked for have been chosen.
  private mutating func spend(_ pages: Int) {
    if bubble.behind.pages > 0 {
      bubble.behind.pages -= pages
    } else if bubble.before.pages > 0 {
      bubble.before.pages -= pages
    }
  }
}
