import Glibc
import Quantities

/// Distinct pages written over a time: D(t) = Σ H (1 - e^(-t/τ)) + r t, from up to three hot sets and a
/// background.
public struct DirtyCurve: Equatable, Sendable {
  /// The hot sets, the busiest first.
  public var sets: [HotSet]
  /// New pages per second beyond the hot sets.
  public var background: Double

  /// Pages that are written alike.
  public struct HotSet: Equatable, Sendable {
    /// How many pages.
    public var pages: Double
    /// The mean time between two writes to one of them.
    public var time: Double

    public init(pages: Double, time: Double) {
      self.pages = pages
      self.time = time
    }
  }

  public init(sets: [HotSet], background: Double) {
    self.sets = sets
    self.background = background
  }

  /// The distinct pages after a time.
  public func pages(after time: Double) -> Double {
    sets.reduce(background * time) { $0 - $1.pages * expm1(-time / $1.time) }
  }

  /// The JSON that stands for the curve in a scenario, under `"writes"`.
  public var json: String {
    let classes = sets.enumerated().map { index, set in
      let size = Pages(max(1, Int(set.pages.rounded()))).bytes
      let rate = PagesPerSecond((set.pages / set.time * 10).rounded() / 10)
      let name = sets.count == 1 ? "hot" : "hot \(index + 1)"
      return "{ \"name\": \"\(name)\", \"size\": \"\(size)\", \"rate\": \"\(rate)\" }"
    }
    var members: [String] = []
    if !classes.isEmpty {
      members.append("\"classes\": [\n      \(classes.joined(separator: ",\n      "))\n    ]")
    }
    if background > 0 {
      let rate = PagesPerSecond((background * 100).rounded() / 100)
      members.append("\"rest\": { \"rate\": \"\(rate)\", \"pattern\": \"sequential\" }")
    }
    return "\"writes\": {\n    \(members.joined(separator: ",\n    "))\n  }"
  }
}

/// A point of the curve: after so many seconds so many distinct pages were dirty.
public struct DirtyPoint: Equatable, Sendable {
  public var time: Double
  public var pages: Double

  public init(time: Double, pages: Double) {
    self.time = time
    self.pages = pages
  }
}
