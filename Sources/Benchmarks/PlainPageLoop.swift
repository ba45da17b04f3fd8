import Randomness

/// What the page-by-page memory is measured against: one `Bool` per page, one step per page in each
/// pass, and one draw per write, as a textbook would have it. A page takes its time on the wire.
struct PlainPageLoop {
  private var pending: [Bool]
  private var dirty: [Bool]
  private let writesPerPage: Double
  private(set) var sent = 0

  init(pages: Int, writesPerSecond: Double, pageTime: Double) {
    pending = Array(repeating: true, count: pages)
    dirty = Array(repeating: false, count: pages)
    writesPerPage = writesPerSecond * pageTime
  }

  /// Passes by address until one has nothing to send, or `passes` are over.
  mutating func run(passes: Int, drawing stream: inout RandomStream) {
    var due = 0.0
    for _ in 0..<passes {
      for page in pending.indices where pending[page] {
        pending[page] = false
        sent += 1
        due += writesPerPage
        while due >= 1 {
          dirty[Int(stream.uniform() * Double(dirty.count))] = true
          due -= 1
        }
      }
      swap(&pending, &dirty)
      for page in dirty.indices { dirty[page] = false }
    }
  }
}
