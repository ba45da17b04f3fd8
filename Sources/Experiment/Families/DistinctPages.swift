package import Quantities

/// A dirty rate as hypervisors report it: distinct pages found dirty after a window, over its length. There
/// are no more of them than the VM has.
package struct DistinctPages {
  private let rate: PagesPerSecond
  private let window: Seconds

  package init(rate: PagesPerSecond, window: Seconds) {
    self.rate = rate
    self.window = window
  }

  /// How many were found dirty.
  var count: Double { rate.value * window.value }

  /// What is wrong with them beside a VM's memory; `nil` if nothing is.
  package func excess(over memory: Pages) -> String? {
    guard count > Double(memory.count) else { return nil }
    let size = Bytes.mebibytes((count / 256).rounded())
    return
      "\(Self.text(rate.value)) over a window of \(window) are \(size) of distinct pages, and the VM has \(memory.bytes) of memory"
  }

  /// The highest whole rate that a memory can have over the window.
  package func highest(of memory: Pages) -> Double {
    (Double(memory.count) / window.value).rounded(.down)
  }

  /// The same, in words.
  package func highestText(of memory: Pages) -> String { Self.text(highest(of: memory)) }

  /// Distinct pages are no writes, in whose unit rates are told elsewhere.
  private static func text(_ rate: Double) -> String { "\(CSVTable.shortest(rate)) pages/s" }
}
