/// Whole numbers as a person lists them: "2 to 4 and 7".
package enum Spans {
  /// - Parameters:
  ///   - numbers: in ascending order.
  ///   - most: how many spans are named; the numbers of others are counted.
  package static func text(_ numbers: [Int], most: Int = .max) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, number == last.upperBound + 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let left = runs.dropFirst(most).reduce(0) { $0 + $1.count }
    let texts =
      runs.prefix(most).flatMap { run in
        run.count > 2 ? ["\(run.lowerBound) to \(run.upperBound)"] : run.map { "\($0)" }
      } + (left > 0 ? ["\(left) more"] : [])
    return texts.count < 2
      ? texts.joined() : texts.dropLast().joined(separator: ", ") + " and " + texts.last!
  }
}
