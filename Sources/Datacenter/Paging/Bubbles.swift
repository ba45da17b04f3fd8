/// The bubbles of a push that goes on around the last faults: each has an edge on either side of its
/// pivot that moves outwards (Hines, Deshpande and Gopalan, "Post-copy live migration of virtual
/// machines", OSR 2009).
struct Bubbles {
  /// Where an edge stands: a run, or nowhere any more.
  private struct Edge {
    var run: Int?
    let step: Int
  }

  /// Two edges for each pivot, the latest pivot's first.
  private var edges: [Edge] = []
  private var turn = 0

  /// Whether there has been no fault yet that bubbles rise around.
  var isEmpty: Bool { edges.isEmpty }

  /// A fault is the pivot of a new bubble; the oldest of too many goes.
  ///
  /// - Parameters:
  ///   - behind: the run in which the next page behind the fault lies.
  ///   - before: the run in which the next page before it lies.
  mutating func insert(behind: Int, before: Int, atMost pivots: Int, of runs: Int) {
    if edges.isEmpty { edges.reserveCapacity(2 * pivots + 2) }
    edges.insert(Edge(run: before >= 0 ? before : nil, step: -1), at: 0)
    edges.insert(Edge(run: behind < runs ? behind : nil, step: 1), at: 0)
    if edges.count > 2 * pivots { edges.removeLast(2) }
    turn = 0
  }

  /// The run from which the next page goes, and from which of its ends; `nil` when all bubbles have met
  /// what has been sent, or the ends of memory.
  mutating func next(in runs: Span<MissingMemory.Run>) -> (run: Int, isFromEnd: Bool)? {
    for _ in edges.indices {
      let place = turn % edges.count
      turn = place + 1
      if let run = advance(place, in: runs) {
        // Only where all pages of a run are missing has it an end to take them from.
        let isWhole = runs[run].missing == runs[run].span
        return (run, edges[place].step < 0 && isWhole)
      }
    }
    return nil
  }

  /// The run at an edge. One that it has emptied lets it go on to the next; one that others have ends it.
  private mutating func advance(_ place: Int, in runs: Span<MissingMemory.Run>) -> Int? {
    guard let run = edges[place].run else { return nil }
    if runs[run].missing > 0 { return run }
    let next = run + edges[place].step
    edges[place].run =
      runs.indices.contains(next) && runs[next].missing > 0 ? next : nil
    return edges[place].run
  }

  /// A run was inserted behind another: those after it have moved.
  mutating func makeRoom(behind run: Int) {
    for index in edges.indices {
      if let at = edges[index].run, at > run { edges[index].run = at + 1 }
    }
  }
}
