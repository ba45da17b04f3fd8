/// Columns of text, right-aligned, each as wide as its title or its given width.
struct TextTable {
  private let columns: [(title: String, width: Int)]

  /// A table of numbers under these titles; prints its head.
  init(_ titles: String...) {
    columns = titles.map { ($0, max($0.count, 7)) }
    printRow(titles)
  }

  func printRow(_ cells: [String]) {
    let padded = zip(cells, columns).map { cell, column in
      String(repeating: " ", count: max(0, column.width - cell.count)) + cell
    }
    print(padded.joined(separator: "  "))
  }
}

extension Double {
  /// This number with `places` digits behind the point, at least one.
  func text(places: Int = 1) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let whole = Int((self * Double(scale)).rounded())
    let fraction = String(whole % scale)
    return "\(whole / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
  }
}
